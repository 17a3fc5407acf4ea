"""The words that were said beside the words that were heard, from what a WER score kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evalkit.reporters.html.attempt_model import Piece
from evalkit.reporters.plain import one_line
from evalkit.scorers.base import Score

__all__ = ["alignment"]

_OPS = ("equal", "substitute", "delete", "insert")
_MOST_PIECES = 2_000


def alignment(score: Score, turn: int) -> tuple[Piece, ...]:
    """The pieces of one turn: from `detail["alignment"]`, or from the turn's own entry in `detail["turns"]`.

    An alignment is a list of `[op, reference, hypothesis]`; `op` is jiwer's: equal, substitute, delete or insert; the
    others are lists of words, of characters for a character error rate, or a text. Empty when the score kept none; a
    row that cannot be read is left out.
    """
    detail = score.detail if score.turn == turn else _of_turn(score, turn)
    rows = detail.get("alignment")
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        return ()
    return tuple(_pieces(rows[:_MOST_PIECES], "" if score.metric.endswith("cer") else " "))


def _of_turn(score: Score, turn: int) -> Mapping[str, Any]:
    turns = score.detail.get("turns")
    entries = turns if isinstance(turns, Sequence) else ()
    return next((each for each in entries if isinstance(each, Mapping) and each.get("turn") == turn), {})


def _pieces(rows: Sequence[Any], between: str) -> Iterator[Piece]:
    for row in rows:
        if isinstance(row, Sequence) and not isinstance(row, str) and len(row) == 3 and row[0] in _OPS:
            yield Piece(str(row[0]), _words(row[1], between), _words(row[2], between))


def _words(value: Any, between: str) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = between.join(map(str, value))
    return one_line(value, 2_000) if isinstance(value, str) else ""
