"""What each metric of a tool turn's round trip means: three parts, and the whole that they add up to."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from evalkit.scorers.latency_metrics import USER_ENDED
from evalkit.scorers.metric import Metric

__all__ = ["ROUND_TRIP"]

_ROUND = (
    "A round lasts from a call, while no other waits, until no call waits any more: each is answered (by id, else by "
    "name; an answer that says that more follows is none yet) or cancelled."
)
_CALL = Metric(
    scorer="delivery",
    name="call_ms",
    formula="Time until the model calls its first tool: its own time. Negative values stay.",
    starts=USER_ENDED,
    ends="the message with the first call arrives",
    eligible=(
        "each turn with a tool call to which an answer is due; without a call there is no score unless one is expected"
    ),
    unscored="without times; the recording does not say when the user ended",
    source="ours, the first part of round_trip_ms; the same moments as latency.first_tool_call_ms",
    unit="ms",
    better="lower",
)
_TOOL = replace(
    _CALL,
    name="tool_ms",
    formula=(
        f"Σ over rounds of their length: the time of the tools, and of an answer that was held until the server would "
        f"take it (`held_ms` of the detail). {_ROUND}"
    ),
    starts="the first call of a round arrives",
    ends="its last answer is sent, or the cancellation arrives; Σ over rounds",
    unscored="without times; a call was never answered",
    source=(
        "ours, the second part of round_trip_ms. The time of a stub is that of the scenario. Some models drop an "
        "answer that comes before the turnComplete of its call, so it is held for them (reference §4.4)"
    ),
)
_RESUME = replace(
    _CALL,
    name="resume_ms",
    formula=(
        "Σ over rounds of the time until the model goes on, with audio, text that is no thought, code, other media or "
        f"another call; not with a transcript. {_ROUND} After a round without an answer that asks for a reply (all "
        "SILENT or cancelled) nothing is waited for."
    ),
    starts="the last answer of a round is sent, or the cancellation of what was left of it arrives",
    ends="the next such message arrives; Σ over rounds",
    unscored=(
        "without times; a call was never answered; nothing came after an answer; no answer asked for a reply; the "
        "model was still speaking when an answer with a scheduling was sent, so what resumed is not known"
    ),
    source="ours, the third part of round_trip_ms. SILENT, WHEN_IDLE and INTERRUPT: reference §2.8",
)
_ROUND_TRIP = replace(
    _CALL,
    name="round_trip_ms",
    formula=(
        "The whole of a tool turn's wait: call_ms + tool_ms + resume_ms + `between_ms` of the detail, the time for "
        "which the model spoke, wrote or ran by itself between two rounds. With one round between_ms is 0."
    ),
    ends="the model goes on after the last round, or that round ends where nothing was to come after it",
    unscored="one of its three parts is unscored",
    source="ours. The audio that follows is heard at tool_turn_first_played_ms, which a preamble makes the sooner",
)

ROUND_TRIP: Final = (_CALL, _TOOL, _RESUME, _ROUND_TRIP)
