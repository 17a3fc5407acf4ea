"""Texts to look for, as `{contains: …, matches: …}`: read from a scorer's arguments, checked, and said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.limits import refuse_unknown
from evalkit.text.matchers import as_text, compile_pattern, shown

__all__ = ["WANTED_KEYS", "WantedTexts", "read_wanted_texts", "texts_of"]

WANTED_KEYS = ("contains", "matches")


@dataclass(frozen=True, slots=True)
class WantedTexts:
    """What must be found in a list of texts; each thing wanted in any one of them."""

    contains: tuple[str, ...] = ()
    """Parts of a text, in upper or lower case."""
    matches: tuple[str, ...] = ()
    """Regular expressions, `/regex/flags` or bare and then ignoring case."""

    @property
    def words(self) -> str:
        """What is wanted, in words; empty when nothing is."""
        parts = [f"contains {shown(text)}" for text in self.contains]
        return ", ".join([*parts, *(f"matches {pattern}" for pattern in self.matches)])

    def complaints(self, texts: Sequence[str]) -> list[str]:
        """What of it is nowhere in the texts, in words."""
        folded = [text.casefold() for text in texts]
        found = [f"lacks {shown(part)}" for part in self.contains if not any(part.casefold() in it for it in folded)]
        for pattern in self.matches:
            compiled = compile_pattern(pattern, "matches", bare=True)
            if compiled is None or not any(compiled.search(text) for text in texts):
                found.append(f"does not match {pattern}")
        return found


def read_wanted_texts(where: str, value: Mapping[str, Any]) -> WantedTexts:
    """Reads `contains` and `matches`, each a text or a list of texts.

    Args:
        where: the mapping's place for messages, as `code.output`.
        value: the mapping; keys of another kind have been taken out.

    Raises:
        UsageError: a key is unknown, or its value is not valid.
    """
    refuse_unknown(where, value, WANTED_KEYS)
    contains, matches = (texts_of(f"{where}.{name}", value.get(name)) for name in WANTED_KEYS)
    for pattern in matches:
        compile_pattern(pattern, f"{where}.matches", bare=True)
    return WantedTexts(contains, matches)


def texts_of(where: str, value: Any) -> tuple[str, ...]:
    """Reads a text or a list of texts, empty when `value` is None; a number stands for its text.

    Raises:
        UsageError: it is anything else, or holds nothing.
    """
    if value is None:
        return ()
    several = value if isinstance(value, list | tuple) else (value,)
    texts = tuple(text for one in several if (text := as_text(one)) is not None and text.strip())
    if not texts or len(texts) < len(several):
        raise UsageError(f"{where}: must be text or a list of texts, not {shown(value)}")
    return texts
