"""What axe finds wrong with a page for people who do not see it, or do not use a mouse."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

__all__ = ["violations"]

_AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
_RUN = """() => axe.run(document, {
  resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})"""


def violations(page: Page) -> list[str]:
    """Returns a line for each rule that the page breaks as it stands, with the elements that break it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    found = page.evaluate(_RUN)["violations"]
    return [f"{rule['id']} ({rule['impact']}): {rule['help']}: {_places(rule)}" for rule in found]


def _places(rule: dict[str, Any]) -> str:
    nodes = rule["nodes"]
    shown = [f"{node['html'][:160]} [{_why(node)}]" for node in nodes[:3]]
    return "; ".join(shown) + (f"; and {len(nodes) - 3} more" if len(nodes) > 3 else "")


def _why(node: dict[str, Any]) -> str:
    return " / ".join(check["message"] for check in (*node["any"], *node["all"], *node["none"]))[:200]


@cache
def _source() -> str:
    if not _AXE.is_file():
        pytest.skip("axe-core is not installed: make frontend")
    return _AXE.read_text(encoding="utf-8")
