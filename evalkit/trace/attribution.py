"""Which user turn each event belongs to: the one whose answer a server's event is part of.

A turn may begin while the previous answer is still open (barge-in), and the server's endings come in every variant of
reference §4.2 and §4.3, so the order of what follows in the same window decides:

- `interrupted` ends the earlier turn's content; what comes after it is the new turn's, but for a `turnComplete` that
  follows before any new audio, text or call and before the new input ends: that closes the interrupted turn, together
  with the late transcripts before it.
- A `turnComplete` without `interrupted` closes the earlier turn when it comes before the new input has ended, when
  nothing but it follows, or when a second one follows for the new turn.
- With neither, the new turn's content begins with the first content after the new input has ended.
- A turnComplete of an interaction that is still in progress ends nothing (reference §4.2, extended thinking). What a
  search found belongs to the answer whose turn it is, and may follow its end.
- Usage and the status of the interaction belong to the turn that the last content or ending belonged to, answers to
  tool calls to the turn of the call, and what the server heard to the turn being played.
- All this goes on across connections. Setups, closes and resumptions are of no turn. After a resumption the model may
  say again what was cut off (reference §4.7): until the user has spoken in the next turn that belongs to the turn that
  was cut, is in its window twice, and nothing on the wire tells the two apart. What comes later belongs to the next
  turn, and so does all that comes on a connection that was made after the next turn had begun.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import TypeAlias

from evalkit.recording.model import Mark, MarkName
from evalkit.trace.events import (
    AnswerHeld,
    AudioReceived,
    Closed,
    CodeRun,
    CodeWritten,
    Event,
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
    ToolCalled,
    ToolCancelled,
    ToolResponded,
    TurnComplete,
    UrlsRead,
    UsageReported,
)
from evalkit.trace.open_calls import OpenCalls

__all__ = ["Item", "turns_of"]

Item: TypeAlias = Event | Mark

_Solid: TypeAlias = AudioReceived | TextReceived | ToolCalled | CodeWritten | CodeRun | MediaReceived
_Ending: TypeAlias = GenerationComplete | Interrupted | TurnComplete


@dataclass(slots=True)
class _Answer:
    """How far the answer to one user turn is."""

    begun: bool = False
    ended: bool = False
    """A turnComplete closed it, and only transcripts came after that: they keep no order (reference §3.2)."""
    interrupted: bool = False
    cut: bool = False
    """Its connection was lost before its end, and nothing of it came since."""


def turns_of(items: Sequence[Item]) -> list[int | None]:
    """Returns the turn of each item, marks included; None for what lies outside any turn.

    Args:
        items: the events of a recording, in order, with its marks among them.
    """
    attribution = _Attribution(items)
    return [attribution.take(place, item) for place, item in enumerate(items)]


class _Attribution:
    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._answers: dict[int, _Answer] = {}
        self._calls = OpenCalls()
        self._current: int | None = None
        self._previous: int | None = None
        self._owner: int | None = None
        """The turn that content belongs to: the current one, or an earlier one whose answer is still open."""
        self._release = 0
        """Place in `items` from which content belongs to the current turn."""
        self._input_ended = False
        self._last: int | None = None
        """The turn of the last content or ending."""

    def take(self, place: int, item: Item) -> int | None:
        if isinstance(item, Mark):
            return self._marked(place, item)
        if self._owner != self._current and place >= self._release:
            self._let_go()
        match item:
            case Reconnected():
                self._reconnected()
                return None
            case SetupSent() | SetupCompleted() | Closed() | Reconnecting():
                return None
            case _ if _is_content(item):
                return self._content(item)
            case GenerationComplete() | Interrupted() | TurnComplete():
                return self._ending(place, item)
            case Grounded() | UrlsRead():
                # They say what an answer rests on, and may come after its end without beginning it again.
                return self._owner
            case UsageReported():
                return self._current if self._last is None else self._last
            case InteractionStatusChanged(status=status):
                return self._status(status)
            case ToolCancelled(ids=ids):
                return self._cancelled(ids)
            case ToolResponded():
                return self._responded(item)
            case AnswerHeld(ids=ids):
                # A call without an id is held by its name.
                turns = (self._calls.turn_of(id, id) for id in ids)
                return next((turn for turn in turns if turn is not None), self._current)
        return self._current

    def _marked(self, place: int, mark: Mark) -> int | None:
        if mark.name == "turn_started" and mark.turn is not None and mark.turn != self._current:
            self._previous, self._current = self._current, mark.turn
            self._input_ended = False
            self._release = self._released(place + 1)
        elif mark.name == "input_ended" and mark.turn == self._current:
            self._input_ended = True
        return mark.turn

    def _released(self, start: int) -> int:
        """The place from which content belongs to the turn that begins just before `start`."""
        if self._owner is None or not self._open(self._owner):
            return 0
        window = list(_connected(_window(self._items, start)))
        if self._answer(self._owner).cut:
            return start + _release_of_cut(window)
        return start + _release(window)

    def _let_go(self) -> None:
        """From now on content belongs to the current turn; an answer that was cut has had its end then."""
        if self._owner is not None and self._answer(self._owner).cut and self._open(self._owner):
            self._answer(self._owner).ended = True
        self._owner = self._current

    def _reconnected(self) -> None:
        """A new connection ends what is still open of an earlier turn, and cuts what is open of the current one."""
        self._calls.abandoned()
        self._owner, self._release = self._current, 0
        if self._current is not None:
            self._answer(self._current).cut = True

    def _content(self, event: Event) -> int | None:
        self._last = self._owner
        if self._owner is not None:
            answer = self._answer(self._owner)
            answer.begun, answer.cut = True, False
            if not isinstance(event, OutputTranscript):
                answer.ended = answer.interrupted = False
            if isinstance(event, ToolCalled):
                self._calls.called(event, self._owner)
        return self._owner

    def _ending(self, place: int, event: _Ending) -> int | None:
        turn = self._owner
        if self._previous is not None and self._closes_previous(place, event):
            turn = self._previous
        self._last = turn
        if turn is not None:
            answer = self._answer(turn)
            answer.interrupted = answer.interrupted or isinstance(event, Interrupted)
            answer.ended = answer.ended or isinstance(event, TurnComplete)
        return turn

    def _closes_previous(self, place: int, event: _Ending) -> bool:
        """True for the late ending of an earlier turn, as of a swallowed utterance (reference §4.5 b)."""
        if self._owner is None or self._previous is None or self._owner != self._current:
            return False
        if self._answer(self._owner).begun:
            return False
        if self._answer(self._previous).ended or self._answer(self._previous).interrupted:
            return isinstance(event, Interrupted) and not self._input_ended
        return not self._input_ended or any(_is_content(later) for later in _window(self._items, place + 1))

    def _status(self, status: str) -> int | None:
        turn = self._current if self._last is None else self._last
        if status == "IN_PROGRESS" and turn is not None:
            # Then a turnComplete was not the end of the answer (reference §4.2, extended thinking).
            self._answer(turn).ended = False
        return turn

    def _responded(self, event: ToolResponded) -> int | None:
        turn = self._calls.responded(event)
        if turn is None:
            turn = self._current
        if turn is not None and turn == self._current and event.scheduling != "SILENT":
            # The model owes the rest of its turn again, unless it was told to keep quiet (reference §2.8).
            self._answer(turn).ended = False
        return turn

    def _cancelled(self, ids: Sequence[str]) -> int | None:
        turn = self._calls.cancelled(ids)
        return self._last if turn is None else turn

    def _over(self, turn: int) -> bool:
        """True when nothing more is to be expected of an answer.

        A call's turn may be completed before the answer to the call (reference §4.4): then more is to come.
        """
        answer = self._answer(turn)
        return answer.interrupted or (answer.ended and not self._calls.wait_in(turn))

    def _open(self, turn: int) -> bool:
        return self._answer(turn).begun and not self._over(turn)

    def _answer(self, turn: int) -> _Answer:
        return self._answers.setdefault(turn, _Answer())


def _is_content(item: Item) -> bool:
    return isinstance(item, _Solid) or (isinstance(item, OutputTranscript) and bool(item.text))


def _window(items: Sequence[Item], start: int) -> Iterator[Item]:
    """What follows until the next turn begins."""
    for item in islice(items, start, None):
        if isinstance(item, Mark) and item.name == "turn_started":
            return
        yield item


def _connected(items: Iterable[Item]) -> Iterator[Item]:
    """What comes before the connection is replaced."""
    return takewhile(lambda item: not isinstance(item, Reconnected), items)


def _release(window: Sequence[Item]) -> int:
    """The place in a new turn's window from which content belongs to it, an earlier answer being open."""
    first = next((at for at, item in enumerate(window) if isinstance(item, Interrupted | TurnComplete)), None)
    if first is not None and isinstance(window[first], Interrupted):
        return _after_interruption(window, first)
    new = _first_content_after_input(window)
    if first is None or (new is not None and new < first and not _completes_twice(window, first)):
        return len(window) if new is None else new
    return first + 1


def _release_of_cut(window: Sequence[Item]) -> int:
    """The same where that answer's connection was lost: whoever did not go on before the user spoke will not."""
    spoken = _first_mark(window, "speech_ended", "input_ended")
    before = window if spoken is None else window[:spoken]
    if any(_is_content(item) or isinstance(item, Interrupted | TurnComplete) for item in before):
        return _release(window)
    return len(before)


def _after_interruption(window: Sequence[Item], interrupted: int) -> int:
    for at in range(interrupted + 1, len(window)):
        match window[at]:
            case TurnComplete():
                return at + 1
            case Mark(name="input_ended"):
                break
            case item if isinstance(item, _Solid):
                break
    return interrupted + 1


def _first_content_after_input(window: Sequence[Item]) -> int | None:
    ended = _first_mark(window, "input_ended")
    if ended is None:
        return None
    return next((at for at in range(ended, len(window)) if _is_content(window[at])), None)


def _first_mark(window: Sequence[Item], *names: MarkName) -> int | None:
    return next((at for at, item in enumerate(window) if isinstance(item, Mark) and item.name in names), None)


def _completes_twice(window: Sequence[Item], first: int) -> bool:
    """True when another turnComplete follows that no tool call explains."""
    if any(isinstance(item, ToolCalled) for item in window[:first]):
        return False
    return any(isinstance(item, TurnComplete) for item in window[first + 1 :])
