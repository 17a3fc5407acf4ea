"""Latency on hand-made traces; where nothing else is said the user stops speaking at 1.0 s."""

from tests.scorers.known_answers.latency import sessions, tool_turns, turns

__all__ = ["CASES"]

CASES = (*turns.CASES, *tool_turns.CASES, *sessions.CASES)
