"""Photographs the report's pages for the documents: `python -m tests.browser.pictures [NAME]...`.

Plays some nights of the built-in scenarios, of which the last got worse, and opens their pages as a reader would. The
trends are of made-up nights.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.browser.nights import BARGE_IN, COMPARE, TEMPERATURE, first_and_last, play_nights
from tests.browser.trend_world import make_reports
from tests.browser.watch import address

__all__ = ["PICTURES", "Picture", "main", "photographed"]

DOCS = Path(__file__).resolve().parents[2] / "docs"
_NIGHTS = 6
_MOST_BYTES = 300_000


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: which page, where on it, and how it is cut."""

    file: Callable[[Path], Path]
    """Of the folder of the reports."""
    place: str = ""
    height: int = 1000
    scheme: str = "light"
    arrive: Callable[[Page], object] = lambda page: None


def _run(reports: Path) -> Path:
    return first_and_last(reports)[1] / "report.html"


def _at_the_list(page: Page) -> None:
    heading = page.get_by_role("heading", name="Scenarios")
    heading.evaluate("(element) => scrollBy(0, element.getBoundingClientRect().top - 16)")


PICTURES: Mapping[str, Picture] = {
    "report": Picture(_run, height=1060),
    "list": Picture(_run, TEMPERATURE, height=900, arrive=_at_the_list),
    "session": Picture(_run, f"{BARGE_IN}/1?t=5.300", height=1160),
    "session-dark": Picture(_run, f"{BARGE_IN}/1?t=5.300", height=1160, scheme="dark"),
    "compare": Picture(lambda reports: reports / COMPARE, BARGE_IN, height=1100),
    "trends": Picture(
        lambda reports: reports.parent / "made-up/reports/history.html", "metric=latency.first_audible_ms", height=1000
    ),
    "index": Picture(lambda reports: reports / "index.html", height=800),
}


def main(names: Sequence[str]) -> int:
    """Writes `docs/NAME.png` for each name, or for all.

    Returns:
        0 when they are written, 2 when there is no browser, 4 when a name is unknown.
    """
    if unknown := [name for name in names if name not in PICTURES]:
        print(f"no picture {unknown[0]}; there are {', '.join(PICTURES)}", file=sys.stderr)
        return 4
    if why := chromium.missing():
        print(f"pictures need a browser: {why}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        reports = Path(folder) / "reports"
        play_nights(reports, before=_NIGHTS)
        _make_up_nights(reports.parent / "made-up")
        with chromium.launched() as browser:
            for name in names or PICTURES:
                picture = photographed(browser, PICTURES[name], reports)
                (DOCS / f"{name}.png").write_bytes(picture)
                print(f"docs/{name}.png: {len(picture):,} bytes")
    return 0


def _make_up_nights(folder: Path) -> None:
    """Eighty nights, which nobody waits for; the page shows the name of their folder as it was given."""
    (folder / "reports").mkdir(parents=True)
    with chdir(folder):
        make_reports(Path("reports"))


def photographed(browser: Browser, picture: Picture, reports: Path) -> bytes:
    """Returns the picture as a PNG, 1200 pixels wide, with as many colours as keep it small."""
    size = {"width": 1200, "height": picture.height}
    context = browser.new_context(offline=True, viewport=size, color_scheme=picture.scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address(picture.file(reports), picture.place))
    page.wait_for_function("() => document.readyState === 'complete'")
    picture.arrive(page)
    page.evaluate("() => new Promise((drawn) => setTimeout(() => requestAnimationFrame(drawn), 500))")
    taken = page.screenshot()
    context.close()
    return _small(taken)


def _small(png: bytes) -> bytes:
    """A picture of flat colours loses nothing by a palette, and a third of its bytes."""
    written = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        written, "PNG", optimize=True
    )
    small = written.getvalue()
    assert len(small) <= _MOST_BYTES, f"{len(small):,} bytes are too many for a picture of a page"
    return small


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
