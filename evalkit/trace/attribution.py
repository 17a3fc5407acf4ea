"""Which user turn each event belongs to: the one whose answer a server's event is part of.

Who answers whom is `evalkit.protocol.turns`, which the session follows as well; here stands what each event and mark is
a sign of. What is sent belongs to the turn being played, usage and the status of the interaction to the turn that the
last content or ending belonged to, and answers to tool calls to the turn of the call. Setups, closes and resumptions
are of no turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from evalkit.protocol import signs
from evalkit.protocol.signs import Sign
from evalkit.protocol.turns import Settled, Turns
from evalkit.recording.model import Mark
from evalkit.trace.events import (
    AnswerHeld,
    AudioReceived,
    AudioSent,
    Closed,
    CodeRun,
    CodeWritten,
    Connected,
    Event,
    FrameSent,
    GenerationComplete,
    Grounded,
    InteractionStatusChanged,
    Interrupted,
    MediaReceived,
    OutputTranscript,
    Reconnected,
    Reconnecting,
    SetupCompleted,
    SetupSent,
    TextReceived,
    TextSent,
    ToolCalled,
    ToolCancelled,
    ToolResponded,
    TurnComplete,
    UrlsRead,
    UsageReported,
)

__all__ = ["Item", "sign_of", "turns_of"]

Item: TypeAlias = Event | Mark


def turns_of(items: Sequence[Item]) -> list[int | None]:
    """Returns the turn of each item, marks included; None for what lies outside any turn.

    Args:
        items: the events of a recording, in order, with its marks among them.
    """
    attribution = _Attribution()
    for item in items:
        attribution.take(item)
    return attribution.turns()


class _Attribution:
    def __init__(self) -> None:
        self._turns = Turns()
        self._given: list[int | None] = []
        self._doubtful: list[tuple[int, int | None]] = []
        """Places in `_given` that are still in doubt, and whose they are if the earlier answer goes on."""

    def turns(self) -> list[int | None]:
        """The turn of every item taken, as the last reading has it."""
        return self._given

    def take(self, item: Item) -> None:
        if type(item) in _OUTSIDE:
            self._given.append(None)
            return
        sign = sign_of(item)
        if sign is _ASIDE:
            # Most of a session is audio that was sent; it is of the turn being played.
            self._given.append(item.turn if isinstance(item, Mark) else self._turns.newer.current)
            return
        credit = self._turns.take(sign)
        if credit.settles:
            self._settle(credit.settles)
        if self._turns.in_doubt:
            self._doubtful.append((len(self._given), credit.older))
        self._given.append(item.turn if isinstance(item, Mark) else credit.newer)

    def _settle(self, reading: Settled) -> None:
        if reading == "older":
            for place, turn in self._doubtful:
                self._given[place] = turn
        self._doubtful.clear()


_ASIDE, _TRANSCRIBED = signs.Aside(), signs.Transcribed()
_OUTSIDE = frozenset({Connected, SetupSent, SetupCompleted, Closed, Reconnecting})
"""Of no turn."""
_PLAIN: Mapping[type[Item], Sign] = {
    **dict.fromkeys((AudioSent, FrameSent, TextSent), _ASIDE),
    **dict.fromkeys((AudioReceived, TextReceived, CodeWritten, CodeRun, MediaReceived), signs.Said()),
    **dict.fromkeys((Grounded, UrlsRead), signs.Rested()),
    GenerationComplete: signs.Generated(),
    Interrupted: signs.Interrupted(),
    TurnComplete: signs.Completed(),
    Reconnected: signs.Replaced(),
    UsageReported: signs.Reported(),
}


def sign_of(item: Item) -> Sign:
    """Returns what an event or a mark says of whose turn it is."""
    plain = _PLAIN.get(type(item))
    if plain is not None:
        return plain
    return _sign_of_mark(item) if isinstance(item, Mark) else _sign_of_event(item)


def _sign_of_mark(mark: Mark) -> Sign:
    match mark.name:
        case "turn_started" if mark.turn is not None:
            return signs.TurnBegan(mark.turn)
        case "speech_ended":
            return signs.SpeechOver()
        case "input_ended":
            return signs.InputOver(mark.turn)
        case "turn_finished":
            return signs.TurnOver(mark.turn)
    return _ASIDE


def _sign_of_event(event: Event) -> Sign:
    match event:
        case OutputTranscript(text=text) if text:
            return _TRANSCRIBED
        case ToolCalled(name=name, id=id):
            return signs.Called(name, id)
        case InteractionStatusChanged(status=status):
            return signs.Progress(status == "IN_PROGRESS")
        case ToolCancelled(ids=ids):
            return signs.Cancelled(tuple(ids))
        case ToolResponded(name=name, id=id):
            return signs.Responded(name, id, more=bool(event.will_continue), silent=event.scheduling == "SILENT")
        case AnswerHeld(ids=ids):
            return signs.Held(ids)
    return _ASIDE
