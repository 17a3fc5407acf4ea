"""A run against its baseline: the gates, the scenarios that broke, and one word for all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evalkit.history.night import Night
from evalkit.outcome import Break, Gate, GateName, Outcome, RunVerdict
from evalkit.verdict.breaks import breaks, confirmed
from evalkit.verdict.changes import changes
from evalkit.verdict.gates import decided, share_gate, wer_gate
from evalkit.verdict.latency import interleaved_latency, nightly_latency
from evalkit.verdict.paired import pairs
from evalkit.verdict.policy import DEFAULT, Policy
from evalkit.verdict.tally import NightTally, tally

__all__ = ["Nights", "judge", "judge_nights", "seed_of"]

EXACT_ENDPOINTS = frozenset({"replay", "mock"})
"""Where answers come from recordings or scripts in virtual time: the same code gives the same results."""
_MOST_CHANGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """What a run is judged by."""

    now: NightTally
    before: tuple[NightTally, ...]
    """Accepted nights of the same series, oldest first."""
    last: NightTally | None = None
    """The night before tonight, accepted or not."""
    fresh: NightTally | None = None
    """Fresh repeats that were made to confirm: of scenarios that looked broken, or of all."""
    baseline_arm: NightTally | None = None
    """What was played in turn with tonight's attempts."""
    planned: int = 0
    exact: bool = False


def judge(night: Night, history: Sequence[Night], fresh: Night | None = None, policy: Policy = DEFAULT) -> RunVerdict:
    """Judges a run by the nights of its own series; pure, and the same for ever.

    Args:
        night: the run; its attempts of the arm `baseline`, where it has any, are what its latency is compared with.
        history: every kept night, in any order; those of another key, the run itself and later ones are left out.
        fresh: what fresh repeats measured, to confirm.
        policy: the numbers.
    """
    series = sorted(
        (each for each in history if each.key == night.key and each.run_id != night.run_id and _is_before(each, night)),
        key=lambda each: (each.started_at, each.run_id),
    )
    accepted = [each for each in series if each.accepted_at][-policy.baseline_nights :]
    arms = {played.arm for played in night.played}
    nights = Nights(
        now=tally(night, "candidate" if "candidate" in arms else ""),
        before=tuple(tally(each) for each in accepted),
        last=tally(series[-1]) if series else None,
        fresh=None if fresh is None else tally(fresh),
        baseline_arm=tally(night, "baseline") if "baseline" in arms else None,
        planned=night.planned,
        exact=night.endpoint in EXACT_ENDPOINTS,
    )
    return judge_nights(nights, seed_of(night.run_id), policy)


def seed_of(run_id: str) -> int:
    """Returns the seed of all that is drawn for a run: the same run is judged the same way for ever."""
    return int.from_bytes(hashlib.sha256(run_id.encode()).digest()[:6], "big")


def judge_nights(nights: Nights, seed: int, policy: Policy = DEFAULT) -> RunVerdict:
    """Judges what `judge` has gathered."""
    verdict = _described(nights, seed)
    missing = nights.planned - verdict.measured
    if nights.planned and missing / nights.planned > policy.most_missing:
        why = f"{missing:,} of {nights.planned:,} planned attempts could not be measured"
        return replace(verdict, outcome=Outcome.INCONCLUSIVE, why=why)
    arms = (nights.baseline_arm,) if nights.baseline_arm else nights.before
    if not any(key in night.scenarios for night in arms for key in nights.now.scenarios):
        return replace(verdict, outcome=Outcome.NEW_KEY, why=_nothing_to_compare(nights))
    if nights.exact:
        return _exactly(replace(verdict, changes=changes(nights.now, nights.before[-1:], policy)))
    verdict = replace(
        verdict,
        gates=_gates(nights, arms, seed, policy),
        breaks=_breaks(nights, policy),
        changes=changes(nights.now, arms, policy, _MOST_CHANGES),
    )
    return _concluded(verdict)


def _described(nights: Nights, seed: int) -> RunVerdict:
    now = nights.now.scenarios
    known = {key for night in nights.before for key in night.scenarios}
    latest = nights.before[-1].scenarios if nights.before else {}
    return RunVerdict(
        outcome=Outcome.PASS,
        why="",
        new_scenarios=tuple(sorted(key[0] for key in now if key not in known)),
        gone_scenarios=tuple(sorted({key[0] for key in latest} - {key[0] for key in now})),
        planned=nights.planned,
        measured=sum(scenario.attempts for scenario in now.values())
        + (sum(each.attempts for each in nights.baseline_arm.scenarios.values()) if nights.baseline_arm else 0),
        nights=len(nights.before),
        seed=seed,
        exact=nights.exact,
    )


def _gates(nights: Nights, arms: Sequence[NightTally], seed: int, policy: Policy) -> tuple[Gate, ...]:
    tested = decided(tuple(_first_look(nights.now, arms, seed, policy)), policy)
    if nights.fresh is not None:
        tested = tuple(_confirmed(gate, nights.fresh, arms, seed, policy) for gate in tested)
    if nights.baseline_arm is not None:
        return (*tested, interleaved_latency(nights.now, nights.baseline_arm, seed, policy))
    return (*tested, nightly_latency(nights.now, nights.last, _before_last(nights), policy))


def _first_look(now: NightTally, before: Sequence[NightTally], seed: int, policy: Policy) -> Iterator[Gate]:
    for offset, name in enumerate((GateName.PASSED, GateName.TOOLS, GateName.SILENCE)):
        yield share_gate(name, pairs(name, now, before), seed + offset, policy)
    yield wer_gate(pairs(GateName.WER, now, before), seed + 3, policy)


def _confirmed(gate: Gate, fresh: NightTally, before: Sequence[NightTally], seed: int, policy: Policy) -> Gate:
    """A gate that looked worse, after a fresh pass; one over fewer scenarios than the gate confirms nothing."""
    again = pairs(gate.name, fresh, before)
    if gate.outcome is not Outcome.REGRESSED or len(again) < gate.scenarios:
        return gate
    # A fresh pass has fewer repeats: what it must hold is the doubt, not the least number of attempts.
    eased = replace(policy, least_attempts=0, wer_least_words=0)
    second = wer_gate(again, seed, eased) if gate.name is GateName.WER else share_gate(gate.name, again, seed, eased)
    stands = second.p is not None and second.p <= policy.confirm_alpha
    return replace(
        gate,
        confirmed=stands,
        fresh_difference=second.difference,
        outcome=Outcome.REGRESSED if stands else Outcome.PASS,
        why=gate.why if stands else "looked worse, which a fresh pass did not confirm",
    )


def _breaks(nights: Nights, policy: Policy) -> tuple[Break, ...]:
    found = breaks(nights.now, nights.before, policy)
    return found if nights.fresh is None else confirmed(found, nights.now, nights.fresh, policy)


def _before_last(nights: Nights) -> tuple[NightTally, ...]:
    """The accepted nights without the one before tonight."""
    if nights.last is not None and nights.before and nights.before[-1].run_id == nights.last.run_id:
        return nights.before[:-1]
    return nights.before


def _exactly(verdict: RunVerdict) -> RunVerdict:
    """Nothing is random, so whatever is worse got worse."""
    worse = [change for change in verdict.changes if change.worse]
    if worse:
        names = dict.fromkeys(change.scenario_id for change in worse)
        return replace(verdict, outcome=Outcome.REGRESSED, why=f"worse than the baseline: {', '.join(names)}")
    if verdict.changes:
        names = dict.fromkeys(change.scenario_id for change in verdict.changes)
        return replace(verdict, outcome=Outcome.IMPROVED, why=f"better than the baseline: {', '.join(names)}")
    return replace(verdict, why="nothing changed")


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
        return "no accepted night has the same endpoint, model and place: evalkit accept makes this one the first"
    return f"none of its scenarios is in any of the {len(nights.before)} accepted nights as it is now"


def _is_before(each: Night, night: Night) -> bool:
    return not night.started_at or each.started_at <= night.started_at
