"""An answer that failed: somebody was asked about a recording and there is no answer, only why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.recording.annotation import Annotation

__all__ = ["failed", "failure_of"]

_FAILED = "failed"


def failed(why: str, came: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Returns the `answer` of an annotation that holds none: why, and what came in its place."""
    return {_FAILED: why, **(came or {})}


def failure_of(annotation: Annotation) -> str:
    """Returns why there is no answer in this annotation; empty when there is one.

    A failed answer leaves its vote open: whoever asks again, asks for it too, and the latest answer of a vote counts.
    """
    why = annotation.answer.get(_FAILED, "")
    return why if isinstance(why, str) else "unknown"
