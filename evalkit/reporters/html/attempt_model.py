"""What the page shows of one attempt, as `frontend/src/data/summary.ts` reads it: texts plain, addresses relative."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.reporters.html.clips import Clip

__all__ = [
    "AttemptView",
    "CodeView",
    "ComparedView",
    "FramesView",
    "NoticeView",
    "Piece",
    "ScoreView",
    "SearchView",
    "SilenceView",
    "SourceView",
    "Thumbnail",
    "ToolView",
    "TurnView",
]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an alignment: `op` is equal, substitute, delete or insert."""

    op: str
    reference: str
    hypothesis: str


@dataclass(frozen=True, slots=True)
class ComparedView:
    """One argument of a call, as it was expected and as it came; an empty text is an argument that was not there."""

    path: str
    expected: str
    got: str
    same: bool
    why: str = ""
    """Where within an object or an array they differ; empty of a plain value."""


@dataclass(frozen=True, slots=True)
class ToolView:
    """A function call and what it was answered."""

    name: str
    args: str
    response: str
    """Empty when none was sent."""
    cancelled: bool
    note: str = ""
    """How the answer was to be taken and how long it was held; empty when there is nothing to tell."""
    compared: tuple[ComparedView, ...] = ()
    """Where a call was expected: each argument that was compared."""
    verdict: str = ""
    """`expected`, `unexpected`, `missing` of a call that was expected and never made, or empty where none was."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture the user showed; `url` leads to its file."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class FramesView:
    """The pictures of a turn: some to see, and all of them in words."""

    thumbnails: tuple[Thumbnail, ...]
    words: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where an answer comes from; `address` is empty unless it is a page of the web, and is never a link."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """What was searched for and found."""

    queries: tuple[str, ...]
    sources: tuple[SourceView, ...]
    more: int
    """Sources that are not shown."""


@dataclass(frozen=True, slots=True)
class CodeView:
    """Code of the model's and what came of it."""

    code: str
    language: str
    outcome: str
    good: bool
    output: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Something about the connection, between two turns; `kind` is resumed, anew, lost or going."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class SilenceView:
    """Whether silence was expected and kept, and its form in words."""

    kept: bool
    form: str


@dataclass(frozen=True, slots=True)
class ScoreView:
    """One row of an attempt's scores; `kind` is pass, fail, unscored or measured."""

    turn: str
    anchor: str
    name: str
    value: str
    expected: str
    kind: str
    words: str
    explanation: str
    span: tuple[float, float] | None
    """Where it lies on the session's clock, in seconds; None where it has no place."""


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn of the conversation."""

    anchor: str
    number: int
    kind: str
    user: str
    user_clip: Clip | None
    heard: str
    alignment: tuple[Piece, ...]
    error_rate: str
    tools: tuple[ToolView, ...]
    said: str
    model_clip: Clip | None
    silence: SilenceView | None
    interrupted: bool
    finish: str
    failed: tuple[str, ...]
    """Missed expectations of this turn, in words."""
    frames: FramesView | None
    search: SearchView | None
    code: tuple[CodeView, ...]
    before: tuple[NoticeView, ...]
    """What happened to the connection since the turn before."""


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One attempt, in full."""

    anchor: str
    scenario: str
    """Name of its scenario."""
    label: str
    """Its number in words."""
    status: str
    words: str
    duration: str
    problem: tuple[str, ...]
    notes: tuple[str, ...]
    user_audio: Clip | None
    model_audio: Clip | None
    events_url: str
    timeline_url: str
    """Of the recording's timeline, as `attempts/x/1/timeline.js`; empty where there is none."""
    base: str
    """The attempt's folder relative to the page, with a slash at its end; files named in the timeline are in it."""
    audio_note: str
    turns: tuple[TurnView, ...]
    after: tuple[NoticeView, ...]
    """What happened to the connection since the last turn began."""
    scores: tuple[ScoreView, ...]
