"""The audio of each answer, as a recogniser wrote it down, against the answer's output transcript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from evalkit.media.pcm import to_bytes
from evalkit.recording.annotation import Annotation
from evalkit.scorers.answer_audio import AnswerAudio, answer_audio, no_audio
from evalkit.scorers.failed_answer import failure_of
from evalkit.scorers.question import Heard, Question, answers_to
from evalkit.scorers.recognition_alignment import Fitted, fitted
from evalkit.scorers.session_setup import asks_for
from evalkit.text.normalize import Normalizer, normalizer
from evalkit.trace.events import OutputTranscript
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["HOW_TO_ASK", "Listened", "NotListened", "listened", "questions_of"]

HOW_TO_ASK: Final = "pip install 'evalkit[speech]', then evalkit recognise RUN"


@dataclass(frozen=True, slots=True)
class Listened:
    """One answer that a recogniser has listened to."""

    turn: int | None
    fit: Fitted
    cut_off: str
    """Why the audio need not hold all of the transcript; empty when it must."""
    by: str
    """Who listened."""
    made_up: bool
    """True when nobody did: the recognition is synthetic."""
    doubt: str
    """Why the recogniser's text is doubtful, in its own judgement; empty when it is not."""
    evidence: tuple[int, ...]

    def detail(self, normal: Normalizer) -> dict[str, Any]:
        """What a report draws of this answer."""
        space = "" if normal.characters else " "
        return {
            "reference": space.join(self.fit.reference),
            "hypothesis": space.join(self.fit.hypothesis),
            **({"not_reached": space.join(self.fit.not_reached)} if self.fit.not_reached else {}),
            **({"not_written": space.join(self.fit.not_written)} if self.fit.not_written else {}),
            "alignment": self.fit.alignment,
            "by": self.by,
        }


@dataclass(frozen=True, slots=True)
class NotListened:
    """Why there is nothing to compare of an answer."""

    turn: int | None
    reason: str
    lost: bool = False
    """True when there is audio, and the transcript that should be there is not."""
    unheard: bool = False
    """True when nobody has listened, which says nothing about the answer."""


def questions_of(trace: Trace, window: TurnWindow) -> tuple[Question, ...]:
    """Returns what a recogniser is asked: to write down each answer that has audio and a transcript."""
    heard = ((one, answer_audio(one)) for one in _windows(trace, window))
    return tuple(_question(trace, audio) for one, audio in heard if audio is not None and one.said.strip())


def listened(trace: Trace, window: TurnWindow) -> list[Listened | NotListened]:
    """Compares the audio of each answer in a window with its transcript, as far as somebody has listened to it."""
    return [_compare(trace, one) for one in _windows(trace, window)]


def _windows(trace: Trace, window: TurnWindow) -> Sequence[TurnWindow]:
    return trace.turns if window.turn is None else (window,)


def _question(trace: Trace, audio: AnswerAudio) -> Question:
    heard = Heard(to_bytes(audio.samples), audio.rate_hz)
    return Question("recognition", {"task": "transcribe", "language": trace.scenario.language}, (heard,))


def _compare(trace: Trace, window: TurnWindow) -> Listened | NotListened:
    audio = answer_audio(window)
    if audio is None:
        return NotListened(window.index, no_audio(trace, window))
    if not window.said.strip():
        asked = asks_for(trace, "outputAudioTranscription")
        why = "the server sent no output transcription" if asked else "the setup did not ask for output transcription"
        return NotListened(window.index, why, lost=True)
    found = answers_to(_question(trace, audio), trace)
    problem = _problem(found)
    return NotListened(window.index, problem, unheard=True) if problem else _heard(trace, window, audio, found[-1])


def _problem(found: Sequence[Annotation]) -> str:
    if not found:
        return f"nobody has recognised the audio: {HOW_TO_ASK}"
    if failed := failure_of(found[-1]):
        return f"the recogniser failed: {failed}"
    if not isinstance(found[-1].answer.get("text"), str):
        return "the kept recognition holds no text; remove its line from annotations.jsonl, and play it again"
    return ""


def _heard(trace: Trace, window: TurnWindow, audio: AnswerAudio, found: Annotation) -> Listened:
    normal = normalizer(trace.scenario.language)
    fit = fitted(normal.words(window.said), normal.words(found.answer["text"]), whole=not audio.cut_off)
    return Listened(
        turn=window.index,
        fit=fit,
        cut_off=audio.cut_off,
        by=found.by,
        made_up=found.provenance == "synthetic",
        doubt=_doubt(found.answer),
        evidence=tuple(event.seq for event in window.of(OutputTranscript)),
    )


def _doubt(answer: Mapping[str, Any]) -> str:
    doubt = answer.get("doubt", "")
    return doubt if isinstance(doubt, str) else ""
