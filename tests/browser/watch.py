"""A page under watch: whatever it must not do is noted, and told at the end of the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request

__all__ = ["OpenPage", "Watch"]

OpenPage = Callable[..., Page]
"""`open_page(path, place="", **options)`: opens a file in a browser without a network; see `conftest`."""

_LOCAL = frozenset({"file", "blob", "data", "about"})
_SPY = """
window.__violations = [];
addEventListener("error", (event) => console.error(event.message));
addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`), true);
"""


class Watch:
    """Notes of a context's pages every word on the console, every error, request, dialog and breach of their policy.

    Args:
        context: a fresh context; its pages must be opened after this.
        forgiven: pieces of console texts that the test expects, such as of a file that it took away.
    """

    def __init__(self, context: BrowserContext, forgiven: tuple[str, ...] = ()) -> None:
        self.problems: list[str] = []
        self.requests: list[str] = []
        self._forgiven = forgiven
        self._pages: list[Page] = []
        context.add_init_script(_SPY)
        context.on("page", self._watch)
        context.on("request", self._requested)

    def check(self) -> None:
        """Raises AssertionError with everything that was noted; to be called while the pages are still open."""
        for page in self._pages:
            if not page.is_closed():
                self.problems += [f"policy: {each}" for each in page.evaluate("() => window.__violations ?? []")]
                self.problems += ["a script of the data ran"] if page.evaluate("() => 'pwned' in window") else []
        assert not self.problems, "\n" + "\n".join(self.problems)

    def _watch(self, page: Page) -> None:
        self._pages.append(page)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("dialog", self._asked)
        page.on("crash", lambda _: self.problems.append("the page crashed"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(piece in message.text for piece in self._forgiven):
            self.problems.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _asked(self, dialog: Dialog) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)
        if urlsplit(request.url).scheme not in _LOCAL:
            self.problems.append(f"request: {request.url}")


def address(path: Path, place: str = "") -> str:
    """The address of a file, and a place in it without its `#`."""
    return path.resolve().as_uri() + (f"#{place}" if place else "")


def plainly(value: Any) -> str:
    """A measured value as the tests print it."""
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
