"""A lane as Ogg Opus: small, of the same length, and the same sound."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from evalkit.errors import MediaError
from evalkit.media.opus import ogg_opus


def a_lane(path: Path, rate_hz: int, seconds: float) -> Path:
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    sf.write(path, (0.3 * np.sin(2 * np.pi * 440 * t) * 32767).astype(np.int16), rate_hz, "PCM_16", format="FLAC")
    return path


@pytest.mark.parametrize("rate_hz", [16_000, 24_000])
def test_keeps_length_rate_and_sound(tmp_path: Path, rate_hz: int) -> None:
    packed = ogg_opus(a_lane(tmp_path / "model.flac", rate_hz, 5.4321))
    assert packed.startswith(b"OggS")
    assert len(packed) < 60_000
    samples, found_hz = sf.read(BytesIO(packed))
    assert (found_hz, len(samples)) == (rate_hz, round(5.4321 * rate_hz))
    spectrum = np.abs(np.fft.rfft(samples))
    assert np.argmax(spectrum) * rate_hz / len(samples) == pytest.approx(440, abs=1)
    assert np.max(np.abs(samples)) == pytest.approx(0.3, abs=0.05)


def test_no_sample_is_no_sound(tmp_path: Path) -> None:
    sf.write(tmp_path / "user.wav", np.zeros(0, np.int16), 16_000)
    assert ogg_opus(tmp_path / "user.wav") == b""


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "user.flac").write_bytes(b"fLaC and no more")
    with pytest.raises(MediaError) as error:
        ogg_opus(tmp_path / "user.flac")
    assert str(error.value).startswith(f"{tmp_path / 'user.flac'}: cannot be packed as Opus: ")


def test_a_rate_that_opus_has_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="cannot be packed as Opus"):
        ogg_opus(a_lane(tmp_path / "odd.flac", 11_025, 0.1))
