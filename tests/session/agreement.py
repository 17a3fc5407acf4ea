"""Where the trace, with hindsight, says of a turn's end what the session did not."""

from __future__ import annotations

from evalkit.recording.model import Recording
from evalkit.scenario.model import Scenario
from evalkit.trace.answer import Answer, answer_of
from evalkit.trace.build import build_trace
from evalkit.trace.events import Event, ToolResponded
from evalkit.trace.trace import TurnWindow

__all__ = ["disagreements"]


def disagreements(recording: Recording, scenario: Scenario) -> list[str]:
    """What the trace says against the session's own view of each turn; nothing of a turn that was barged into."""
    found = []
    for window in build_trace(recording, scenario).turns:
        seen = answer_of(_until_finished(window))
        expected = {
            "turn_complete": seen.end is not None,
            "no_response": seen.first_event is None and seen.end is None,
            "gap": seen.first_event is not None and (not seen.completed or _owed(window, seen)),
            "turn_timeout": not seen.completed,
        }
        if not expected.get(window.finish, True):
            found.append(f"turn {window.index}: {window.finish}, but {seen}")
    return found


def _owed(window: TurnWindow, seen: Answer) -> bool:
    """True when a call was answered after the turn of the call was complete, and nothing came of it."""
    return seen.end is not None and any(event.seq > seen.end.seq for event in window.of(ToolResponded))


def _until_finished(window: TurnWindow) -> TurnWindow:
    def in_time(event: Event) -> bool:
        if event.t is None or window.finished_t is None:
            return False
        # What comes in the moment the session gives up comes too late; a turnComplete ends the turn in its own moment.
        return event.t < window.finished_t or (event.t == window.finished_t and window.finish == "turn_complete")

    events = tuple(event for event in window.events if in_time(event))
    return TurnWindow(turn=window.turn, events=events, finish=window.finish)
