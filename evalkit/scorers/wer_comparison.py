"""The transcript of a window against the words it should hold, or why there is nothing to compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evalkit.scenario.model import SilenceInput, Turn
from evalkit.scorers.session_setup import asks_for
from evalkit.scorers.spoken import spoken
from evalkit.scorers.wer_arguments import read_asked
from evalkit.scorers.word_errors import Alignment, ErrorCounts, align, missing_edges
from evalkit.text.normalize import Normalizer, normalizer
from evalkit.text.unicode import strip_control_tokens
from evalkit.trace.events import Event, InputTranscript
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["Compared", "Missing", "Side", "compared_input", "compared_output"]

Side = Literal["input", "output"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One window's transcript against its reference, both normalised."""

    turn: int | None
    reference: tuple[str, ...]
    """In units: words, or characters in a language without spaces."""
    hypothesis: tuple[str, ...]
    counts: ErrorCounts
    alignment: Alignment
    copies: int
    """How often the whole transcription came, where further copies were left out; else 1."""
    evidence: tuple[int, ...]
    notes: tuple[str, ...]

    @property
    def missing_head(self) -> int:
        """Units of the reference before the first one that the transcript has anything for."""
        return missing_edges(self.alignment)[0]

    @property
    def missing_tail(self) -> int:
        """Units of the reference after the last one that the transcript has anything for."""
        return missing_edges(self.alignment)[1]

    def characters(self) -> ErrorCounts:
        """Errors in characters (code points), the single spaces between words among them as in jiwer."""
        return align(list(" ".join(self.reference)), list(" ".join(self.hypothesis)))[0]

    def detail(self, normal: Normalizer) -> dict[str, Any]:
        """What a report draws of this window."""
        return {
            "reference": _joined(self.reference, normal),
            "hypothesis": _joined(self.hypothesis, normal),
            "missing_head": self.missing_head,
            "missing_tail": self.missing_tail,
            **({"copies": self.copies} if self.copies > 1 else {}),
            "alignment": self.alignment,
        }


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a window has nothing to compare; `lost` is True when there should have been something."""

    turn: int | None
    reason: str
    lost: bool


def compared_input(trace: Trace, window: TurnWindow) -> list[Compared | Missing]:
    """Compares what the server heard in each turn with what its user said."""
    return [_compare_input(trace, one) for one in _windows(trace, window)]


def compared_output(trace: Trace, window: TurnWindow, reference: str | None) -> list[Compared | Missing]:
    """Compares what the model said with `reference`, or else each turn's answer with the turn's own reference."""
    if reference is not None:
        return [_compare(trace, window, "output", reference)]
    references = ((one, _own_reference(one.turn)) for one in _windows(trace, window))
    return [_compare(trace, one, "output", words) for one, words in references if words is not None]


def _windows(trace: Trace, window: TurnWindow) -> Sequence[TurnWindow]:
    return trace.turns if window.turn is None else (window,)


def _compare_input(trace: Trace, window: TurnWindow) -> Compared | Missing:
    turn = window.turn
    if turn is None or not turn.spoken:
        return Missing(window.index, "the turn is typed: there is nothing to transcribe", lost=False)
    reference = "" if isinstance(turn.user, SilenceInput) else turn.reference
    if reference is None:
        return Missing(window.index, "the words of the audio are not known; give `transcript`", lost=False)
    return _compare(trace, window, "input", reference)


def _own_reference(turn: Turn | None) -> str | None:
    """The `reference` of the turn's own `wer: {output: …}`."""
    specs = turn.expect if turn else ()
    outputs = (spec.args.get("output") for spec in specs if spec.name == "wer")
    return next((read_asked("output", output).reference for output in outputs if output is not None), None)


def _compare(trace: Trace, window: TurnWindow, side: Side, reference: str) -> Compared | Missing:
    text, events = spoken(window, side)
    normal = normalizer(trace.scenario.language)
    wanted = normal.words(reference)
    if not text and wanted:
        asked = asks_for(trace, f"{side}AudioTranscription")
        sent = f"the server sent no {side} transcription"
        return Missing(window.index, sent if asked else f"the setup did not ask for {side} transcription", lost=True)
    copies = _copies(events) if side == "input" else ()
    kept = max(1, min(len(copies), len(wanted) // max(1, len(normal.words(copies[0]))))) if copies else 0
    got = normal.words("\n".join(copies[:kept]) if kept < len(copies) else text)
    counts, alignment = align(wanted, got)
    return Compared(
        turn=window.index,
        reference=tuple(wanted),
        hypothesis=tuple(got),
        counts=counts,
        alignment=alignment,
        copies=len(copies) if kept < len(copies) else 1,
        evidence=tuple(event.seq for event in events),
        notes=tuple(_notes(text, wanted, got, len(copies), kept)),
    )


def _copies(events: Sequence[Event]) -> tuple[str, ...]:
    """The copies of a transcription that was sent several times over, as after a stall (reference §7); else none.

    They are equal, they begin at pieces' beginnings and nothing is left over. A repetition within one piece is the
    recogniser's own, and so an error.
    """
    texts = [event.text for event in events if isinstance(event, InputTranscript) and event.text.strip()]
    for length in (one for one in range(1, len(texts) // 2 + 1) if len(texts) % one == 0):
        copies = tuple("".join(texts[at : at + length]).strip() for at in range(0, len(texts), length))
        if len(set(copies)) == 1:
            return copies
    return ()


def _notes(text: str, wanted: Sequence[str], got: Sequence[str], copies: int, kept: int) -> list[str]:
    notes = []
    half = len(got) // 2
    if kept < copies:
        times = "twice" if copies == 2 else f"{copies} times"
        notes.append(f"the whole transcription came {times} and is counted {'once' if kept == 1 else f'{kept} times'}")
    elif half and list(got) == [*got[:half], *got[:half]] and list(got) != list(wanted):
        notes.append("the transcription says everything twice")
    if strip_control_tokens(text) != text:
        notes.append("control tokens such as <ctrl46> were left out")
    return notes


def _joined(units: Sequence[str], normal: Normalizer) -> str:
    return ("" if normal.characters else " ").join(units)
