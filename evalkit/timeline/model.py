"""A recording as a session page draws it; its JSON is what `frontend/src/data/timeline.ts` describes.

All times are seconds since the first connection opened, to a tenth of a millisecond; 0 where the recording kept none.
Parallel tuples have the same length: columns deflate to a third of what rows would.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypedDict

__all__ = [
    "FORMAT",
    "Buffer",
    "EventKind",
    "Events",
    "Frame",
    "Group",
    "Lane",
    "Messages",
    "Overhang",
    "Speech",
    "Stretches",
    "Timeline",
    "Transcripts",
    "TurnTimes",
]

FORMAT = 1
"""Format number of `timeline.js` and its pages of messages; files of another one are written again."""

Group = Literal["connection", "turn", "tool", "speech", "other"]


@dataclass(frozen=True, slots=True)
class Stretches:
    """Pieces of a lane's file on the session's clock: when each begins, where in the file, and how long it is."""

    t: tuple[float, ...] = ()
    offset_s: tuple[float, ...] = ()
    length_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """One side's audio: `chunks` as they crossed the wire, `played` as they were spoken or would be heard."""

    file: str
    rate_hz: int
    length_s: float
    peaks_per_s: int
    peaks: str
    """base64 of int8 pairs, lowest and highest, 127 for full scale."""
    chunks: Stretches
    played: Stretches


@dataclass(frozen=True, slots=True)
class Buffer:
    """How many seconds of audio wait to be heard, as the corners of a line."""

    t: tuple[float, ...] = ()
    s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Overhang:
    """At an interruption, the audio that a client which drops nothing would still play."""

    t: float
    s: float


@dataclass(frozen=True, slots=True)
class TurnTimes:
    """The moments of one turn; None where one is not known."""

    turn: int
    started: float | None
    speech_started: float | None
    speech_ended: float | None
    input_ended: float | None
    first_audio: float | None
    first_audible: float | None
    interrupted: float | None
    finished: float | None
    finish: str


Speech = TypedDict("Speech", {"turn": int, "from": float, "to": float})
"""The user speaks, from the first to the last sample of speech of a turn."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """What an event is: its name, what it is called on a page, and the row it stands in."""

    name: str
    label: str
    group: Group


@dataclass(frozen=True, slots=True)
class Events:
    """What happened, but for chunks of audio and pieces of transcripts."""

    kinds: tuple[EventKind, ...] = ()
    t: tuple[float, ...] = ()
    until: tuple[float | None, ...] = ()
    kind: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    turn: tuple[int | None, ...] = ()
    message: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcripts:
    """Pieces of transcripts as they arrived."""

    t: tuple[float, ...] = ()
    who: tuple[Literal["user", "model"], ...] = ()
    text: tuple[str, ...] = ()
    turn: tuple[int | None, ...] = ()
    message: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture the user showed; `file` is empty when it has none of its own."""

    t: float
    file: str
    label: str
    turn: int | None
    message: int


@dataclass(frozen=True, slots=True)
class Messages:
    """Every item of the recording; `way` is 0 received, 1 sent, 2 a mark of the session, 3 the end of a connection."""

    kinds: tuple[str, ...] = ()
    t: tuple[float, ...] = ()
    way: tuple[int, ...] = ()
    kind: tuple[int, ...] = ()
    bytes: tuple[int, ...] = ()
    page_size: int = 1
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """One session on one clock."""

    timed: bool
    duration_s: float
    user: Lane | None
    model: Lane | None
    buffer: Buffer
    underruns: tuple[tuple[float, float], ...]
    overhangs: tuple[Overhang, ...]
    turns: tuple[TurnTimes, ...]
    speech: tuple[Speech, ...]
    events: Events
    transcripts: Transcripts
    frames: tuple[Frame, ...]
    messages: Messages = field(default_factory=Messages)
    format: int = FORMAT
