"""Headless Chromium as the tests and the pictures drive it: off line, and without a word to anybody."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["chromium_path", "launched", "missing"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = (
    "--no-sandbox",  # containers have no user namespaces, and what is opened is ours
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
    "--force-color-profile=srgb",
    "--enable-precise-memory-info",
    "--js-flags=--expose-gc",
)


def chromium_path() -> str | None:
    """Returns where Chromium or Chrome is on this machine; None where there is none."""
    return os.environ.get("EVALKIT_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


def missing() -> str:
    """Returns what to install before a browser can be driven, in words; empty when everything is there."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "the Python package playwright is not installed: make setup"
    if chromium_path() is None:
        return "no Chromium here (Debian: apt install chromium; or name one in EVALKIT_CHROMIUM)"
    return ""


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless browser, gone when the block ends.

    No other event loop can run in this thread meanwhile: playwright keeps one of its own running in it.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
