"""Facts about the answer to one turn that scorers and summaries share: what came first, what was audible, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal, TypeAlias

import numpy as np

from evalkit.media.activity import first_audible
from evalkit.media.playback import Playback
from evalkit.recording.model import LANE_RATE_HZ
from evalkit.trace.events import (
    AudioReceived,
    CodeRun,
    CodeWritten,
    Event,
    Interrupted,
    MediaReceived,
    OutputTranscript,
    SetupSent,
    TextReceived,
    ToolCalled,
    TurnComplete,
)
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["Answer", "SilenceForm", "answer_of", "asks_for_text", "silence_form"]

SilenceForm: TypeAlias = Literal[
    "timeout", "empty_turn", "empty_turn_reason", "text_only", "inaudible_audio", "acted", "spoke"
]
"""How a turn kept silent (reference §4.5), or did not.

`timeout`: nothing came at all. `empty_turn`: turnComplete without content, `empty_turn_reason`: with a reason.
`text_only`: text or a transcript and no audio. `inaudible_audio`: audio that nobody can hear. `acted`: it called a
tool, wrote or ran code, or sent other media, and was not heard. `spoke`: it was heard, or wrote where text is asked.
"""


_Act: TypeAlias = ToolCalled | CodeWritten | CodeRun | MediaReceived


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back in one window; an event is None when there was none of its kind."""

    first_event: Event | None
    """The first sign of an answer: audio, text that is no thought, an act, or a transcript of the answer.

    What a search found is none: it says what an answer rests on, and may follow its end.
    """
    first_audio: AudioReceived | None
    first_audible: AudioReceived | None
    """The chunk that holds the first audible sample, whether or not anybody came to hear it."""
    first_audible_t: float | None
    """When somebody who listens hears that sample; None without times, or when an interruption came before it."""
    audible_s: float
    """From the first audible sample to the last, pauses included; 0.0 when nothing is audible."""
    first_tool_call: ToolCalled | None
    first_act: Event | None
    """The first tool call, code written or run, or media that are no PCM: what it did beside speaking and writing."""
    text: str
    """The text parts that are no thoughts, joined as they came."""
    end: TurnComplete | None
    """The first turnComplete after the last content; a repeated or late one does not move the end."""
    completed: bool
    """True when `end` follows all audio, text and tool calls; only transcripts may come after it (reference §3.2)."""


def answer_of(window: TurnWindow) -> Answer:
    """Returns the facts about a window; what was heard, thoughts, usage and empty transcripts are no answer.

    Several scorers ask about the same window, one after the other: it is looked through once.
    """
    return _answer_of(_Identity(window))


@dataclass(frozen=True, slots=True, eq=False)
class _Identity:
    """A window that equals itself only: comparing all its events would take as long as looking through them."""

    window: TurnWindow

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and self.window is other.window

    def __hash__(self) -> int:
        return id(self.window)


@lru_cache(maxsize=16)
def _answer_of(identity: _Identity) -> Answer:
    window = identity.window
    audio = [event for event in window.of(AudioReceived) if event.pcm]
    first, last = _audible_span(audio)
    content = [event for event in window.events if _is_content(event)]
    signs = (event for event in window.events if _is_content(event) or isinstance(event, _Act))
    end = _end(window, content)
    return Answer(
        first_event=next(signs, None),
        first_audio=audio[0] if audio else None,
        first_audible=None if first is None else first.chunk,
        first_audible_t=None if first is None else _heard_t(window.events, first),
        audible_s=0.0 if first is None or last is None else last.lane_s - first.lane_s,
        first_tool_call=next(iter(window.of(ToolCalled)), None),
        first_act=next((event for event in window.events if isinstance(event, _Act)), None),
        text="".join(event.text for event in window.of(TextReceived) if not event.thought),
        end=end,
        completed=end is not None
        and all(isinstance(event, OutputTranscript) or event.seq < end.seq for event in content),
    )


def silence_form(answer: Answer, window: TurnWindow, *, text_speaks: bool) -> SilenceForm:
    """Says in which way a turn kept silent, or that it did not.

    Args:
        answer: the facts about `window`.
        window: the turn.
        text_speaks: True where the setup asks for text, so that a text answer is speech (`asks_for_text`).
    """
    if answer.first_audible is not None or (text_speaks and answer.text.strip()):
        return "spoke"
    if answer.first_act is not None:
        return "acted"
    if answer.first_audio is not None:
        return "inaudible_audio"
    if answer.first_event is not None:
        return "text_only"
    if answer.end is None:
        return "timeout"
    return "empty_turn" if answer.end.reason is None else "empty_turn_reason"


def asks_for_text(trace: Trace) -> bool:
    """True when the response modality is TEXT, by the setup that was sent, else the scenario's.

    AUDIO is the default of the models evalkit is for.
    """
    setup = next((event.setup for event in trace.events if isinstance(event, SetupSent)), trace.scenario.setup)
    config = setup.get("generationConfig")
    modalities = config.get("responseModalities") if isinstance(config, Mapping) else None
    return isinstance(modalities, list | tuple) and [str(name).upper() for name in modalities] == ["TEXT"]


@dataclass(frozen=True, slots=True)
class _Place:
    """A sample: its chunk, its place in that chunk, and its place in all the audio of the window, in seconds."""

    chunk: AudioReceived
    within_s: float
    lane_s: float


def _is_content(event: Event) -> bool:
    match event:
        case AudioReceived(pcm=pcm):
            return bool(pcm)
        case TextReceived(text=text, thought=thought):
            return bool(text) and not thought
        case OutputTranscript(text=text):
            return bool(text)
        case ToolCalled():
            return True
    return False


def _end(window: TurnWindow, content: Sequence[Event]) -> TurnComplete | None:
    ends = window.of(TurnComplete)
    after = [end for end in ends if not content or end.seq > content[-1].seq]
    return after[0] if after else (ends[-1] if ends else None)


def _audible_span(audio: Sequence[AudioReceived]) -> tuple[_Place | None, _Place | None]:
    """The first and the last audible sample; chunks are judged joined, for a chunk may be shorter than a syllable."""
    first = last = None
    before_s = 0.0
    for rate_hz, group in groupby(audio, key=lambda chunk: chunk.rate_hz):
        chunks = tuple(group)
        samples = np.frombuffer(b"".join(chunk.pcm for chunk in chunks), dtype="<i2").astype(np.int16)
        start = first_audible(samples, rate_hz)
        back = first_audible(samples[::-1].copy(), rate_hz)
        if start is not None and back is not None:
            first = first or _place(chunks, start, before_s)
            last = _place(chunks, len(samples) - 1 - back, before_s)
        before_s += len(samples) / rate_hz
    return first, last


def _place(chunks: Sequence[AudioReceived], sample: int, before_s: float) -> _Place:
    start = 0
    for chunk in chunks:
        count = len(chunk.pcm) // 2
        if sample < start + count:
            return _Place(chunk, (sample - start) / chunk.rate_hz, before_s + sample / chunk.rate_hz)
        start += count
    raise IndexError(f"sample {sample} of {start}")


def _heard_t(events: Sequence[Event], place: _Place) -> float | None:
    """When a sample is heard by somebody who plays audio as it comes, with no buffer filled first.

    A burst of audio that arrives faster than it plays waits for its turn; an interruption drops what is not yet played
    (reference §4.3).
    """
    playback = Playback()
    heard_t: float | None = None
    for event in _timed(events):
        t = event.t or 0.0
        if isinstance(event, Interrupted):
            if heard_t is not None and heard_t > t:
                return None
            playback.flush(t)
        elif isinstance(event, AudioReceived):
            samples = len(event.pcm) // 2 * LANE_RATE_HZ["model"] / event.rate_hz
            begins_t = playback.feed(t, round(samples))
            if event is place.chunk:
                heard_t = begins_t + place.within_s
    return heard_t


def _timed(events: Sequence[Event]) -> Iterator[Event]:
    return (event for event in events if event.t is not None)
