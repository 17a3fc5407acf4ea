"""What a scorer needs to have answered by a model before it can score: the question, and the answers there are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evalkit.recording.annotation import Annotation, AnnotationKind
from evalkit.trace.trace import Trace

__all__ = ["Heard", "Question", "answers_to"]


@dataclass(frozen=True)
class Heard:
    """Audio that belongs to a question: mono, 16-bit little-endian."""

    pcm: bytes = field(repr=False)
    rate_hz: int

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """What is kept of it with the question: the audio itself lies in the recording."""
        return {
            "sha256": hashlib.sha256(self.pcm).hexdigest(),
            "rate_hz": self.rate_hz,
            "seconds": round(len(self.pcm) / 2 / self.rate_hz, 3),
        }


@dataclass(frozen=True)
class Question:
    """One question about one turn or session.

    The same question about the same answer has the same key for ever, in whatever run: so an answer that was kept
    with a reference recording answers its replay too. A scorer that asks has a function `questions` beside its
    factory, in the same module: `questions(trace, window, **args) -> tuple[Question, ...]`, pure as the scorer is.
    """

    kind: AnnotationKind
    asked: Mapping[str, Any]
    """All that decides the answer, apart from the audio, as JSON."""
    heard: tuple[Heard, ...] = ()
    votes: int = 1
    """How many answers are wanted."""

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """What is kept as `asked` of an annotation."""
        return {**self.asked, "audio": [heard.facts for heard in self.heard]} if self.heard else dict(self.asked)

    @cached_property
    def key(self) -> str:
        """Digest of kind, question and audio; `votes` is no part of it, so that more can be asked for."""
        text = json.dumps([self.kind, self.facts], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def answers_to(question: Question, trace: Trace) -> tuple[Annotation, ...]:
    """Returns the kept answers, by vote, no more than are wanted; of one vote the latest."""
    found = {each.vote: each for each in trace.annotations if each.key == question.key and each.kind == question.kind}
    return tuple(found[vote] for vote in sorted(found) if vote <= question.votes)
