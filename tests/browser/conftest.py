"""One browser a worker, a fresh context a test, and the runs that the tests open, made once for all workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import chromium
from tests.browser.made_once import Workshop
from tests.browser.nights import first_and_last, play_nights

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.watch import OpenPage

_HERE = Path(__file__).parent
_PATIENCE_MS = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs a browser, and skips it where none is."""
    why = chromium.missing()
    for item in items:
        if _HERE in item.path.parents and "open_page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            if why and not os.environ.get("EVALKIT_NEEDS_BROWSER"):
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Where all workers of a session find what one of them has made."""
    own = tmp_path_factory.getbasetemp()
    return Workshop((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "browser")


@pytest.fixture(scope="session")
def nights(workshop: Workshop) -> Path:
    """The reports of two nights of the built-in scenarios, of which the second got worse; see `nights`."""
    return workshop.made("nights", play_nights)


@pytest.fixture(scope="session")
def report(nights: Path) -> Path:
    """The page of the run that got worse."""
    return first_and_last(nights)[1] / "report.html"


# Of the package: playwright keeps an event loop running in this thread, and the next package's tests run their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    why = chromium.missing()
    assert not why, why
    from playwright.sync_api import expect

    expect.set_options(timeout=_PATIENCE_MS)
    with chromium.launched() as launched:
        yield launched


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens files in a context without a network: `open_page(path, place, forgiven=(…), **options of the context)`.

    `prepare(context)` is called before the page is opened.

    At the end every page must have kept quiet: no error or warning, no request but for files, no breach of its policy.
    """
    from tests.browser.watch import Watch, address

    contexts: list[Any] = []
    watches: list[Watch] = []

    def opened(
        path: Path,
        place: str = "",
        forgiven: tuple[str, ...] = (),
        prepare: Callable[[BrowserContext], None] | None = None,
        **options: Any,
    ) -> Page:
        context = browser.new_context(**{"offline": True, "viewport": {"width": 1200, "height": 800}, **options})
        context.set_default_timeout(_PATIENCE_MS)
        contexts.append(context)
        watches.append(Watch(context, forgiven))
        if prepare:
            prepare(context)
        page = context.new_page()
        page.goto(address(path, place))
        return page

    yield opened
    try:
        for watch in watches:
            watch.check()
    finally:
        for context in contexts:
            context.close()
