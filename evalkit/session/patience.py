"""How long a session waits: for an answer, for its end, and for the moment the next turn starts."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from evalkit.scenario.model import SilenceInput, Timeouts, Turn
from evalkit.session.answer import Answer

__all__ = ["Finish", "Wait", "anchor_t", "patience"]

Finish: TypeAlias = Literal["turn_complete", "silence", "no_response", "gap", "turn_timeout", "barged_in", "closed"]


class Wait(NamedTuple):
    """Wait until `until_t`; when nothing has changed by then the turn is over, for this reason."""

    until_t: float
    finish: Finish


def patience(turn: Turn, answer: Answer, input_ended_t: float, timeouts: Timeouts) -> Wait:
    """Says how long to wait on for an answer that is not complete.

    Each phase has a limit of its own, because stalls of 50 s happen inside an answer that does arrive (reference §11),
    while a model that chose silence sends nothing at all (reference §4.5). A turnComplete that may have closed
    something else ends the turn only when nothing follows it.

    A connection that is half open looks like a silent model: the transport's pings show it within 80 s, and a turn with
    shorter limits has ended as `no_response` by then. Nothing on the wire tells the two apart sooner, and waiting for
    the pings would make every turn that is not answered last as long. The next turn, if any, ends as `closed`.
    """
    if turn.expects_silence and answer.audible_t is None:
        return Wait(input_ended_t + _silence_s(turn, timeouts), "silence")
    turn_limit = Wait(input_ended_t + timeouts.turn_s, "turn_timeout")
    if answer.open_calls:
        return turn_limit
    if answer.last_t is None:
        began_t = max(input_ended_t, answer.held_up_t)
        return min(Wait(began_t + timeouts.first_response_s, _unanswered(answer)), turn_limit)
    quiet: Finish = "turn_complete" if answer.maybe_ended or (answer.owed and answer.ended) else "gap"
    return min(Wait(answer.quiet_since + timeouts.gap_s, quiet), turn_limit)


def anchor_t(following: Turn | None, answer: Answer, input_ended_t: float) -> float | None:
    """When a turn that does not wait for the answer's end starts; None while its moment has not come."""
    if following is None:
        return None
    match following.start.after:
        case "model_speech":
            moment = answer.audible_t
        case "tool_call":
            moment = answer.called_t
        case "input_end":
            moment = input_ended_t
        case _:
            return None
    return None if moment is None else moment + following.start.delay_ms / 1000


def _unanswered(answer: Answer) -> Finish:
    if answer.ended or answer.maybe_ended:
        return "turn_complete"
    return "gap" if answer.maybe_begun else "no_response"


def _silence_s(turn: Turn, timeouts: Timeouts) -> float:
    """The window of a turn that expects silence, counted from the end of the input.

    A turn of silence is itself the window: only what `for_s` asks beyond it is waited for.
    """
    asked = [spec.args.get("for_s") for spec in turn.expect if spec.name == "silence"]
    for_s = next((float(value) for value in asked if value is not None), None)
    if isinstance(turn.user, SilenceInput):
        return max(0.0, (for_s or 0.0) - turn.user.duration_s)
    return timeouts.silence_s if for_s is None else for_s
