"""`evalkit view`: what it prints, when it opens a browser, and how it ends."""

import asyncio
import signal
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import pytest

from tests.cli.commands import Command, evalkit_process
from tests.viewing.stored import attempt, store

ENDED = "2026-03-04T05:08:09+00:00"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = store(tmp_path / "reports", "20260304-050607-mock", [attempt()], planned=1, finished_at=ENDED)
    (folder / "report.html").write_text("the report")
    return folder.parent


@contextmanager
def viewing(home: Path, *arguments: str | Path) -> Iterator[tuple[Popen[str], str]]:
    """A process that shows runs, and the address that it printed."""
    with evalkit_process(home, "view", *arguments) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert process.stdout.readline() == f"shows {home / 'reports'}; ^C stops it\n"
            yield process, address
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_interrupted(tmp_path: Path, reports: Path, number: signal.Signals) -> None:
    with viewing(tmp_path, reports, "--port", "0", "--no-open") as (process, address):
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address, timeout=30) as answer:
            assert b"20260304-050607-mock" in answer.read()
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert out == "stopped\n"


@pytest.mark.parametrize("name", ["20260304-050607-mock", "latest"])
def test_one_run_is_opened_at_its_page(tmp_path: Path, reports: Path, name: str) -> None:
    with viewing(tmp_path, reports / name, "--port", "0", "--no-open") as (_, address):
        assert address.endswith("/20260304-050607-mock/report.html")
        with urllib.request.urlopen(address, timeout=30) as answer:
            assert answer.read() == b"the report"


def test_other_machines_need_the_token_that_is_printed(tmp_path: Path, reports: Path) -> None:
    with viewing(tmp_path, reports, "--port", "0", "--host", "0.0.0.0", "--no-open") as (process, address):
        assert process.stdout is not None
        assert process.stdout.readline() == "other machines put this one's address in the place of 127.0.0.1\n"
        bare, _, token = address.partition("?token=")
        assert len(token) == 32
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(bare, timeout=30)
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(address, timeout=30) as answer:
            assert (answer.url, b"20260304-050607-mock" in answer.read()) == (bare, True)


@pytest.mark.parametrize(("display", "opened"), [("", []), (":0", ["here"])])
def test_a_browser_is_opened_where_there_is_one(
    evalkit: Command, reports: Path, monkeypatch: pytest.MonkeyPatch, display: str, opened: list[str]
) -> None:
    shown: list[str] = []

    opening = threading.Event()

    def open_browser(address: str) -> None:
        shown.append("here")
        opening.set()

    async def no_serving(*_: object) -> None:
        # The browser is opened beside it.
        if opened:
            await asyncio.to_thread(opening.wait, 30)

    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("evalkit.cli.viewing.sys.platform", "linux")
    monkeypatch.setattr("evalkit.cli.viewing.webbrowser.open", open_browser)
    monkeypatch.setattr("evalkit.cli.viewing.serve", no_serving)
    assert evalkit("view", reports, "--port", "0").code == 0
    assert shown == opened
    assert evalkit("view", reports, "--port", "0", "--no-open").code == 0
    assert shown == opened


def test_a_folder_that_is_not_there(evalkit: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    gone = evalkit("view")
    assert (gone.code, gone.err) == (4, "error: reports: there is no such folder; make a first run: evalkit run PATH\n")
    (tmp_path / "reports").write_text("x")
    file = evalkit("view")
    assert file.err == "error: reports: is a file, not a folder of runs; make a first run: evalkit run PATH\n"


def test_a_port_that_is_taken(evalkit: Command, reports: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = evalkit("view", reports, "--port", str(port))
    assert refused.code == 4
    assert refused.err.startswith(f"error: cannot listen on 127.0.0.1:{port}: Address already in use; port ")
    assert "or --port 0\n" in refused.err


def test_a_port_that_is_none(evalkit: Command, reports: Path) -> None:
    refused = evalkit("view", reports, "--port", "70000")
    assert (refused.code, refused.err) == (
        4,
        "error: port 70000 does not exist; ports go from 0, which is any free one, to 65535\n",
    )
