"""A recorded session as a script, so that a recording answers any client."""

from __future__ import annotations

from dataclasses import dataclass, field

from evalkit.errors import RecordingError, RemoteProtocolError
from evalkit.mock.answers.recorded_answer import RecordedAnswer
from evalkit.protocol.codec import decode
from evalkit.protocol.messages import (
    ClientContent,
    Message,
    RealtimeInput,
    ServerContent,
    SetupComplete,
    ToolResponse,
)
from evalkit.protocol.side import Side
from evalkit.recording.model import Close, Data, Entry, Item, Mark, Recording
from evalkit.recording.store import EVENTS
from evalkit.scenario.script import Complete, Disconnect, Script, ScriptTurn, Step

__all__ = ["script_of"]


def script_of(recording: Recording) -> Script:
    """Returns what the server did in a recording, one list of steps for each turn in which the user said something.

    Steps are counted from the end of the user's speech, or from the text, and after a tool call from its answer. Every
    `Say` brings its own audio, so no voice is needed. What the mock server does by itself is left out: setupComplete,
    token counts, resumption handles, and what follows a barge-in.

    Raises:
        RecordingError: a message of the client's in it does not decode.
    """
    reader = _Reader(recording)
    for item in recording.items:
        reader.take(item)
    return reader.script()


@dataclass(slots=True)
class _Turn:
    """One turn of the recorded user's."""

    answer: RecordedAnswer = field(default_factory=RecordedAnswer)

    typed: bool = False
    spoken: bool = False


class _Reader:
    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._turns: dict[int, _Turn] = {}
        self._input: _Turn | None = None
        """The turn whose input is given."""
        self._answered: _Turn | None = None
        """The turn that the server's messages answer."""
        self._ready = False
        self._refused: Disconnect | None = None

    def take(self, item: Item) -> None:
        match item:
            case Mark(name="turn_started", turn=int(number)):
                self._input = self._turns.setdefault(number, _Turn())
            case Mark(name="speech_ended"):
                self._input_ends(item.t, spoken=True)
            case Mark(name="input_ended"):
                self._input_ends(item.t, spoken=False)
            case Entry(direction="sent"):
                self._sent(item)
            case Entry():
                self._received(item)
            case Close(by="remote" | "lost"):
                self._closed(item)

    def script(self) -> Script:
        heard = [turn for _, turn in sorted(self._turns.items()) if turn.typed or turn.spoken]
        return Script(
            tuple(ScriptTurn(self._ended(turn.answer.steps())) for turn in heard),
            on_setup=(self._refused,) if self._refused else (),
            silent_setup=not self._ready and self._refused is None and not heard,
        )

    def _ended(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Other recorders stop where they please (reference §9.2): an answer they cut off is given an end."""
        cut = not self._recording.header.timed and steps and not isinstance(steps[-1], Complete | Disconnect)
        return (*steps, Complete()) if cut else steps

    def _input_ends(self, t: float | None, *, spoken: bool) -> None:
        turn = self._input
        if turn is None:
            return
        if spoken:
            turn.spoken = True
        # A tail of silence follows speech: the answer is counted from the speech (and may come in the tail).
        if spoken or self._answered is not turn:
            turn.answer.begins(t)
        self._answered = turn

    def _sent(self, entry: Entry) -> None:
        for message in self._decoded(entry):
            match message:
                case ClientContent() | RealtimeInput() if self._input is not None:
                    self._input.typed |= _has_words(message)
                    # Another recorder marks no speech: there, whoever sends audio speaks.
                    self._input.spoken |= not self._recording.header.timed and _has_audio(message)
                case ToolResponse() if self._answered is not None:
                    self._answered.answer.called_back(entry.t)

    def _received(self, entry: Entry) -> None:
        for message in _server_messages(entry.data):
            if isinstance(message, SetupComplete):
                self._ready = True
                continue
            early = isinstance(message, ServerContent) and message.input_transcription is not None
            turn = self._input if early else self._answered
            if turn is not None:
                turn.answer.take(message, entry.t)

    def _closed(self, close: Close) -> None:
        step = Disconnect(close.code, close.reason)
        if self._answered is not None:
            self._answered.answer.closed(step, close.t)
        elif not self._ready:
            self._refused = step

    def _decoded(self, entry: Entry) -> tuple[Message, ...]:
        try:
            return decode(entry.data, Side.CLIENT)
        except RemoteProtocolError as error:
            assert self._recording.folder is not None
            problem = f"a sent message does not decode: {error}"
            raise RecordingError(self._recording.folder / EVENTS, 0, problem, "record the scenario again") from error


def _has_words(message: Message) -> bool:
    match message:
        case ClientContent(turns=turns, turn_complete=True):
            return any(part.text for turn in turns for part in turn.parts)
        case RealtimeInput(text=text):
            return bool(text)
    return False


def _has_audio(message: Message) -> bool:
    return isinstance(message, RealtimeInput) and bool(message.audio or message.media_chunks)


def _server_messages(data: Data) -> tuple[Message, ...]:
    """What a frame of the server's says; one that cannot be read says nothing."""
    try:
        return decode(data, Side.SERVER)
    except RemoteProtocolError:
        return ()
