"""A page that follows a run, in a browser whose clock the test turns: nothing waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evalkit.reporters.html.writer import Html
from evalkit.results_json import result_to_line, run_to_json
from evalkit.runner.playing import playing
from evalkit.runner.run_folder import read_run
from tests.browser import chromium
from tests.viewing.serving import served
from tests.viewing.stored import attempt, store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing() or "-")]
POLL_MS = 2_100


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.launched() as launched:
        yield launched


class Played:
    """A run that is played as the test says, and the page that follows it."""

    def __init__(self, root: Path, browser: Browser) -> None:
        self._root, self._browser = root, browser
        self._stack, self._playing = ExitStack(), ExitStack()
        self.said: list[str] = []

    def __enter__(self) -> Played:
        self.folder = store(self._root, "run", [attempt("first"), attempt("second")], planned=4)
        self._playing.enter_context(playing(self.folder))
        self._server = self._stack.enter_context(ExitStack())
        self._port = self._server.enter_context(served(self._root))
        return self

    def __exit__(self, *error: object) -> None:
        self._playing.close()
        self._stack.close()

    def open(self, place: str = "") -> Page:
        context = self._browser.new_context(viewport={"width": 380, "height": 800})
        context.set_default_timeout(20_000)
        self._stack.callback(context.close)
        page = context.new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.clock.install()
        page.goto(f"http://127.0.0.1:{self._port}/run/report.html{place}")
        page.clock.run_for(10)
        return page

    def add(self, *names: str) -> None:
        with (self.folder / "results.jsonl").open("ab") as file:
            file.write(b"".join(result_to_line(attempt(name, status="failed")) for name in names))

    def end(self) -> None:
        run = replace(read_run(self.folder), finished_at="2026-03-04T05:08:09+00:00")
        (self.folder / "run.json").write_bytes(run_to_json(run))
        Html().write(run, self.folder)
        self._playing.close()

    def kill(self) -> None:
        self._playing.close()
        (self.folder / ".playing").touch()

    def stop_serving(self) -> None:
        self._server.close()


@pytest.fixture
def run(tmp_path: Path, browser: Browser) -> Iterator[Played]:
    with Played(tmp_path, browser) as played:
        yield played


def bar(page: Page, words: str) -> None:
    page.locator(".live-words", has_text=words).wait_for()


def test_attempts_appear_as_they_end_and_the_filter_stays(run: Played) -> None:
    from tests.browser.axe import violations

    page = run.open("#?q=s:failed")
    bar(page, "2 of 4 · 0 failed · running for 0:41")
    page.get_by_text("No scenario passes this filter").wait_for()
    run.add("third")
    page.clock.run_for(POLL_MS)
    bar(page, "3 of 4 · 1 failed · running for 0:41")
    page.get_by_text("third", exact=True).first.wait_for()
    assert page.get_by_text("first", exact=True).count() == 0
    assert page.get_by_role("status").filter(has_text="1 failed").count() == 1
    assert (violations(page), run.said) == ([], [])
    run.end()
    page.clock.run_for(POLL_MS)
    page.get_by_role("heading", name="2 passed · 1 failed").wait_for()
    assert page.locator(".live-bar").count() == 0
    assert page.url.endswith("/run/report.html#?q=s:failed")
    page.get_by_text("third", exact=True).first.wait_for()
    assert run.said == []


def test_a_run_that_dies_is_shown_as_interrupted(run: Played) -> None:
    page = run.open()
    bar(page, "2 of 4 · 0 failed")
    run.kill()
    page.clock.run_for(POLL_MS)
    page.get_by_text("the run was interrupted").wait_for()
    assert page.locator(".live-bar").count() == 0


def test_who_is_in_a_session_is_asked_before_the_page_is_loaded_again(run: Played) -> None:
    page = run.open("#first/1")
    bar(page, "2 of 4 · 0 failed")
    run.end()
    page.clock.run_for(POLL_MS)
    bar(page, "2 of 4 · 0 failed · took 2:02")
    assert page.get_by_role("heading", name="This run is still being played").count() == 1
    page.get_by_role("button", name="Show its report").click()
    page.locator(".live-bar").wait_for(state="detached")
    assert page.url.endswith("#first/1")


def test_leaving_the_session_loads_the_page_too(run: Played) -> None:
    page = run.open("#first/1")
    bar(page, "2 of 4 · 0 failed")
    run.end()
    page.clock.run_for(POLL_MS)
    page.get_by_role("button", name="Show its report").wait_for()
    page.evaluate("location.hash = ''")
    page.locator(".live-bar").wait_for(state="detached")


def test_a_server_that_is_gone_is_told_of_and_what_is_known_stays(run: Played) -> None:
    page = run.open()
    bar(page, "2 of 4 · 0 failed")
    run.stop_serving()
    page.clock.run_for(POLL_MS)
    page.get_by_text("No answer from evalkit view").first.wait_for()
    assert page.get_by_text("first", exact=True).count() > 0
