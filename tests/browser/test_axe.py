"""Nothing for axe to find: on every page, in the light and in the dark, on a desk and on a telephone."""

from pathlib import Path

import pytest

from tests.browser.axe import violations
from tests.browser.pages import PAGES
from tests.browser.watch import OpenPage

HEIGHT = 800


@pytest.mark.parametrize("width", [1200, 380])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: OpenPage, nights: Path, name: str, width: int) -> None:
    shown = PAGES[name]
    size = {"width": width, "height": HEIGHT}
    page = open_page(shown.file(nights), shown.place, color_scheme="light", viewport=size, reduced_motion="reduce")
    shown.arrive(page)
    found = [f"light: {each}" for each in violations(page)]
    page.emulate_media(color_scheme="dark")
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    found += [f"dark: {each}" for each in violations(page)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_hangs_over_the_side(open_page: OpenPage, nights: Path, name: str) -> None:
    shown = PAGES[name]
    page = open_page(shown.file(nights), shown.place, viewport={"width": 1600, "height": HEIGHT})
    shown.arrive(page)
    wide = {}
    for width in (1600, 1200, 800, 380):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        wide[width] = page.evaluate("() => document.documentElement.scrollWidth")
    assert {width: found for width, found in wide.items() if found > width} == {}
