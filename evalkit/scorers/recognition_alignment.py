"""What a recogniser heard, aligned with the transcript it should have heard: where words are missing, and how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from evalkit.scorers.word_errors import Alignment, ErrorCounts, align, missing_edges

__all__ = ["Fitted", "fitted"]


@dataclass(frozen=True)
class Fitted:
    """A transcript and what was heard of it, both in units: words, or characters in a language without spaces."""

    reference: tuple[str, ...]
    """The transcript, as far as it is compared."""
    hypothesis: tuple[str, ...]
    """What was heard, as far as it is compared."""
    not_reached: tuple[str, ...]
    """The rest of the transcript, where the audio need not hold it."""
    not_written: tuple[str, ...]
    """The rest of what was heard, where the transcript need not hold it."""
    alignment: Alignment

    @cached_property
    def counts(self) -> ErrorCounts:
        """Units by what became of them."""
        lengths = dict.fromkeys(("equal", "substitute", "delete", "insert"), 0)
        for op, wanted, got in self.alignment:
            lengths[op] += len(wanted) or len(got)
        return ErrorCounts(*lengths.values())

    @property
    def head(self) -> int:
        """Units of the reference before the first that anything was heard for."""
        return missing_edges(self.alignment)[0]

    @property
    def tail(self) -> int:
        """Units of the reference after the last that anything was heard for."""
        return missing_edges(self.alignment)[1]

    @property
    def gap(self) -> int:
        """Units in the longest run of the reference that nothing was heard for, edges left out."""
        edges = [len(list(takewhile(_nothing_heard, chunks))) for chunks in (self.alignment, self.alignment[::-1])]
        inner = self.alignment[edges[0] : len(self.alignment) - edges[1]]
        return max((len(wanted) for op, wanted, _ in inner if op == "delete"), default=0)

    @property
    def extra(self) -> int:
        """Units in the longest run that was heard and that the reference has nothing for."""
        return max((len(got) for op, _, got in self.alignment if op == "insert"), default=0)

    @property
    def share_heard(self) -> float:
        """Hits over units of the reference, which must not be empty."""
        return self.counts.hits / self.counts.reference

    def characters(self) -> ErrorCounts:
        """Errors in characters (code points), the single spaces between words among them."""
        return align(list(" ".join(self.reference)), list(" ".join(self.hypothesis)))[0]


def fitted(transcript: Sequence[str], heard: Sequence[str], *, whole: bool) -> Fitted:
    """Aligns what was heard with a transcript at the fewest errors, what is missing being missing at the end.

    A plain alignment may match the last word of audio that was cut off with the same word at the very end of the
    transcript, and so find a hole where there is an end. Of the alignments with the fewest errors this takes the one
    with the longest missing tail.

    Args:
        transcript: in units.
        heard: in units.
        whole: whether all of the transcript must be heard. Else either may run ahead of the other, and they are
            compared only as far as fits best: all of one with the beginning of the other that gives the fewest errors,
            and of several the longest, for a word that was cut is a wrong one and not one too many.
    """
    by_transcript, by_heard = _distances_of_beginnings(transcript, heard)
    if whole:
        rest = len(transcript) - np.arange(len(by_transcript))
        reach = int(np.argmax(by_transcript + rest == by_transcript[-1]))
        aligned = align(transcript[:reach], heard)[1]
        if reach < len(transcript):
            aligned = [*aligned, ["delete", list(transcript[reach:]), []]]
        return Fitted(tuple(transcript), tuple(heard), (), (), aligned)
    ends = [(errors, reach, len(heard)) for reach, errors in enumerate(by_transcript)]
    ends += [(errors, len(transcript), reach) for reach, errors in enumerate(by_heard)]
    _, reach, until = min(ends, key=lambda end: (end[0], -end[1] - end[2]))
    aligned = align(transcript[:reach], heard[:until])[1]
    return Fitted(
        *(tuple(transcript[:reach]), tuple(heard[:until])), *(tuple(transcript[reach:]), tuple(heard[until:])), aligned
    )


def _distances_of_beginnings(
    transcript: Sequence[str], heard: Sequence[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The edit distances from each beginning of one, from the empty one on, to all of the other, and back."""
    numbers: dict[str, int] = {}
    columns = np.array([numbers.setdefault(unit, len(numbers)) for unit in heard], dtype=np.int64)
    ramp = np.arange(len(columns) + 1)
    before = ramp
    distances = [len(columns)]
    for unit in transcript:
        reached = before + 1
        np.minimum(before[:-1] + (columns != numbers.get(unit, -1)), reached[1:], out=reached[1:])
        # A run of insertions costs the same anywhere, so the best start of one is a running minimum.
        before = np.minimum.accumulate(reached - ramp) + ramp
        distances.append(int(before[-1]))
    return np.array(distances, dtype=np.int64), before


def _nothing_heard(chunk: Sequence[object]) -> bool:
    return chunk[0] in ("delete", "insert")
