"""An annotation: what a judge or a recogniser said about a recording after it was made.

A scorer must be a pure function, and a model that is asked twice answers twice. So whatever a model says about a
recording is asked once and kept, with what it was asked, beside it (`evalkit.recording.annotation_file`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Annotation", "AnnotationKind"]

AnnotationKind = Literal["judgement", "recognition"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One answer to one question about a recording."""

    kind: AnnotationKind
    key: str
    """Digest of what was asked, audio included: an answer to another question has another key."""
    vote: int = 1
    """Counts the answers to one question from 1."""
    by: str
    """Who answered: a model's name and version."""
    provenance: Literal["recorded", "synthetic"]
    """`recorded` when `by` really said it; `synthetic` when it was made up."""
    asked: Mapping[str, Any]
    """The question as JSON: a prompt in full, audio as digest and length."""
    answer: Mapping[str, Any]
    """The answer as JSON: what came, word for word, and what was read in it."""
    usage: Mapping[str, Any] = field(default_factory=dict)
    """Tokens, seconds and cost, as far as they are known."""
    made_at: str = ""
    """Wall clock, ISO 8601 UTC; a label."""
