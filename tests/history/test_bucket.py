from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalkit.errors import HistoryError
from evalkit.history.bucket import Bucket, Web, bucket
from evalkit.history.store import accepted_night, keep_night, read_history, read_night
from tests.history.fake_s3 import fake_s3
from tests.history.made_nights import a_night, attempts

obstore_store = pytest.importorskip("obstore.store", reason="needs the extra `bucket`: pip install 'evalkit[bucket]'")


def test_a_bucket_holds_files_by_name() -> None:
    store = Bucket(obstore_store.MemoryStore(), "memory://nights")
    assert list(store.names()) == []
    store.write("2.json", b"two")
    store.write("1.json", b"one")
    store.write("1.json", b"new")
    store.write("below/3.json", b"three")
    assert list(store.names()) == ["1.json", "2.json"]
    assert store.read(["2.json", "3.json", "1.json"]) == [b"two", None, b"new"]
    assert store.read([]) == []


def test_a_hundred_files_come_in_the_order_asked_for() -> None:
    store = Bucket(obstore_store.MemoryStore(), "memory://nights")
    names = [f"{number:03}.json" for number in range(100)]
    for name in names:
        store.write(name, name.encode())
    assert store.read(names[::-1]) == [name.encode() for name in names[::-1]]


def test_history_in_a_bucket_is_the_history_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Bucket(obstore_store.LocalStore(tmp_path), "gs://nights/evalkit")
    monkeypatch.setattr("evalkit.history.bucket.bucket", lambda address: store)
    assert keep_night("gs://nights/evalkit", a_night(1, attempts("a", "+-"))) == (
        "gs://nights/evalkit/20261101-020000-vertex.json"
    )
    keep_night("gs://nights/evalkit", a_night(2))
    assert read_history("gs://nights/evalkit") == read_history(tmp_path)
    assert len(read_history(tmp_path)) == 2


def test_a_bucket_that_refuses_is_named_in_one_line_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "1.json").mkdir()
    store = Bucket(obstore_store.LocalStore(tmp_path), "gs://nights", "log in")
    with pytest.raises(HistoryError) as found:
        store.write("1.json/", b"")
    said = str(found.value)
    assert said.startswith("gs://nights/1.json/: cannot be written: ")
    assert said.endswith("; log in")
    assert "\n" not in said
    assert "Debug source" not in said


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        (
            "https://me:secret@host/nights",
            "https://host/nights: an address of nights holds a name and a path, and nothing else; "
            "give credentials by the environment",
        ),
        (
            "https://host/nights?sig=secret",
            "https://host/nights: an address of nights holds a name and a path, and nothing else; "
            "give credentials by the environment",
        ),
        ("gs:///nights", "gs:///nights: names no bucket; write gs://bucket/path"),
        ("http://host/nights", "http://host/nights: is not encrypted; use https://"),
        ("http://10.0.0.1/nights", "http://10.0.0.1/nights: is not encrypted; use https://"),
    ],
)
def test_an_address_that_cannot_be_used_says_why_and_no_secret(address: str, problem: str) -> None:
    with pytest.raises(HistoryError) as found:
        bucket(address)
    assert str(found.value) == problem


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder behind a plain web server of this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield tmp_path, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_nights_are_read_from_the_web(served: tuple[Path, str]) -> None:
    folder, address = served
    for day in (1, 2):
        keep_night(folder / "h", a_night(day, attempts("a", "+-")))
    assert read_history(f"{address}/h/") == read_history(folder / "h")


def test_the_web_is_never_written(served: tuple[Path, str]) -> None:
    with pytest.raises(HistoryError, match="a web address can only be read; give a folder or a bucket"):
        bucket(served[1]).write("1.json", b"")


def test_a_web_address_without_an_index_is_named(served: tuple[Path, str]) -> None:
    with pytest.raises(HistoryError) as found:
        read_history(f"{served[1]}/nowhere")
    assert str(found.value) == (
        f"{served[1]}/nowhere/index.json: not found; a folder of nights has one; check the address"
    )


@pytest.mark.parametrize("index", [b"", b"[]", b"{}", b'{"nights":3}', b'{"nights":[1]}'])
def test_an_index_that_lists_no_nights_is_named(served: tuple[Path, str], index: bytes) -> None:
    (served[0] / "index.json").write_bytes(index)
    with pytest.raises(HistoryError, match=r"index\.json: is no list of nights; keep a night there again"):
        bucket(served[1]).names()


def test_an_index_leads_nowhere_else(served: tuple[Path, str]) -> None:
    keep_night(served[0], a_night(1))
    (served[0] / "index.json").write_bytes(b'{"nights":["../../etc/passwd.json","20261101-020000-vertex.json"]}')
    assert len(read_history(served[1])) == 1


def test_addresses_of_each_kind_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "account")
    for address in ("gs://b/path", "s3://b/path", "az://c/path"):
        assert bucket(address).shown == address
    assert isinstance(bucket("https://example.com/nights"), Web)


def test_s3_as_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    objects = {"nights/other/z.json": b"", "nights/evalkit/below/y.json": b""}
    with fake_s3(objects) as endpoint:
        for name, value in {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "eu-1",
            "AWS_ACCESS_KEY_ID": "key-id",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }.items():
            monkeypatch.setenv(name, value)
        place = "s3://nights/evalkit"
        assert read_history(place) == ()
        kept = [a_night(day, attempts("a", "+-")) for day in (1, 2)]
        for night in kept:
            keep_night(place, night)
        assert read_history(place) == tuple(kept)
        assert read_night(place, "nobody") is None
        accepted_night(place, kept[0], "2026-11-02", "fine")
        assert [night.reason for night in read_history(place)] == ["fine", ""]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "another")
        with pytest.raises(HistoryError) as found:
            keep_night(place, kept[1])
    said = str(found.value)
    assert said.startswith("s3://nights/evalkit/20261102-020000-vertex.json: cannot be written: ")
    assert "403" in said
    assert said.endswith(
        "; set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION; AWS_ENDPOINT_URL for another provider"
    )
    assert "secret" not in said.replace("AWS_SECRET_ACCESS_KEY", "")
    assert sorted(key for key in objects if key.startswith("nights/evalkit/2")) == [
        "nights/evalkit/20261101-020000-vertex.json",
        "nights/evalkit/20261102-020000-vertex.json",
    ]
