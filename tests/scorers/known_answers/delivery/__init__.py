"""Delivery on hand-made traces; where nothing else is said the user stops speaking at 1.0 s and a chunk plays 0.2 s."""

from tests.scorers.known_answers.delivery import audio, connections, round_trips, sessions

__all__ = ["CASES"]

CASES = (*audio.CASES, *round_trips.CASES, *sessions.CASES, *connections.CASES)
