"""Made-up nights for tests of the verdict: what a scenario did in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from evalkit.history.night import Night, Played
from evalkit.results import AttemptStatus
from evalkit.verdict.tally import NightTally, own_tally

__all__ = ["CER", "FIRST", "TOOLS", "WER", "a_night", "a_tally", "nights", "suite", "times"]

TOOLS, WER, CER, FIRST = "tools.tools_ok@1", "wer.input_wer@4", "wer.input_cer@4", "latency.first_audible_ms@1"


def a_night(number: int, *played: Sequence[Played], **fields: Any) -> Night:
    """The night of day `number` of January 2027, at 02:00, accepted in the morning."""
    attempts = tuple(each for some in played for each in some)
    night = Night(
        run_id=f"night-{number:02}",
        key="key",
        endpoint="vertex",
        model="model",
        started_at=f"2027-01-{number:02}T02:00:00+00:00",
        planned=len(attempts),
        played=attempts,
        accepted_at=f"2027-01-{number:02}T09:00:00+00:00",
    )
    return replace(night, **fields)


def times(
    scenario_id: str,
    passed: int,
    of: int,
    *,
    status: AttemptStatus = "passed",
    content: str = "c",
    arm: str = "",
    counts: Mapping[str, tuple[float, float]] | None = None,
    amounts: Mapping[str, tuple[float, ...]] | None = None,
) -> list[Played]:
    """A scenario played `of` times, of which the first `passed` have `status` and the others failed."""
    return [
        Played(
            scenario_id=scenario_id,
            content=content,
            attempt=number + 1,
            status=status if number < passed else "failed",
            arm=arm,
            counts=counts or {},
            amounts=amounts or {},
        )
        for number in range(of)
    ]


def suite(passes: Sequence[int], of: int = 5, **more: Any) -> list[Played]:
    """Scenarios s00, s01 and so on, each with so many passes."""
    return [each for place, passed in enumerate(passes) for each in times(f"s{place:02}", passed, of, **more)]


def nights(count: int, played: Sequence[Played], first: int = 1) -> list[Night]:
    """The same night so many times over, on consecutive days."""
    return [a_night(first + number, played) for number in range(count)]


def a_tally(number: int, *played: Sequence[Played], **fields: Any) -> NightTally:
    """The sums of such a night."""
    return own_tally(a_night(number, *played, **fields))
