"""Every kind of page and what can be opened on it, as a reader would come there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.nights import COMPARE, HISTORY, TEMPERATURE, first_and_last
from tests.browser.player import open_session

__all__ = ["PAGES", "Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the nights' reports, and how it gets into the state that is meant."""

    file: Callable[[Path], Path]
    """Its file, of the folder of the reports."""
    place: str = ""
    arrive: Callable[[Page], object] = lambda page: None
    """What is done, and waited for, once it is open."""


def _run(reports: Path) -> Path:
    return first_and_last(reports)[1] / "report.html"


def _listed(page: Page) -> None:
    expect(page.get_by_role("table", name="Scenarios")).to_be_visible()


def _opened(page: Page) -> None:
    expect(page.get_by_role("link", name="Attempt 1: see and hear it")).to_be_visible()


def _helped(page: Page) -> None:
    _listed(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def _complained(page: Page) -> None:
    _listed(page)
    page.get_by_role("combobox", name="Filter scenarios").fill("tfa>100 ")
    expect(page.get_by_text("did you mean")).to_be_visible()


PAGES: Mapping[str, Shown] = {
    "list": Shown(_run, arrive=_listed),
    "list with a mistaken filter": Shown(_run, arrive=_complained),
    "open scenario": Shown(_run, TEMPERATURE, _opened),
    "help": Shown(_run, arrive=_helped),
    "session": Shown(_run, f"{TEMPERATURE}/1", open_session),
    "turn": Shown(_run, f"{TEMPERATURE}/1/2", open_session),
    "compare": Shown(lambda reports: reports / COMPARE),
    "compare session": Shown(lambda reports: reports / COMPARE, TEMPERATURE),
    "index": Shown(lambda reports: reports / "index.html"),
    "history": Shown(lambda reports: reports / HISTORY),
}
