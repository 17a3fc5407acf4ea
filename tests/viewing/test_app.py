"""The server's answers: what each address holds in each state of a run, and what a mistake is told."""

import asyncio
import base64
import zlib
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from evalkit.reporters.html.page import policy
from evalkit.results_json import result_to_line
from evalkit.runner.playing import playing
from evalkit.viewing.app import Viewer
from evalkit.viewing.guard import HEADERS, Site
from tests.viewing.asking import SITE, Answer, ask
from tests.viewing.stored import attempt, now, store
from tests.viewing.test_paths import OUT

ENDED = "2026-03-04T05:08:09+00:00"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("secret")
    root = tmp_path / "reports"
    root.mkdir()
    return root


@pytest.fixture
def viewer(root: Path) -> Viewer:
    return Viewer(root, SITE, now)


def finished(root: Path, name: str = "run") -> Path:
    folder = store(root, name, [attempt()], planned=1, finished_at=ENDED)
    (folder / "report.html").write_text("the report as it was written")
    return folder


def is_problem(answer: Answer, status: int, words: str) -> bool:
    kind = answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.status == status and kind and words in answer.text and 'href="/"' in answer.text


def test_the_index_is_made_anew_each_time(root: Path, viewer: Viewer) -> None:
    assert "No run is here yet" in ask(viewer, "/").text
    finished(root, "the-first")
    (root / "index.html").write_text("an old index")
    for address in ("/", "/index.html"):
        answer = ask(viewer, address)
        assert (answer.status, "the-first" in answer.text) == (200, True)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'sha256-")


def test_a_finished_run_is_the_files_of_its_folder(root: Path, viewer: Viewer) -> None:
    finished(root)
    assert ask(viewer, "/run/report.html").text == "the report as it was written"
    for address in ("/run", "/run/"):
        answer = ask(viewer, address)
        assert (answer.status, answer.headers["location"]) == (307, "/run/report.html")
    answer = ask(viewer, "/run/live")
    assert answer.headers["content-type"] == "application/json"
    told = orjson.loads(answer.text)
    assert told.pop("etag")
    words = "1 of 1 · 0 failed · took 2:02"
    assert told == {"state": "finished", "finished": 1, "planned": 1, "failed": 0, "words": words}


def test_every_answer_has_the_headers(root: Path, viewer: Viewer) -> None:
    folder = finished(root)
    (folder / "user.flac").write_bytes(b"audio")
    for address in (
        "/",
        "/run",
        "/run/report.html",
        "/run/live",
        "/run/user.flac",
        "/nothing",
        "/../x",
        "/favicon.ico",
    ):
        for method in ("GET", "HEAD", "POST"):
            answer = ask(viewer, address, method)
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert not [name for name in answer.headers if name.startswith("access-control")]
            assert answer.body == b"" or method != "HEAD"


def test_a_refusal_says_why(viewer: Viewer) -> None:
    answer = ask(viewer, "/", host="evil.example:7575")
    assert answer.status == 403
    assert answer.text == "This server answers to http://127.0.0.1:7575 only. Open that address.\n"
    answer = ask(viewer, "/", "POST")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", [path for path in OUT if path.startswith("/")])
def test_nothing_outside_is_served(root: Path, viewer: Viewer, path: str) -> None:
    finished(root)
    (root / "run" / "page.html").write_text("page")
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("secret")
    answer = ask(viewer, path)
    assert is_problem(answer, 404, "There is no such page or file in the folder of runs.")


@pytest.mark.parametrize(
    "path", ["/nothing", "/run/nothing.js", "/run/attempts", "/run/summary/x", "/secret.txt", "/run/live/"]
)
def test_what_is_not_there(root: Path, viewer: Viewer, path: str) -> None:
    finished(root)
    assert ask(viewer, path).status == 404


def test_a_run_that_is_played_is_made_from_what_is_there(root: Path, viewer: Viewer) -> None:
    folder = store(root, "run", [attempt()], planned=3)
    with playing(folder):
        page = ask(viewer, "/run/report.html")
        assert (page.status, "This run is still being played" in page.text) == (200, True)
        assert "connect-src 'self'" in page.headers["content-security-policy"]
        before = ask(viewer, "/run/live").text
        assert '"words":"1 of 3 · 0 failed · running for 0:41"' in before
        summary = ask(viewer, "/run/summary")
        assert (summary.headers["content-type"], summary.text in page.text) == ("text/plain; charset=utf-8", True)
        line = result_to_line(attempt(number=2))
        with (folder / "results.jsonl").open("ab") as file:
            file.write(line[:50])
        assert ask(viewer, "/run/summary").text == summary.text
        with (folder / "results.jsonl").open("ab") as file:
            file.write(line[50:])
        assert ask(viewer, "/run/live").text != before
        assert ask(viewer, "/run/summary").text != summary.text


def test_a_page_from_before_still_finds_its_details(root: Path, viewer: Viewer) -> None:
    folder = store(root, "run", [attempt()], planned=3)
    with playing(folder):
        name = _details(ask(viewer, "/run/summary").text)
        assert ask(viewer, f"/run/{name}").headers["content-type"] == "text/javascript; charset=utf-8"
        with (folder / "results.jsonl").open("ab") as file:
            file.write(result_to_line(attempt(number=2)))
        assert _details(ask(viewer, "/run/summary").text) != name
        assert ask(viewer, f"/run/{name}").status == 200
    assert ask(viewer, "/run/details/0000-000000000000.js").status == 404


def _details(summary: str) -> str:
    (name,) = orjson.loads(zlib.decompress(base64.b64decode(summary)))["details"]
    assert isinstance(name, str)
    return name


def test_a_run_that_died_is_shown_as_interrupted(root: Path, viewer: Viewer) -> None:
    folder = store(root, "run", [attempt()], planned=3)
    (folder / ".playing").touch()
    assert '"state":"interrupted"' in ask(viewer, "/run/live").text
    page = ask(viewer, "/run/report.html")
    assert "the run was interrupted" in page.text
    assert "connect-src" not in page.headers["content-security-policy"]


def test_a_run_without_a_written_report_gets_one(root: Path, viewer: Viewer) -> None:
    (finished(root) / "report.html").unlink()
    assert "the report is being written" in ask(viewer, "/run/report.html").text
    later = Viewer(root, SITE, lambda: now() + timedelta(minutes=2))
    assert "1 passed" in ask(later, "/run/report.html").text


def test_a_damaged_run_is_a_page_with_words(root: Path, viewer: Viewer) -> None:
    folder = finished(root)
    (folder / "results.jsonl").write_text("{]\n")
    assert is_problem(ask(viewer, "/run/live"), 500, "results.jsonl:1: not JSON")
    # What was written of it before can still be read.
    (folder / "run.json").write_text("{")
    assert ask(viewer, "/run/report.html").text == "the report as it was written"
    (folder / "report.html").unlink()
    assert is_problem(ask(viewer, "/run/report.html"), 500, "run.json:1: not JSON")
    assert "cannot be read: not JSON" in ask(viewer, "/").text


def test_a_page_that_breaks_is_a_page_with_words(viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: object) -> str:
        raise KeyError("<script>alert(1)</script>")

    monkeypatch.setattr("evalkit.viewing.pages.Pages.index", broken)
    answer = ask(viewer, "/")
    assert is_problem(answer, 500, "internal error: KeyError: &#x27;&lt;script&gt;")
    assert "Traceback" not in answer.text


def test_a_token_becomes_a_cookie_and_leaves_the_address(root: Path) -> None:
    finished(root)
    viewer = Viewer(root, Site(7575, "0.0.0.0", "s3cret"), now)
    host = "192.168.0.5:7575"
    assert ask(viewer, "/run/report.html", host=host).status == 403
    answer = ask(viewer, "/run/report.html?token=s3cret", host=host)
    assert (answer.status, answer.headers["location"]) == (303, "/run/report.html")
    cookie = answer.headers["set-cookie"]
    assert cookie == "evalkit-view-7575=s3cret; HttpOnly; Path=/; SameSite=strict"
    kept = (("host", host), ("cookie", cookie.partition(";")[0]))
    assert ask(viewer, "/run/report.html", headers=kept).text == "the report as it was written"
    assert ask(viewer, "/run/report.html?token=wrong", host=host).status == 403


def test_what_is_no_request_for_a_page_is_left_alone(viewer: Viewer) -> None:
    async def never(*_: object) -> None:
        raise AssertionError

    asyncio.run(viewer({"type": "lifespan"}, never, never))  # type: ignore[arg-type]


def test_two_runs_are_compared_when_they_are_asked_for(root: Path, viewer: Viewer) -> None:
    finished(root, "one & first")
    finished(root, "two")
    answer = ask(viewer, "/compare?a=one%20%26%20first&b=two")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "one &amp; first" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'sha256-")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "the first run is not named; an address to compare two is /compare?a=RUN&amp;b=RUN"),
        ("?a=run", "the second run is not named; "),
        ("?a=run&b=none", "the second run, none, is not in this folder; "),
        ("?a=run&b=../outside", "the second run, ../outside, is not in this folder; "),
        ("?a=.&b=run", "the first run, ., is not in this folder; "),
        ("?a=x/../run&b=run", "the first run, x/../run, is not in this folder; "),
        ("?a=%00&b=run", "is not in this folder; "),
        ("?a=<script>&b=run", "the first run, &lt;script&gt;, is not in this folder; "),
    ],
)
def test_what_cannot_be_compared(root: Path, viewer: Viewer, query: str, words: str) -> None:
    finished(root)
    finished(root.parent, "outside")
    assert is_problem(ask(viewer, f"/compare{query}"), 400, words)


def test_runs_that_were_not_played_alike_are_compared_when_that_is_meant(root: Path, viewer: Viewer) -> None:
    finished(root, "one")
    store(root, "two", [attempt()], planned=1, finished_at=ENDED, endpoint="replay")
    answer = ask(viewer, "/compare?a=one&b=two")
    assert is_problem(answer, 400, "one and two differ in endpoint (mock, replay). What differs there would look")
    assert 'href="/compare?a=one&amp;b=two&amp;anyway=1"' in answer.text
    assert ask(viewer, "/compare?a=one&b=two&anyway=1").status == 200


def test_a_damaged_run_is_not_compared(root: Path, viewer: Viewer) -> None:
    finished(root, "one")
    (finished(root, "two") / "results.jsonl").write_text("{]\n")
    assert is_problem(ask(viewer, "/compare?a=one&b=two"), 500, "results.jsonl:1: not JSON")


def test_a_comparison_finds_the_details_of_a_run_without_a_report(root: Path, viewer: Viewer) -> None:
    folder = store(root, "dead", [attempt()], planned=2)
    (folder / ".playing").touch()
    assert ask(viewer, "/dead/details/0000.js").text.startswith("evalkit.put(")


def test_a_report_of_another_version_is_shown_as_this_one_would(root: Path, viewer: Viewer) -> None:
    other = policy("a{}", "an older script")
    meta = f'<!doctype html><meta http-equiv="Content-Security-Policy" content="{other}">'
    folder = finished(root)
    (folder / "report.html").write_text(f"{meta}<script>an older script</script>")
    answer = ask(viewer, "/run/report.html")
    assert "an older script" not in answer.text
    assert "1 passed" in answer.text
    assert "'strict-dynamic'" in answer.headers["content-security-policy"]
