"""Fresh repeats: what looked worse stands only when it looks worse again in a sample that was not chosen for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.outcome import Gate, GateName, Outcome
from evalkit.verdict.gates import Look, share_gate, wer_gate
from evalkit.verdict.paired import Pair, pairs
from evalkit.verdict.policy import Policy
from evalkit.verdict.tally import NightTally

__all__ = ["after_fresh_pass"]


def after_fresh_pass(gate: Gate, fresh: NightTally, before: Sequence[NightTally], seed: int, policy: Policy) -> Gate:
    """Returns a gate that looked worse as a fresh pass leaves it: confirmed, refuted, or as it was.

    A pass that lacks more scenarios than a run may lack, or that cannot be tested, says nothing either way.

    Args:
        gate: after the first look.
        fresh: the fresh pass.
        before: what the first look compared with; of arms played in turn the fresh baseline arm.
        seed: of the fresh pass: not that of the first look.
        policy: the numbers.
    """
    again = pairs(gate.name, fresh, before)
    if gate.outcome is not Outcome.REGRESSED or len(again) < (1 - policy.most_missing) * gate.scenarios:
        return gate
    second = _tested(gate.name, again, seed, policy).gate
    if second.p is None:
        return gate
    stands = second.p <= policy.confirm_alpha
    return replace(
        gate,
        confirmed=stands,
        fresh_difference=second.difference,
        outcome=Outcome.REGRESSED if stands else Outcome.PASS,
        why=gate.why if stands else "looked worse, which a fresh pass did not confirm",
    )


def _tested(name: GateName, again: Sequence[Pair], seed: int, policy: Policy) -> Look:
    # A fresh pass has fewer repeats: what it must hold is the doubt, not the least numbers.
    eased = replace(policy, least_scenarios=1, least_attempts=0, wer_least_words=0)
    return wer_gate(again, seed, eased) if name is GateName.WER else share_gate(name, again, seed, eased)
