"""Scenarios that were played several times: pass rate with its interval, pass@k and pass^k, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median_high

from evalkit.reporters.number_words import share
from evalkit.results import AttemptResult, RunResult
from evalkit.stats.passes import Passes, mean_all_of, mean_any_of, mean_rate

__all__ = ["fresh_words", "passed_of", "rate_words", "repeat_sentence", "repeat_words"]

_K = 3
"""Of one scenario's attempts: with k as large as the attempts are many, pass@k and pass^k are only yes and no."""


def repeat_words(attempts: Iterable[AttemptResult]) -> str:
    """Returns of one scenario `pass@3 100 % · pass^3 40 %`; empty where all attempts went the same way, or one did."""
    found = _passes(attempts)
    if found.attempts < 2 or found.passed in (0, found.attempts):
        return ""
    k = min(_K, found.attempts - 1) if found.attempts > 2 else 2
    return f"pass@{k} {share(found.any_of(k) or 0.0)} · pass^{k} {share(found.all_of(k) or 0.0)}"


def passed_of(attempts: Sequence[AttemptResult]) -> str:
    """Returns how many passed of all that were played: `4/5`."""
    return f"{sum(attempt.status == 'passed' for attempt in attempts):,}/{len(attempts):,}"


def fresh_words(attempts: Iterable[AttemptResult]) -> str:
    """Returns of one scenario's fresh repeats `fresh 9/10`; empty where there are none."""
    fresh = [attempt for attempt in attempts if attempt.fresh]
    return f"fresh {passed_of(fresh)}" if fresh else ""


def rate_words(attempts: Iterable[AttemptResult]) -> str:
    """Returns of one scenario `4 of 5 passed: true pass rate 37.6 % to 96.4 %`; empty for a single attempt."""
    found = _passes(attempts)
    if found.attempts < 2 or found.interval is None:
        return ""
    low, high = share(found.interval.low), share(found.interval.high)
    return f"{found.passed:,} of {found.attempts:,} passed: the true pass rate is between {low} and {high}, at 95 %"


def repeat_sentence(run: RunResult) -> str:
    """Returns of a run `pass rate 97.2 % · pass@5 99.8 % · pass^5 90 %, means over 50 scenarios`.

    k is how often at least half of the scenarios could be measured; the text is empty where that is once.
    """
    grouped: dict[str, list[AttemptResult]] = {}
    for attempt in run.sample:
        grouped.setdefault(attempt.scenario_id, []).append(attempt)
    found = [each for each in map(_passes, grouped.values()) if each.attempts]
    k = median_high(each.attempts for each in found) if found else 0
    rate, some, every = mean_rate(found), mean_any_of(found, max(k, 1)), mean_all_of(found, max(k, 1))
    if k < 2 or rate is None or some is None or every is None:
        return ""
    return f"pass rate {share(rate)} · {_of_k(found, k, some, every)}"


def _of_k(found: Sequence[Passes], k: int, some: float, every: float) -> str:
    whole = sum(each.attempts >= k for each in found)
    over = f"{whole:,} scenario{'' if whole == 1 else 's'}"
    left_out = f" of {len(found):,} that were measured {k} times" if whole < len(found) else ""
    return f"pass@{k} {share(some)} · pass^{k} {share(every)}, means over {over}{left_out}"


def _passes(attempts: Iterable[AttemptResult]) -> Passes:
    """As announced counts as passed; what could not be measured, and fresh repeats, are no part of it."""
    ours = [each for each in attempts if not each.fresh and each.arm != "baseline"]
    measured = [each for each in ours if each.status not in ("infra", "invalid")]
    return Passes(sum(each.status in ("passed", "expected_failure") for each in measured), len(measured))
