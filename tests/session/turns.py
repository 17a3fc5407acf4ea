"""The turns that session tests play, and how each of a recording's turns ended."""

from __future__ import annotations

from evalkit.recording.model import Recording
from evalkit.scenario.script import Complete, Hear, Say
from tests.conversations import marks

__all__ = ["ANSWER", "SPOKEN", "TYPED", "finishes"]

SPOKEN = {"say": "hello there"}
TYPED = {"text": "hello there"}
ANSWER = (Hear("hello there", after_ms=600), Say("yes", after_ms=200), Complete())


def finishes(recording: Recording) -> list[str]:
    """The reason for which each turn was over."""
    return [mark.detail["reason"] for mark in marks(recording, "turn_finished")]
