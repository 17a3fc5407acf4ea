"""How often a term stands in a text, both after normalisation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evalkit.text.normalize import Normalizer

__all__ = ["occurrences"]


def occurrences(term: Sequence[str], words: Sequence[str], normal: Normalizer) -> int:
    """Returns how often the units of a term stand one after the other among those of a text, overlaps once.

    A number also stands where its unit is written with it: `12` in 12% and in $12. In a language without spaces, where
    units are characters, figures and Latin words still have edges: `12` is not in 112 and not
    in 12.5.

    Args:
        term: what is looked for, as `normal.words` gives it; an empty one stands nowhere.
        words: where, as `normal.words` gives it.
        normal: the normaliser both went through.
    """
    if not term:
        return 0
    if normal.characters:
        return len(re.findall(_edged("".join(term)), "".join(words)))
    found = at = 0
    while at + len(term) <= len(words):
        here = all(map(_same_word, term, words[at : at + len(term)]))
        found += here
        at += len(term) if here else 1
    return found


def _edged(term: str) -> str:
    before = r"(?<![0-9a-z])(?<!\d\.)" if re.match("[0-9a-z]", term) else ""
    after = r"(?![0-9a-z]|\.\d)" if re.search("[0-9a-z]$", term) else ""
    return before + re.escape(term) + after


def _same_word(wanted: str, word: str) -> bool:
    return wanted == word or (wanted.isdigit() and wanted == word.strip("%$¢€£"))
