"""What every real engine must do, wherever one is installed."""

import numpy as np

from evalkit.media.pcm import level_dbfs
from evalkit.media.speech.engine import Engine

__all__ = ["assert_speaks"]


def assert_speaks(engine: Engine, language: str, text: str) -> None:
    """Checks that the four usual speakers say the text audibly, each in a voice of its own, and the same every time."""
    assert engine.available()
    assert engine.speaks(language)
    heard = {}
    for speaker in ("", "model", "A", "B"):
        voice = engine.voice_of(speaker, language)
        samples, rate_hz = engine.speak(text, voice, language)
        assert 0.5 < len(samples) / rate_hz < 6
        assert level_dbfs(samples) > -40
        heard[voice] = samples
    assert len(heard) == 4
    assert len({samples.tobytes() for samples in heard.values()}) == 4
    again, _ = engine.speak(text, voice, language)
    np.testing.assert_array_equal(again, heard[voice])
