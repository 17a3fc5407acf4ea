"""A run against its baseline: the gates, the scenarios that broke, and one word for all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from evalkit.history.night import EXACT_ENDPOINTS, Night
from evalkit.outcome import Break, Gate, GateName, Outcome, RunVerdict
from evalkit.verdict.baseline import since_accepted_as_worse
from evalkit.verdict.breaks import breaks, confirmed
from evalkit.verdict.changes import changes
from evalkit.verdict.definitions import redefined, redefined_in_words, with_same_definitions
from evalkit.verdict.exact import exactly
from evalkit.verdict.fresh import after_fresh_pass
from evalkit.verdict.gates import FAMILY, Look, decided, share_gate, wer_gate
from evalkit.verdict.latency import interleaved_latency, nightly_latency
from evalkit.verdict.paired import pairs
from evalkit.verdict.past import past
from evalkit.verdict.policy import DEFAULT, Policy
from evalkit.verdict.quarantine import with_quarantined, without_quarantined
from evalkit.verdict.tally import NightTally, own_tally, tally
from evalkit.verdict.watch import watched

__all__ = ["Nights", "judge", "judge_nights", "seed_of"]

_MOST_CHANGES = 10
_FRESH = 1_000
"""Apart from the seeds of the first look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """What a run is judged by."""

    now: NightTally
    before: tuple[NightTally, ...]
    """Accepted nights of the same series, oldest first."""
    last: NightTally | None = None
    """The night before tonight, accepted or not; not what was played in the hours before."""
    fresh: NightTally | None = None
    """Fresh repeats that were made to confirm: of scenarios that looked broken, or of all."""
    baseline_arm: NightTally | None = None
    """What was played in turn with tonight's attempts."""
    fresh_baseline_arm: NightTally | None = None
    """What was played in turn with the fresh repeats."""
    planned: int = 0
    exact: bool = False


def judge(night: Night, history: Sequence[Night], fresh: Night | None = None, policy: Policy = DEFAULT) -> RunVerdict:
    """Judges a run by the nights of its own series; pure, and the same for ever.

    Args:
        night: the run; its attempts of the arm `baseline`, where it has any, are what its latency is compared with.
        history: every kept night, in any order; those of another key, the run itself and later ones are left out.
        fresh: what fresh repeats measured, to confirm; of arms played in turn both of them.
        policy: the numbers.
    """
    whole, night = night, without_quarantined(night)
    fresh = None if fresh is None else without_quarantined(fresh)
    earlier = sorted((each for each in history if each.key == night.key and _is_before(each, night)), key=_order)
    known = [without_quarantined(each) for each in earlier]
    series = [with_same_definitions(each, night) for each in known]
    accepted = [each for each in series if each.accepted_at][-policy.baseline_nights :]
    last = _night_before(series, night, policy)
    nights = Nights(
        now=own_tally(night),
        before=tuple(own_tally(each) for each in accepted),
        last=None if last is None else own_tally(last),
        fresh=None if fresh is None else own_tally(fresh),
        baseline_arm=_baseline_arm(night),
        fresh_baseline_arm=None if fresh is None else _baseline_arm(fresh),
        planned=night.planned,
        exact=night.endpoint in EXACT_ENDPOINTS,
    )
    verdict = with_quarantined(judge_nights(nights, seed_of(night.run_id), policy), whole, policy)
    again = redefined_in_words(redefined(night, [each for each in known if each.accepted_at]))
    beside = (*again, *verdict.watched, *watched(verdict, night, accepted, policy))
    return replace(verdict, watched=beside, past=past(whole, earlier))


def seed_of(run_id: str) -> int:
    """Returns the seed of all that is drawn for a run: the same run is judged the same way for ever."""
    return int.from_bytes(hashlib.sha256(run_id.encode()).digest()[:6], "big")


def judge_nights(nights: Nights, seed: int, policy: Policy = DEFAULT) -> RunVerdict:
    """Judges what `judge` has gathered."""
    verdict = _described(nights, seed)
    arms = (nights.baseline_arm,) if nights.baseline_arm else since_accepted_as_worse(nights.before)
    lacking = _lacking(nights, verdict.measured, policy)
    if lacking:
        return replace(verdict, outcome=Outcome.INCONCLUSIVE, why=lacking)
    if not any(key in night.scenarios for night in (*arms, *nights.before) for key in nights.now.scenarios):
        return replace(verdict, outcome=Outcome.NEW_KEY, why=_nothing_to_compare(nights))
    if nights.exact:
        return exactly(verdict, nights.now, arms if nights.baseline_arm else nights.before, policy)
    verdict = replace(
        verdict,
        gates=_gates(nights, arms, seed, policy),
        breaks=_breaks(nights, policy),
        changes=changes(nights.now, arms, policy, _MOST_CHANGES),
    )
    return _concluded(verdict)


def _described(nights: Nights, seed: int) -> RunVerdict:
    now = nights.now.scenarios
    baseline = (*nights.before, *([nights.baseline_arm] if nights.baseline_arm else []))
    known = {key for night in baseline for key in night.scenarios}
    latest = baseline[-1].scenarios if baseline else {}
    return RunVerdict(
        outcome=Outcome.PASS,
        why="",
        new_scenarios=tuple(sorted(key[0] for key in now if key not in known)),
        gone_scenarios=tuple(sorted({key[0] for key in latest} - {key[0] for key in now})),
        planned=nights.planned,
        measured=_measured(nights.now) + (_measured(nights.baseline_arm) if nights.baseline_arm else 0),
        nights=len(nights.before),
        seed=seed,
        exact=nights.exact,
    )


def _measured(night: NightTally) -> int:
    return sum(scenario.attempts for scenario in night.scenarios.values())


def _lacking(nights: Nights, measured: int, policy: Policy) -> str:
    """Why too little was measured to say anything; empty when enough was.

    One scenario that nobody could measure is too little as well: the share of attempts alone would hide it.
    """
    missing = nights.planned - measured
    if nights.planned and missing / nights.planned > policy.most_missing:
        return f"{missing:,} of {nights.planned:,} planned attempts could not be measured"
    least = policy.break_least_attempts
    arms = (nights.now, nights.baseline_arm) if nights.baseline_arm else (nights.now,)
    lost = {
        key[0]
        for arm in arms
        for key, each in arm.scenarios.items()
        if each.attempts < least <= each.attempts + each.missing
    }
    return f"fewer than {least} attempts could be measured of {', '.join(sorted(lost))}" if lost else ""


def _gates(nights: Nights, arms: Sequence[NightTally], seed: int, policy: Policy) -> tuple[Gate, ...]:
    tested = decided(tuple(_first_look(nights.now, arms, seed, policy)), policy)
    if nights.fresh is not None:
        # Arms played in turn are both played afresh: the first look chose among the luck of both.
        beside = arms if nights.fresh_baseline_arm is None else (nights.fresh_baseline_arm,)
        tested = tuple(after_fresh_pass(gate, nights.fresh, beside, seed + _FRESH, policy) for gate in tested)
    if nights.baseline_arm is not None:
        return (*tested, interleaved_latency(nights.now, nights.baseline_arm, seed + len(FAMILY), policy))
    return (*tested, nightly_latency(nights.now, nights.last, _before_last(nights), policy))


def _first_look(now: NightTally, before: Sequence[NightTally], seed: int, policy: Policy) -> Iterator[Look]:
    for offset, name in enumerate(FAMILY):
        compared = pairs(name, now, before)
        is_wer = name is GateName.WER
        yield wer_gate(compared, seed + offset, policy) if is_wer else share_gate(name, compared, seed + offset, policy)


def _breaks(nights: Nights, policy: Policy) -> tuple[Break, ...]:
    found = breaks(nights.now, nights.before, policy)
    return found if nights.fresh is None else confirmed(found, nights.now, nights.fresh, policy)


def _before_last(nights: Nights) -> tuple[NightTally, ...]:
    """The accepted nights before the one before tonight."""
    last = nights.last
    return nights.before if last is None else tuple(each for each in nights.before if each.order < last.order)


def _concluded(verdict: RunVerdict) -> RunVerdict:
    worse = [gate.name.value for gate in verdict.gates if gate.outcome is Outcome.REGRESSED]
    broken = [each.scenario_id for each in verdict.breaks if each.confirmed is not False]
    if worse or broken:
        return replace(verdict, outcome=Outcome.REGRESSED, why=_worse_in_words(worse, broken))
    better = [gate.name.value for gate in verdict.gates if gate.outcome is Outcome.IMPROVED]
    if better:
        return replace(verdict, outcome=Outcome.IMPROVED, why=f"better: {', '.join(better)}")
    passed = next(gate for gate in verdict.gates if gate.name is GateName.PASSED)
    if passed.outcome is not Outcome.PASS:
        return replace(verdict, outcome=Outcome.NO_EVIDENCE, why=passed.why)
    return replace(verdict, why="nothing got worse")


def _worse_in_words(gates: Sequence[str], broken: Sequence[str]) -> str:
    said = [f"worse over all scenarios: {', '.join(gates)}"] if gates else []
    return "; ".join([*said, *([f"broken: {', '.join(broken)}"] if broken else [])])


def _nothing_to_compare(nights: Nights) -> str:
    if not nights.before:
        # Replays are one series, whatever model or place was recorded.
        same = "endpoint" if nights.exact else "endpoint, model and place"
        return f"no accepted night has the same {same}: evalkit accept makes this one the first"
    return f"none of its scenarios is in any of the {len(nights.before)} accepted nights as it is now"


def _order(night: Night) -> tuple[str, str]:
    return night.started_at, night.run_id


def _is_before(each: Night, night: Night) -> bool:
    """Whether it was played before; every other one where the night does not say when it was played."""
    return each.run_id != night.run_id and (not night.started_at or _order(each) < _order(night))


def _night_before(series: Sequence[Night], night: Night, policy: Policy) -> Night | None:
    """The newest night that started long enough before; one without a time that can be read counts."""
    started = _hours(night.started_at)
    for each in reversed(series):
        then = _hours(each.started_at)
        if started is None or then is None or started - then >= policy.latency_least_apart_h:
            return each
    return None


def _hours(at: str) -> float | None:
    try:
        return datetime.fromisoformat(at).astimezone(UTC).timestamp() / 3600
    except (ValueError, OverflowError, OSError):
        return None


def _baseline_arm(night: Night) -> NightTally | None:
    return tally(night, "baseline") if any(played.arm == "baseline" for played in night.played) else None
