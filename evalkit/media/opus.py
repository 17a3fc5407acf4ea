"""Packs a recording's audio small, for a page that carries everything in itself."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import soundfile as sf

from evalkit.errors import MediaError
from evalkit.media.files import COPY_AGAIN, check_file

__all__ = ["ogg_opus"]

_BLOCK_FRAMES = 65_536
_COMPRESSION = 0.9
"""Of libsndfile's 0 to 1: about 32 kbit/s for speech, a tenth of the FLAC; it cannot be told from it by ear."""


def ogg_opus(path: Path) -> bytes:
    """Returns the sound of a lane as Ogg Opus of the same length, to the sample.

    Args:
        path: a FLAC file of 8, 12, 16, 24 or 48 kHz, as a recording has.

    Returns:
        Empty where the file holds no sample.

    Raises:
        MediaError: the file cannot be read, or its rate is none that Opus has.
    """
    check_file(path, "audio")
    packed = BytesIO()
    try:
        with sf.SoundFile(path) as source:
            if not source.frames:
                return b""
            kind = {"format": "OGG", "subtype": "OPUS", "compression_level": _COMPRESSION}
            with sf.SoundFile(packed, "w", source.samplerate, source.channels, **kind) as target:
                for block in source.blocks(_BLOCK_FRAMES, dtype="int16"):
                    target.write(block)
    except sf.LibsndfileError as error:
        raise MediaError(path, f"cannot be packed as Opus: {error.error_string}", COPY_AGAIN) from error
    return packed.getvalue()
