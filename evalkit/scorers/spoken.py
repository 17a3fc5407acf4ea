"""What was said on either side, put together from the pieces of a window."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from evalkit.trace.events import Event, InputTranscript, OutputTranscript, TextReceived
from evalkit.trace.trace import TurnWindow

__all__ = ["Side", "quoted", "spoken"]

Side = Literal["input", "output", "text"]
"""`input`: what the server heard. `output`: what the model said. `text`: its text parts."""

_QUOTED_CHARACTERS = 120


def spoken(window: TurnWindow, side: Side) -> tuple[str, tuple[Event, ...]]:
    """Returns what was said, and the events it was taken from.

    Pieces of one turn are joined as they came (reference §3.2), turns by a line break. `output` is the output
    transcription, or the text parts of a turn that has none; thoughts are never part of an answer (reference §7).
    """
    texts: list[str] = []
    taken: list[Event] = []
    for events in _by_turn(window.events):
        pieces = _pieces(events, side)
        text = "".join(piece.text for piece in pieces)
        if text.strip():
            texts.append(text)
            taken += pieces
    return "\n".join(texts), tuple(taken)


def quoted(text: str) -> str:
    """A text as explanations quote it: on one line, shortened."""
    text = " ".join(text.split())
    return f'"{text if len(text) <= _QUOTED_CHARACTERS else text[: _QUOTED_CHARACTERS - 1] + "…"}"'


def _by_turn(events: Iterable[Event]) -> list[list[Event]]:
    turns: dict[int | None, list[Event]] = {}
    for event in events:
        turns.setdefault(event.turn, []).append(event)
    return list(turns.values())


def _pieces(events: Iterable[Event], side: Side) -> tuple[InputTranscript | OutputTranscript | TextReceived, ...]:
    events = tuple(events)
    if side == "input":
        return tuple(event for event in events if isinstance(event, InputTranscript))
    transcripts = tuple(event for event in events if isinstance(event, OutputTranscript))
    if side == "output" and any(piece.text.strip() for piece in transcripts):
        return transcripts
    return tuple(event for event in events if isinstance(event, TextReceived) and not event.thought)
