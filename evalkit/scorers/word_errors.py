"""Counts of the differences between what was said and what a transcript holds, and their sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

__all__ = ["Alignment", "ErrorCounts", "align", "missing_edges", "pooled"]

Alignment = list[list[Any]]
"""`[op, reference units, hypothesis units]` in order, with op one of equal, substitute, delete and insert."""

_Op = Literal["equal", "substitute", "delete", "insert"]
_DIAGONAL, _DELETE, _INSERT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class ErrorCounts:
    """Units (words or characters) of an alignment, by what became of them."""

    hits: int = 0
    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0

    @property
    def errors(self) -> int:
        """Substitutions, deletions and insertions."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def reference(self) -> int:
        """Units of the reference."""
        return self.hits + self.substitutions + self.deletions

    @property
    def rate(self) -> float | None:
        """Errors over units of the reference, which may pass 1; None for an empty reference, where it means nothing.

        jiwer gives 1 there, and as many as were inserted for characters: counts, not rates.
        """
        return self.errors / self.reference if self.reference else None

    @property
    def match_error_rate(self) -> float | None:
        """Errors over all matches and errors, 0 to 1 (MER; Morris, Maier and Green 2004); None without any unit."""
        return self.errors / (self.hits + self.errors) if self.hits + self.errors else None


def align(reference: Sequence[str], hypothesis: Sequence[str]) -> tuple[ErrorCounts, Alignment]:
    """Aligns two sequences of units at the least number of errors, and of those at the least number of substitutions.

    The second rule makes the counts unique: errors and hits being fixed, so are substitutions, deletions and
    insertions. NIST sclite weighs 4, 3 and 3, which is three times the errors plus the substitutions; so its counts are
    these, save where it takes one more error to spare four substitutions or more. Where words could be matched in
    several places, the first and the last ones are matched at the ends.

    Returns:
        The counts, and the alignment.
    """
    ops = _ops(list(reference), list(hypothesis))
    counts = ErrorCounts(ops.count("equal"), ops.count("substitute"), ops.count("delete"), ops.count("insert"))
    return counts, _chunks(ops, reference, hypothesis)


def missing_edges(alignment: Alignment) -> tuple[int, int]:
    """Returns how many units at the head and at the tail of the reference have nothing that stands for them.

    Units deleted before the first and after the last one that was heard, right or wrong; all of them count as the head
    when nothing was heard at all.
    """
    if all(op in ("delete", "insert") for op, _, _ in alignment):
        return sum(len(wanted) for _, wanted, _ in alignment), 0
    return _leading(alignment), _leading(alignment[::-1])


def pooled(counts: Iterable[ErrorCounts]) -> ErrorCounts:
    """The sums; the rate of the sum is the pooled rate, which a mean of rates is not."""
    several = tuple(counts)
    return ErrorCounts(*(sum(getattr(one, field.name) for one in several) for field in fields(ErrorCounts)))


def _leading(alignment: Alignment) -> int:
    missing = 0
    for op, wanted, _ in alignment:
        if op not in ("delete", "insert"):
            break
        missing += len(wanted)
    return missing


def _ops(wanted: list[str], got: list[str]) -> list[_Op]:
    """What becomes of each unit, in order. Equal ends need no search: some best alignment matches them."""
    shorter = min(len(wanted), len(got))
    head = next((at for at in range(shorter) if wanted[at] != got[at]), shorter)
    rest = shorter - head
    tail = next((at for at in range(rest) if wanted[-1 - at] != got[-1 - at]), rest)
    middle = _searched(wanted[head : len(wanted) - tail], got[head : len(got) - tail])
    return [*["equal"] * head, *middle, *["equal"] * tail]  # type: ignore[list-item]


def _searched(wanted: list[str], got: list[str]) -> list[_Op]:
    if not wanted:
        return ["insert"] * len(got)
    if not got:
        return ["delete"] * len(wanted)
    numbers: dict[str, int] = {}
    rows = [numbers.setdefault(unit, len(numbers)) for unit in wanted]
    columns = [numbers.setdefault(unit, len(numbers)) for unit in got]
    came_by = _steps(rows, np.array(columns))
    ops: list[_Op] = []
    row, column = len(wanted), len(got)
    while row or column:
        step = _DELETE if not column else _INSERT if not row else came_by[row - 1, column - 1]
        if step == _DIAGONAL:
            ops.append("equal" if rows[row - 1] == columns[column - 1] else "substitute")
        else:
            ops.append("delete" if step == _DELETE else "insert")
        row -= step != _INSERT
        column -= step != _DELETE
    return ops[::-1]


def _steps(rows: Sequence[int], columns: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """The last step of the best way to each pair of units.

    An error costs `error` and a substitution 1 more; `error` is above any number of substitutions, so no cheaper way
    has more errors.
    """
    error = len(rows) + len(columns) + 1
    ramp = np.arange(len(columns) + 1) * error
    before = ramp
    came_by = np.full((len(rows), len(columns)), _INSERT, dtype=np.uint8)
    for place, unit in enumerate(rows):
        diagonal = before[:-1] + (columns != unit) * (error + 1)
        deleted = before + error
        reached = deleted.copy()
        np.minimum(diagonal, deleted[1:], out=reached[1:])
        # A run of insertions costs the same anywhere, so the best start of one is a running minimum.
        before = np.minimum.accumulate(reached - ramp) + ramp
        came_by[place][before[1:] == deleted[1:]] = _DELETE
        came_by[place][before[1:] == diagonal] = _DIAGONAL
    return came_by


def _chunks(ops: Iterable[_Op], reference: Sequence[str], hypothesis: Sequence[str]) -> Alignment:
    wanted, got = iter(reference), iter(hypothesis)
    chunks: Alignment = []
    for op, run in groupby(ops):
        length = len(list(run))
        left = [] if op == "insert" else [next(wanted) for _ in range(length)]
        right = [] if op == "delete" else [next(got) for _ in range(length)]
        chunks.append([op, left, right])
    return chunks
