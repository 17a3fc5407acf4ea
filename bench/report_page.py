"""What the report's pages take in headless Chromium: bytes, first paint, a key of the filter, memory, a long session.

    python bench/report_page.py

Prints each number beside the most it may be, and the share of it that is used; the best of five where it is a time.
Run from the repository, as it takes its made-up runs from tests/browser. Needs Chromium.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from evalkit.reporters.html.writer import REPORTER
from tests.browser import chromium
from tests.browser.big_run import big_run
from tests.browser.long_session import LONG, write_long_run
from tests.browser.measure import (
    LANES_DRAWN,
    LIST_SHOWN,
    best_of,
    first_paint_ms,
    heap_mb,
    slowest_key_ms,
    watch_input,
)
from tests.browser.watch import address

TIMES = 5


def main() -> None:
    if why := chromium.missing():
        sys.exit(f"this needs a browser: {why}")
    with tempfile.TemporaryDirectory() as folder, chromium.launched() as browser:
        for scenarios, repeats in ((10_000, 1), (2_000, 5)):
            _big(browser, Path(folder) / f"{scenarios}x{repeats}", scenarios, repeats)
        _long(browser, Path(folder) / "long" / "run")


def _big(browser: Browser, folder: Path, scenarios: int, repeats: int) -> None:
    folder.mkdir()
    run = big_run(scenarios, repeats)
    began = time.perf_counter()
    REPORTER.write(run, folder)
    print(f"\n{scenarios:,} scenarios x {repeats}, 40 metrics each")
    _told("written", time.perf_counter() - began, 10, "s")
    report = folder / "report.html"
    _told("size of report.html", report.stat().st_size / 1e6, 3, "MB")
    _told("first paint", best_of(TIMES, lambda: first_paint_ms(_opened(browser, report))), 1_000, "ms")
    _told("list shown", best_of(TIMES, lambda: float(_opened(browser, report).evaluate(LIST_SHOWN))), 1_000, "ms")
    page = _opened(browser, report)
    field = page.get_by_role("combobox", name="Filter scenarios")
    watch_input(field)
    filters = ["s:failed", "ttfa>1500", "tag:tools wer>0.2", "lighthouse | rice", "light !s:passed"]
    _told("slowest filter key", slowest_key_ms(page, field, filters, TIMES), 50, "ms")
    _told("heap", heap_mb(page), 150, "MB")


def _long(browser: Browser, folder: Path) -> None:
    folder.mkdir(parents=True)
    write_long_run(folder)
    attempt = folder / "attempts" / LONG / "1"
    print("\n15 minutes, 100,000 messages")
    _told("size of timeline.js", (attempt / "timeline.js").stat().st_size / 1e6, 1.5, "MB")

    def drawn() -> float:
        return float(_opened(browser, folder / "report.html", f"{LONG}/1").evaluate(LANES_DRAWN))

    _told("lanes drawn", best_of(TIMES, drawn), 1_500, "ms")


def _opened(browser: Browser, file: Path, place: str = "") -> Page:
    for context in browser.contexts:
        context.close()
    page = browser.new_context(offline=True, viewport={"width": 1200, "height": 800}).new_page()
    page.goto(address(file, place))
    return page


def _told(what: str, found: float, most: float, unit: str) -> None:
    print(f"  {what:<22} {found:8.2f} {unit:<3} of {most:,} {unit} ({found / most:.0%})")


if __name__ == "__main__":
    main()
