"""What a user turn sends."""

from pathlib import Path

import numpy as np
import pytest

from evalkit.media.decode import load_audio
from evalkit.media.user_audio import silence_audio, spoken_audio

ROOT = Path(__file__).resolve().parents[2]
SPEECH = sorted((ROOT / "scenarios" / "audio" / "say").glob("*.flac"))


def test_there_is_synthesised_speech_to_test_with() -> None:
    assert len(SPEECH) > 20


@pytest.mark.parametrize("path", SPEECH[::6], ids=lambda path: path.stem[:20])
def test_on_synthesised_speech_energy_finds_what_the_model_finds(path: Path) -> None:
    samples = load_audio(path)
    quick, thorough = spoken_audio(samples, synthesised=True).speech, spoken_audio(samples).speech
    assert abs(quick[0].start - thorough[0].start) <= 320
    assert abs(quick[-1].end - thorough[-1].end) <= 320


def test_silence() -> None:
    audio = silence_audio(0.5)
    assert (len(audio.samples), audio.speech, audio.duration_s) == (8000, (), 0.5)


def test_sound_that_is_no_speech_has_no_spans() -> None:
    assert spoken_audio(np.zeros(16_000, np.int16), synthesised=True).speech == ()
    click = np.zeros(16_000, np.int16)
    click[8000:8080] = 9000
    assert spoken_audio(click, synthesised=True).speech == ()
