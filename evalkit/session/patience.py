"""How long a session waits for an answer, and what it calls the end of the wait."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from evalkit.scenario.model import SilenceInput, Timeouts, Turn
from evalkit.session.conversation import Answer

__all__ = ["Finish", "Wait", "patience"]

Finish: TypeAlias = Literal["turn_complete", "silence", "no_response", "gap", "turn_timeout", "barged_in", "closed"]


class Wait(NamedTuple):
    """Wait until `until_t`; when nothing has changed by then the turn is over, for this reason."""

    until_t: float
    finish: Finish


def patience(turn: Turn, answer: Answer, input_ended_t: float, timeouts: Timeouts) -> Wait:
    """Says how long to wait on for an answer that is not complete.

    Each phase has a limit of its own, because stalls of 50 s happen inside an answer that does arrive (reference §11),
    while a model that chose silence sends nothing at all (reference §4.5).
    """
    if turn.expects_silence and answer.audible_t is None:
        return Wait(input_ended_t + _silence_s(turn, timeouts), "silence")
    turn_limit = Wait(input_ended_t + timeouts.turn_s, "turn_timeout")
    if answer.open_calls:
        return turn_limit
    if answer.last_t is None:
        return min(Wait(input_ended_t + timeouts.first_response_s, "no_response"), turn_limit)
    return min(Wait(answer.quiet_since + timeouts.gap_s, "gap"), turn_limit)


def _silence_s(turn: Turn, timeouts: Timeouts) -> float:
    """The window of a turn that expects silence, counted from the end of the input.

    A turn of silence is itself the window: only what `for_s` asks beyond it is waited for.
    """
    asked = [spec.args.get("for_s") for spec in turn.expect if spec.name == "silence"]
    for_s = next((float(value) for value in asked if value is not None), None)
    if isinstance(turn.user, SilenceInput):
        return max(0.0, (for_s or 0.0) - turn.user.duration_s)
    return timeouts.silence_s if for_s is None else for_s
