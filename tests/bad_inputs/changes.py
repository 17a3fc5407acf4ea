"""How tests damage the text of what was recorded, and what its readers then advise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

__all__ = ["EVENTS", "RESTORE", "instead"]

EVENTS = Path("scenarios/recordings/greeting/events.jsonl")
RESTORE = "; take it again from where it was copied, or record the scenario again"


def instead(old: str, new: str) -> Callable[[str], str]:
    """Puts `new` in the place of `old`, which must be there."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change
