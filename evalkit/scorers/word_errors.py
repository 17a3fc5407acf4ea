"""Counts of the differences between what was said and what a transcript holds, and their sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import jiwer

__all__ = ["ErrorCounts", "align", "pooled"]

Alignment = list[list[Any]]


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


def align(reference: Sequence[str], hypothesis: Sequence[str]) -> tuple[ErrorCounts, Alignment]:
    """Aligns two sequences of units at the least number of errors (jiwer).

    Returns:
        The counts, and the alignment as `[op, reference units, hypothesis units]` in order, with op one of equal,
        substitute, delete and insert.
    """
    found = jiwer.process_words(" ".join(reference), " ".join(hypothesis))
    counts = ErrorCounts(found.hits, found.substitutions, found.deletions, found.insertions)
    alignment: Alignment = [
        [
            chunk.type,
            list(reference[chunk.ref_start_idx : chunk.ref_end_idx]),
            list(hypothesis[chunk.hyp_start_idx : chunk.hyp_end_idx]),
        ]
        for chunk in found.alignments[0]
    ]
    return counts, alignment


def pooled(counts: Iterable[ErrorCounts]) -> ErrorCounts:
    """The sums; the rate of the sum is the pooled rate, which a mean of rates is not."""
    several = tuple(counts)
    return ErrorCounts(*(sum(getattr(one, field.name) for one in several) for field in fields(ErrorCounts)))
