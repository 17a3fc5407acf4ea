"""The voices of the built-in scenarios, by what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evalkit.media.speech.store import SpeechStore

__all__ = ["AUDIO", "spoken"]

AUDIO = Path(__file__).resolve().parents[2] / "scenarios" / "audio"


def spoken(text: str, speaker: str = "model") -> NDArray[np.int16]:
    """Returns stored speech at 16 kHz; none is made anew."""
    return SpeechStore([AUDIO / "say"], engines=()).get(text, speaker, "en")
