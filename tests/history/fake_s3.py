"""As much of S3 as a history needs, on a port of this machine: list one folder, get and put an object."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

__all__ = ["fake_s3"]


@contextmanager
def fake_s3(objects: dict[str, bytes]) -> Iterator[str]:
    """Serves `objects`, whose keys are `bucket/path/name`; yields the endpoint's address. Nothing is asked of a key."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            if "list-type" in asked:
                self._answer(200, _listing(objects, address.path.strip("/"), asked.get("prefix", "")))
            elif (key := unquote(address.path).lstrip("/")) in objects:
                self._answer(200, objects[key])
            else:
                self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

        def do_PUT(self) -> None:
            if not self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 Credential=key-id/"):
                self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
                return
            size = int(self.headers.get("Content-Length", "0"))
            objects[unquote(urlsplit(self.path).path).lstrip("/")] = self.rfile.read(size)
            self._answer(200, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", '"x"')
            self.send_header("Last-Modified", "Sun, 22 Nov 2026 02:00:00 GMT")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _listing(objects: dict[str, bytes], bucket: str, prefix: str) -> bytes:
    """ListObjectsV2 with the delimiter `/`."""
    keys = [key.removeprefix(f"{bucket}/") for key in sorted(objects) if key.startswith(f"{bucket}/{prefix}")]
    below = sorted(
        {f"{prefix}{key.removeprefix(prefix).partition('/')[0]}/" for key in keys if "/" in key[len(prefix) :]}
    )
    found = "".join(
        f"<Contents><Key>{escape(key)}</Key><LastModified>2026-11-22T02:00:00.000Z</LastModified>"
        f"<Size>{len(objects[f'{bucket}/{key}'])}</Size><ETag>x</ETag></Contents>"
        for key in keys
        if "/" not in key[len(prefix) :]
    )
    folders = "".join(f"<CommonPrefixes><Prefix>{escape(each)}</Prefix></CommonPrefixes>" for each in below)
    name = f"<Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix><IsTruncated>false</IsTruncated>"
    return f"<ListBucketResult>{name}{found}{folders}</ListBucketResult>".encode()
