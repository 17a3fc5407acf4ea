"""Answers of which the transcript and what a recogniser heard are given, so that each count can be seen."""

from __future__ import annotations

from tests.scorers.known_answers.recognition.broken_off import BROKEN_OFF
from tests.scorers.known_answers.recognition.no_data import NO_DATA
from tests.scorers.known_answers.recognition.sessions import SESSIONS
from tests.scorers.known_answers.recognition.unspaced import UNSPACED
from tests.scorers.known_answers.recognition.whole import WHOLE

__all__ = ["CASES"]

CASES = (*WHOLE, *BROKEN_OFF, *UNSPACED, *SESSIONS, *NO_DATA)
