"""Files as answers: type, validators, parts, and what happens while they grow."""

import os
from pathlib import Path

import pytest

from evalkit.reporters.html.index import index_page
from evalkit.viewing.app import Viewer
from evalkit.viewing.files import media_type
from tests.viewing.asking import SITE, Answer, ask
from tests.viewing.stored import now

AUDIO = bytes(range(256)) * 4
HTTP_DATE = "Wed, 04 Mar 2026 05:06:48 GMT"
MODIFIED = 1772600808


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "model.flac").write_bytes(AUDIO)
    (tmp_path / "empty.flac").write_bytes(b"")
    for path in tmp_path.iterdir():
        os.utime(path, (MODIFIED, MODIFIED))
    return tmp_path


def get(root: Path, method: str = "GET", name: str = "model.flac", **headers: str) -> Answer:
    named = tuple((key.replace("_", "-"), value) for key, value in headers.items())
    return ask(Viewer(root, SITE, now), f"/{name}", method, named)


def test_the_whole_file_with_its_validators(root: Path) -> None:
    answer = get(root)
    assert (answer.status, answer.body) == (200, AUDIO)
    assert answer.headers["content-length"] == "1024"
    assert answer.headers["content-type"] == "audio/flac"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["last-modified"] == HTTP_DATE
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["etag"].startswith('"')


@pytest.mark.parametrize(
    ("asked", "first", "end"), [("bytes=0-9", 0, 10), ("bytes=1000-", 1000, 1024), ("bytes=-24", 1000, 1024)]
)
def test_a_part_of_it(root: Path, asked: str, first: int, end: int) -> None:
    answer = get(root, range=asked)
    assert (answer.status, answer.body) == (206, AUDIO[first:end])
    assert answer.headers["content-range"] == f"bytes {first}-{end - 1}/1024"
    assert answer.headers["content-length"] == str(end - first)


@pytest.mark.parametrize("name", ["model.flac", "empty.flac"])
def test_a_part_that_is_not_there(root: Path, name: str) -> None:
    answer = get(root, name=name, range="bytes=1024-")
    assert (answer.status, answer.body) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{(root / name).stat().st_size}"


@pytest.mark.parametrize("asked", ["items=0-9", "bytes=9-5", "bytes=0-1,5-6", "nonsense"])
def test_what_is_no_range_is_ignored(root: Path, asked: str) -> None:
    answer = get(root, range=asked)
    assert (answer.status, answer.body) == (200, AUDIO)


def test_a_head_has_the_headers_of_the_whole_and_no_body(root: Path) -> None:
    answer = get(root, "HEAD", range="bytes=0-9")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-length"] == "1024"
    assert "content-range" not in answer.headers


def test_a_part_of_the_same_version_only(root: Path) -> None:
    etag = get(root).headers["etag"]
    assert get(root, range="bytes=0-9", if_range=etag).status == 206
    assert get(root, range="bytes=0-9", if_range=HTTP_DATE).status == 206
    assert get(root, range="bytes=0-9", if_range='"another"').status == 200
    assert get(root, range="bytes=0-9", if_range=f"W/{etag}").status == 200
    assert get(root, range="bytes=0-9", if_range="Wed, 04 Mar 2026 05:06:49 GMT").status == 200


def test_what_is_known_is_not_sent_again(root: Path) -> None:
    etag = get(root).headers["etag"]
    for known in (etag, f"W/{etag}", f'"another", {etag}', "*"):
        answer = get(root, if_none_match=known, range="bytes=0-9")
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
        assert answer.headers["cache-control"] == "no-cache"
    assert get(root, if_modified_since=HTTP_DATE).status == 304
    assert get(root, "HEAD", if_modified_since=HTTP_DATE).status == 304


def test_what_changed_is_sent(root: Path) -> None:
    assert get(root, if_none_match='"another"').status == 200
    # The date counts only where there is no tag (RFC 9110 §13.1.3).
    assert get(root, if_none_match='"another"', if_modified_since=HTTP_DATE).status == 200
    assert get(root, if_modified_since="Wed, 04 Mar 2026 05:06:47 GMT").status == 200
    for nonsense in ("yesterday", "", "Wed, 99 Mar 2026 05:06:47 GMT", "Wed, 04 Mar 2026 05:06:48"):
        assert get(root, if_modified_since=nonsense).status == 200


def test_another_file_of_the_same_length_and_time_has_another_tag(root: Path) -> None:
    before = get(root).headers["etag"]
    other = root / "other"
    other.write_bytes(AUDIO[::-1])
    other.replace(root / "model.flac")
    os.utime(root / "model.flac", (MODIFIED, MODIFIED))
    assert get(root).headers["etag"] != before


def test_a_file_that_grows_while_it_is_sent_is_sent_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is asked for between looking at the file and sending it.
    monkeypatch.setattr("evalkit.viewing.files.media_type", lambda name: _grown(root))
    answer = get(root)
    assert (root / "model.flac").stat().st_size == 2048
    assert (answer.headers["content-length"], answer.body) == ("1024", AUDIO)


def _grown(root: Path) -> str:
    with (root / "model.flac").open("ab") as file:
        file.write(AUDIO)
    return "audio/flac"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("report.html", "text/html; charset=utf-8"),
        ("timeline.js", "text/javascript; charset=utf-8"),
        ("run.json", "application/json"),
        ("junit.xml", "application/xml"),
        ("events.jsonl", "text/plain; charset=utf-8"),
        ("summary.md", "text/plain; charset=utf-8"),
        ("user.FLAC", "audio/flac"),
        ("a.ogg", "audio/ogg"),
        ("0001.jpg", "image/jpeg"),
        ("0001.png", "image/png"),
        ("picture.svg", "application/octet-stream"),
        ("page.xhtml", "application/octet-stream"),
        ("user.pcm", "application/octet-stream"),
        ("noname", "application/octet-stream"),
    ],
)
def test_types(name: str, kind: str) -> None:
    assert media_type(name) == kind


def test_only_a_page_with_a_policy_of_ours_may_do_anything(root: Path) -> None:
    (root / "strange.html").write_text("<script>alert(1)</script>")
    answer = get(root, name="strange.html")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "sandbox" in get(root).headers["content-security-policy"]


def test_a_page_that_is_known_keeps_its_policy(root: Path) -> None:
    (root / "page.html").write_text(index_page(()))
    whole = get(root, name="page.html")
    known = get(root, name="page.html", if_none_match=whole.headers["etag"])
    assert (whole.status, known.status) == (200, 304)
    assert known.headers["content-security-policy"] == whole.headers["content-security-policy"]
    assert "script-src 'sha256-" in known.headers["content-security-policy"]
