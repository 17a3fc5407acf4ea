"""What the model has done so far, kept per turn: the state a session decides by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from evalkit.media.activity import first_audible
from evalkit.media.pcm import to_samples
from evalkit.media.playback import Playback
from evalkit.protocol.messages import (
    Blob,
    FunctionCall,
    InteractionStatus,
    Message,
    OutputTranscription,
    Part,
    ServerContent,
    ToolCall,
    ToolCallCancellation,
)

__all__ = ["Answer", "Conversation"]


@dataclass(slots=True)
class Answer:
    """The model's answer to one user turn, as far as it has come; times in seconds since the connection opened."""

    turn: int
    playback: Playback = field(default_factory=Playback)
    begun: bool = False
    """The model is at work on it; thoughts count, which are no sign of an answer to anybody else."""
    first_t: float | None = None
    """First sign of an answer."""
    last_t: float | None = None
    audible_t: float | None = None
    """When the first audible sample is heard by somebody who listens."""
    called_t: float | None = None
    """First tool call."""
    open_calls: int = 0
    ended: bool = False
    """A turnComplete closed it, and no content came after that."""
    interrupted: bool = False
    cut: bool = False
    """Its connection was lost before its end, and nothing of it came since."""
    in_progress: bool = False
    """The server said that the interaction goes on after turnComplete (reference §4.2, extended thinking)."""
    owed: bool = False
    """A tool was answered and nothing came since: turnComplete may close the turn of the call only (reference §4.4)."""
    maybe_begun: bool = False
    """Content came for an earlier answer although this turn's input was over: it may have been this answer's."""
    maybe_at_work: bool = False
    """The same, of thoughts too."""
    maybe_ended: bool = False
    """A turnComplete came that may have closed an earlier answer as well as this one."""
    held_up_t: float = 0.0
    """Until when an earlier answer kept the model from this one."""

    @property
    def open(self) -> bool:
        """True while content that comes after the next turn has begun may still be part of it."""
        closed = self.interrupted or (self.ended and not self.open_calls and not self.in_progress)
        return self.begun and not closed

    @property
    def complete(self) -> bool:
        """True when nothing more is to be expected."""
        return self.ended and not (self.open_calls or self.in_progress or self.owed)

    @property
    def quiet_since(self) -> float:
        """The last sign, or the end of the audio that is still being played, whichever is later."""
        return max(self.last_t or 0.0, self.playback.end_t)


class Conversation:
    """Attributes what the server sends to the turn it answers, as it comes (reference §4.2, §4.3, §4.5 b).

    A turn that begins while the previous answer is open (barge-in) leaves that answer *stale*: content belongs to it
    until it is completed, or interrupted and something new is said. An answer that a lost connection cut is stale only
    until the user has spoken: the model may say it again before that (reference §4.7). Where only the future could
    tell, as `evalkit.trace.attribution` can, the session waits on and notes that the turn may have ended.
    """

    def __init__(self) -> None:
        self.current = Answer(-1, ended=True)
        self._previous = self.current
        self._stale: Answer | None = None
        self._calls: list[tuple[FunctionCall, Answer]] = []
        self._speaking = self._giving_input = False

    def begin(self, turn: int) -> Answer:
        """Starts the next turn; its answer is the current one from now on."""
        self.current.ended = self.current.ended or self.current.maybe_ended
        if self.current.open:
            self._stale = self.current
        elif self._stale is not None and self._stale.interrupted:
            self._stale = None
        self._previous, self.current = self.current, Answer(turn)
        self._speaking = self._giving_input = True
        return self.current

    def speech_over(self) -> None:
        """Notes that the user has said everything; silence may follow."""
        self._speaking = False

    def last_word(self) -> None:
        """Notes that the last word the user speaks was sent: whoever was cut off and did not go on will not now."""
        if self._stale is not None and self._stale.cut:
            self._stale.ended, self._stale = True, None

    def input_ended(self) -> None:
        """Notes that the turn's whole input was sent."""
        self.last_word()
        self._speaking = self._giving_input = False
        if self._stale is not None and self._stale.interrupted:
            self._stale = None

    def take(self, message: Message, t: float) -> None:
        """Takes in one server message that arrived at `t`."""
        match message:
            case ServerContent():
                self._content(message, t)
            case OutputTranscription(text=text) if text:
                self._transcribed(t)
            case ToolCall(function_calls=calls) if calls:
                self._called(calls, t)
            case ToolCallCancellation(ids=ids):
                self._close_calls([call for call, _ in self._calls if call.id in ids])
            case InteractionStatus(status=status):
                (self._stale or self.current).in_progress = status == "IN_PROGRESS"

    def answered(self, calls: Sequence[FunctionCall], t: float, *, owed: bool = True) -> None:
        """Notes that these calls were answered: the model owes the rest of their turn again, unless told to keep quiet.

        Args:
            calls: the very objects that were received.
            t: when.
            owed: False when every answer was SILENT (reference §2.8).
        """
        for answer in self._close_calls(calls):
            if answer is self.current and owed:
                answer.ended, answer.owed, answer.last_t = False, True, t

    def abandoned(self, calls: Sequence[FunctionCall]) -> None:
        """Notes that these calls cannot be answered any more."""
        self._close_calls(calls)

    def renewed(self, t: float) -> None:
        """Notes that the connection was replaced: waiting begins anew, and what was stale will not be closed."""
        if self._stale is not None:
            # Nothing ended it, so what came after the input was this turn's.
            self.current.begun = self.current.maybe_begun or self.current.maybe_at_work
            self._stale = None
        self.current.held_up_t, self.current.cut = t, True
        if self.current.last_t is not None:
            self.current.last_t = t

    def _content(self, message: ServerContent, t: float) -> None:
        for part in message.model_turn.parts if message.model_turn else ():
            self._part(part, t)
        if message.output_transcription is not None and message.output_transcription.text:
            self._transcribed(t)
        if message.interaction_status is not None:
            (self._stale or self.current).in_progress = message.interaction_status == "IN_PROGRESS"
        if message.interrupted:
            self._interrupted(t)
        if message.turn_complete:
            self._turn_completed()

    def _part(self, part: Part, t: float) -> None:
        if part.inline_data is not None and part.inline_data.is_pcm:
            self._play(part.inline_data, t)
        elif part.function_call is not None:
            answer = self._said(t)
            answer.called_t = t if answer.called_t is None else answer.called_t
        elif part.text and part.thought:
            self._resume()
        elif part.text:
            self._said(t)

    def _play(self, blob: Blob, t: float) -> None:
        answer, samples = self._said(t), to_samples(blob.data)
        rate_hz = blob.rate_hz or answer.playback.rate_hz
        heard_t = answer.playback.feed(t, round(len(samples) * answer.playback.rate_hz / rate_hz))
        if answer.audible_t is None:
            at = first_audible(samples, rate_hz)
            answer.audible_t = None if at is None else heard_t + at / rate_hz

    def _called(self, calls: Sequence[FunctionCall], t: float) -> None:
        answer = self._said(t)
        answer.called_t = t if answer.called_t is None else answer.called_t
        ids = {call.id for call in calls if call.id is not None}
        self._close_calls([call for call, _ in self._calls if call.id in ids])
        self._calls += [(call, answer) for call in calls]
        answer.open_calls += len(calls)

    def _close_calls(self, calls: Sequence[FunctionCall]) -> list[Answer]:
        """Takes calls off the open ones, the very objects; returns the answers they belong to."""
        closed = [(call, answer) for call, answer in self._calls if any(call is other for other in calls)]
        self._calls = [pair for pair in self._calls if not any(pair[0] is call for call, _ in closed)]
        for _, answer in closed:
            answer.open_calls -= 1
        return [answer for _, answer in closed]

    def _said(self, t: float) -> Answer:
        """The answer that audio, text or a call arriving now belongs to; notes the sign of life."""
        self._resume()
        return self._touch(t)

    def _resume(self) -> None:
        """Something solid came: what was interrupted is over, and what had ended goes on."""
        if self._stale is not None and self._stale.interrupted:
            self._stale = None
        answer = self._stale or self.current
        answer.begun, answer.cut = True, False
        answer.ended = answer.maybe_ended = answer.interrupted = answer.in_progress = answer.owed = False
        if answer is self._stale and not self._giving_input:
            self.current.maybe_at_work = True

    def _transcribed(self, t: float) -> None:
        """A transcript keeps no order (reference §3.2): it may trail an ending and so reopens nothing."""
        self._touch(t).owed = False

    def _touch(self, t: float) -> Answer:
        answer = self._stale or self.current
        answer.begun, answer.cut = True, False
        answer.first_t = t if answer.first_t is None else answer.first_t
        answer.last_t = t
        if answer is self._stale and not self._giving_input:
            self.current.maybe_begun, self.current.held_up_t = True, t
        return answer

    def _interrupted(self, t: float) -> None:
        answer = self._stale or self.current
        if not answer.begun and self._giving_input:
            answer = self._previous
        answer.interrupted, answer.cut = True, False
        if answer.audible_t is not None and answer.audible_t > t:
            answer.audible_t = None
        answer.playback.flush(t)

    def _turn_completed(self) -> None:
        if self._stale is not None:
            self._stale_completed(self._stale)
        elif self.current.begun or (self._previous.ended and not self._speaking):
            self.current.ended = True
        else:
            # Nothing was said in this turn: the close may be that of an utterance swallowed before (reference §4.5 b).
            self.current.maybe_ended = self._previous.ended or not self._giving_input
            self._previous.ended = True

    def _stale_completed(self, stale: Answer) -> None:
        stale.ended, self._stale = True, None
        if not stale.interrupted and (self.current.maybe_begun or self.current.maybe_at_work):
            self.current.maybe_ended, self.current.held_up_t = True, stale.quiet_since
