"""Makes any text safe to show: nothing hidden, nothing that acts, no more than a reader can use."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

__all__ = ["moment", "one_line", "plain", "plain_json", "quantity"]

# C0 but tab and newline, DEL, C1, line separators, bidi embeddings, overrides and isolates (Unicode TR 9), lone
# surrogates, interlinear marks and noncharacters: what XML 1.0 forbids and what makes a reader see another text.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]"
    "|[\U000e0000-\U000e007f]"
)
_LINE = 72
_SPACES = re.compile(r"\s+")


def plain(text: str, limit: int = 20_000) -> str:
    """Text in which every control character is visible, cut to `limit` characters with a note of what was cut.

    Control characters become their Unicode picture (ESC is ␛) or code point (⟨U+202E⟩); newlines and tabs stay.
    """
    cut = len(text) - limit
    if cut <= 0 and text.isascii() and text.isprintable():
        # Nearly every text of a large run: nothing in it needs a look.
        return text
    shown = text[:limit].replace("\r\n", "\n")
    shown = _UNSAFE.sub(_picture, shown)
    return shown if cut <= 0 else f"{shown} … ({cut:,} more characters in the recording)"


def one_line(text: str, limit: int = 500) -> str:
    """The same as `plain`, on one line: any run of white space is one space."""
    if len(text) <= limit and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    shown = _SPACES.sub(" ", plain(text, limit + 1)).strip()
    if len(text) <= limit and len(shown) <= limit:
        return shown
    return f"{shown[:limit].rstrip()}…"


def moment(text: str) -> str:
    """A stored time as a reader wants it, `2026-11-22 14:58:54 UTC`; anything else is shown as it is."""
    try:
        stored = datetime.fromisoformat(text)
        return one_line(text, 40) if stored.tzinfo is None else f"{stored.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError):
        return one_line(text, 40)


def plain_json(value: Any, limit: int = 4_000, *, pretty: bool = False) -> str:
    """A JSON value as safe text: keys in their order, letters of every alphabet kept; anything else by its `repr`.

    With `pretty` what is too long for a line is indented.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, default=_unwrapped)
        if pretty and len(text) > _LINE:
            text = json.dumps(value, ensure_ascii=False, default=_unwrapped, indent=2)
    except (TypeError, ValueError, RecursionError) as error:
        text = f"not JSON: {type(error).__name__}"
    return plain(text, limit)


def quantity(value: float, unit: str = "") -> str:
    """A number as a reader wants it: `3,120 ms`, `1.25 s`, `0.083`."""
    if value != value or value in (float("inf"), float("-inf")):
        shown = str(value)
    elif unit == "ms" or float(value).is_integer():
        shown = f"{value:,.0f}"
    elif unit == "s":
        shown = f"{value:,.2f}"
    else:
        shown = f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{shown} {one_line(unit, 20)}" if unit else shown


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def _unwrapped(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else repr(value)
