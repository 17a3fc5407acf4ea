"""Answers a scorer's questions about audio with a speech recogniser."""

from __future__ import annotations

from typing import Any, Final

from evalkit.media.pcm import to_samples
from evalkit.recognition.engine import Recognised, Recogniser
from evalkit.recording.annotation import Annotation, AnnotationKind
from evalkit.scorers.failed_answer import failed
from evalkit.scorers.question import Heard, Question

__all__ = ["RecognitionAnswerer"]


class RecognitionAnswerer:
    """Asks one recogniser; an `evalkit.runner.annotating.Answerer`."""

    kind: Final[AnnotationKind] = "recognition"

    def __init__(self, recogniser: Recogniser) -> None:
        """Takes the recogniser, which is loaded with the first question."""
        self._recogniser = recogniser

    @property
    def name(self) -> str:
        """Engine, version and weights."""
        return self._recogniser.name

    def answer(self, question: Question, vote: int) -> Annotation:
        """Writes down the question's audio.

        Returns:
            An annotation with `text`, `segments` and, where the engine has any, `doubt`; one that failed where the
            question is none for a recogniser or the language is none of its.

        Raises:
            UsageError: the weights cannot be loaded.
        """
        return Annotation(
            kind=self.kind,
            key=question.key,
            vote=vote,
            by=self.name,
            provenance="recorded",
            asked=question.facts,
            answer=self._answer(question),
            usage={"audio_s": round(sum(heard.facts["seconds"] for heard in question.heard), 3)},
        )

    def _answer(self, question: Question) -> dict[str, Any]:
        language = question.asked.get("language")
        if question.asked.get("task") != "transcribe" or len(question.heard) != 1 or not isinstance(language, str):
            return failed("a recogniser writes down one piece of audio, and something else was asked")
        if not self._recogniser.knows(language):
            return failed(
                f"its weights do not know the language {language!r}; name others that do with --asr-model FOLDER"
            )
        return _written(self._recognised(question.heard[0], language))

    def _recognised(self, heard: Heard, language: str) -> Recognised:
        return self._recogniser.recognise(to_samples(heard.pcm), heard.rate_hz, language)


def _written(found: Recognised) -> dict[str, Any]:
    segments = [{"start_s": one.start_s, "end_s": one.end_s, "text": one.text} for one in found.segments]
    return {"text": found.text, "segments": segments, **({"doubt": found.doubt} if found.doubt else {})}
