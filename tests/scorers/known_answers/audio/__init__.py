"""Audio whose every measure is known, for it was made for it; each answer stands for a turn and for its session."""

from __future__ import annotations

from tests.scorers.known_answers.audio.damage import DAMAGE
from tests.scorers.known_answers.audio.levels import LEVELS
from tests.scorers.known_answers.audio.no_data import NO_DATA
from tests.scorers.known_answers.audio.rates import RATES
from tests.scorers.known_answers.audio.worst import WORST

__all__ = ["CASES"]

CASES = (*LEVELS, *DAMAGE, *RATES, *WORST, *NO_DATA)
