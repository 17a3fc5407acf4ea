"""Nights in a bucket, or read from the web: what `obstore` reaches, with the credentials of the environment.

One small dependency without dependencies of its own reaches Google Cloud Storage, S3 and what speaks like it, and
Azure. A web server cannot list a folder, so there `index.json`, which every kept night writes anew, says what to read.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from evalkit.errors import HistoryError

if TYPE_CHECKING:
    from obstore.store import ClientConfig, ObjectStore, RetryConfig

__all__ = ["Bucket", "Web", "bucket"]

_AT_ONCE = 16
_LONGEST = 400
"""Characters of what the library says."""
_PATIENCE: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}
_CREDENTIALS: Mapping[str, str] = {
    "gs": "log in (gcloud auth application-default login) or name a key file in GOOGLE_APPLICATION_CREDENTIALS",
    "s3": "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION; AWS_ENDPOINT_URL for another provider",
    "az": "set AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}


def bucket(address: str) -> Bucket | Web:
    """Returns what an address names; connects to nothing yet.

    Args:
        address: `gs://bucket/path`, `s3://…`, `az://container/path` or, only to be read, `https://host/path`.

    Raises:
        HistoryError: the extra `bucket` is not installed, or the address cannot be used.
    """
    parts = urlsplit(address)
    shown = f"{parts.scheme}://{parts.hostname or ''}{parts.path.rstrip('/')}"
    if parts.username or parts.password or parts.query or parts.fragment:
        problem = "an address of nights holds a name and a path, and nothing else"
        raise HistoryError(shown, problem, "give credentials by the environment")
    if not parts.hostname:
        raise HistoryError(shown, "names no bucket", "write gs://bucket/path")
    if parts.scheme == "http" and not _is_this_machine(parts):
        raise HistoryError(shown, "is not encrypted", "use https://")
    store = _store(address, parts, shown)
    if parts.scheme in ("http", "https"):
        return Web(store, address.rstrip("/"))
    return Bucket(store, shown, _CREDENTIALS[parts.scheme])


class Bucket:
    """A path in a bucket; files below sub-folders are not seen."""

    def __init__(self, store: ObjectStore, shown: str, hint: str = "") -> None:
        """Wraps a store whose root is the path; `hint` is what to do where it refuses."""
        self.shown = shown
        self._store = store
        self._hint = hint

    def names(self) -> Sequence[str]:
        """Returns the names of its files, sorted."""
        import obstore

        try:
            found = obstore.list_with_delimiter(self._store)["objects"]
        except (obstore.exceptions.BaseError, OSError) as error:
            raise self._refused(self.shown, "cannot be listed", error) from error
        return sorted(each["path"] for each in found)

    def read(self, names: Sequence[str]) -> list[bytes | None]:
        """Returns the files in the order of their names, several fetched at once."""
        if not names:
            return []
        with ThreadPoolExecutor(min(_AT_ONCE, len(names))) as pool:
            return list(pool.map(self._read, names))

    def write(self, name: str, data: bytes) -> None:
        """Writes a file; a bucket shows it whole or not at all."""
        import obstore

        try:
            obstore.put(self._store, name, data)
        except (obstore.exceptions.BaseError, OSError) as error:
            raise self._refused(f"{self.shown}/{name}", "cannot be written", error) from error

    def _read(self, name: str) -> bytes | None:
        import obstore

        try:
            return bytes(obstore.get(self._store, name).bytes())
        except FileNotFoundError:
            return None
        except (obstore.exceptions.BaseError, OSError) as error:
            raise self._refused(f"{self.shown}/{name}", "cannot be read", error) from error

    def _refused(self, place: str, what: str, error: Exception) -> HistoryError:
        # The rest of the message is the library's own view of its internals.
        first = " ".join(str(error).partition("\n")[0].split())[:_LONGEST]
        return HistoryError(place, f"{what}: {first}", self._hint)


class Web(Bucket):
    """Nights behind a web address; they are read and never written."""

    def names(self) -> Sequence[str]:
        """Returns the names that `index.json` lists."""
        place, data = f"{self.shown}/index.json", self._read("index.json")
        if data is None:
            raise HistoryError(place, "not found", "a folder of nights has one; check the address")
        try:
            nights = json.loads(data)["nights"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise HistoryError(place, "is no list of nights", "keep a night there again, which writes it") from error
        if not isinstance(nights, list) or not all(isinstance(name, str) for name in nights):
            raise HistoryError(place, "is no list of nights", "keep a night there again, which writes it")
        return sorted(nights)

    def write(self, name: str, data: bytes) -> None:
        """Refuses."""
        raise HistoryError(self.shown, "a web address can only be read", "give a folder or a bucket to keep nights in")


def _store(address: str, parts: SplitResult, shown: str) -> ObjectStore:
    try:
        import obstore
        from obstore.store import HTTPStore, from_url
    except ImportError as error:
        problem = "nights in a bucket or on the web need the extra `bucket`"
        raise HistoryError(shown, problem, "install it: pip install 'evalkit[bucket]'") from error
    try:
        if parts.scheme in ("http", "https"):
            allowed: ClientConfig = {"allow_http": parts.scheme == "http"}
            return HTTPStore.from_url(address, client_options=allowed, retry_config=_PATIENCE)
        # Options of the client would take the place of those in the environment, such as AWS_ALLOW_HTTP.
        return from_url(address, retry_config=_PATIENCE)
    except (obstore.exceptions.BaseError, OSError, ValueError) as error:
        said = " ".join(str(error).partition("\n")[0].split())[:_LONGEST]
        raise HistoryError(shown, said, _CREDENTIALS.get(parts.scheme, "check the address")) from error


def _is_this_machine(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
