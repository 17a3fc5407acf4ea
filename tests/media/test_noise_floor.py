from pathlib import Path

import numpy as np
import pytest

from evalkit.media.activity import Change, SpeechEnded, SpeechStarted, StreamingActivity, speech_spans
from evalkit.media.conditions import Behind, heard
from evalkit.media.decode import load_audio
from evalkit.media.noise import NoiseKind, make_noise
from evalkit.media.noise_floor import NoiseFloor
from evalkit.media.pcm import Samples
from evalkit.media.user_audio import UserAudio, silence_audio, spoken_audio

RATE_HZ = 16_000


def syllables(seconds: float) -> UserAudio:
    """Something that rises and falls as speech does: five bursts of sound a second, quiet between them."""
    times = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    swell = np.maximum(np.sin(2 * np.pi * 5 * times), 0)
    sound = np.rint(np.sin(2 * np.pi * 300 * times) * swell * 8000).astype(np.int16)
    return spoken_audio(np.pad(sound, (800, 800)), synthesised=True)


def changes(audio: UserAudio, more_s: float = 2.0) -> list[Change]:
    """What a stream of the audio and of its tail shows."""
    stream: Samples = np.concatenate((audio.samples, np.resize(audio.tail, round(more_s * RATE_HZ))))
    ears = StreamingActivity(RATE_HZ)
    return [change for start in range(0, len(stream), 320) for change in ears.feed(stream[start : start + 320])]


@pytest.mark.parametrize("snr_db", [10, 20, 30])
@pytest.mark.parametrize("kind", ["white", "pink", "babble"])
def test_the_end_of_speech_is_found_in_noise_that_goes_on(kind: NoiseKind, snr_db: float) -> None:
    audio = heard(syllables(3.0), Behind(make_noise(kind, 1), snr_db))
    started, ended = changes(audio)
    assert isinstance(started, SpeechStarted)
    assert isinstance(ended, SpeechEnded)
    assert ended.sample == pytest.approx(audio.speech[-1].end, abs=0.1 * RATE_HZ)


def test_a_short_word_ends_at_the_latest_when_the_noise_is_known() -> None:
    audio = heard(syllables(0.5), Behind(make_noise("pink", 1), 10))
    assert changes(audio)[-1].sample <= 1.25 * RATE_HZ


def test_noise_that_is_known_is_no_speech() -> None:
    ears = StreamingActivity(RATE_HZ)
    noise = heard(silence_audio(10), Behind(make_noise("white", 1), 10)).samples
    assert len(ears.feed(noise[: 3 * RATE_HZ])) == 2
    assert ears.feed(noise[3 * RATE_HZ :]) == ()


def test_speech_is_heard_again_after_the_noise_is_known() -> None:
    noise = heard(silence_audio(3), Behind(make_noise("white", 1), 20))
    second = heard(syllables(1.5), Behind(make_noise("white", 2), 20))
    ears = StreamingActivity(RATE_HZ)
    ears.feed(noise.samples)
    [started] = ears.feed(second.samples)
    assert started.sample - len(noise.samples) == pytest.approx(second.speech[0].start, abs=0.05 * RATE_HZ)


def test_clean_audio_has_no_floor() -> None:
    clean = syllables(4.0)
    assert changes(UserAudio(clean.samples, clean.speech, np.zeros(1, np.int16))) == [
        SpeechStarted(clean.speech[0].start),
        SpeechEnded(clean.speech[-1].end),
    ]


def _stand_out(floor: NoiseFloor, *levels_dbfs: float) -> list[bool]:
    return [floor.stands_out(level) for level in levels_dbfs]


def test_frames_stand_out_of_silence_by_their_level() -> None:
    assert _stand_out(NoiseFloor(-50), -100, -50.1, -50, -10) == [False, False, True, True]


def test_a_floor_is_believed_after_more_than_a_second_and_forgotten_in_silence() -> None:
    floor = NoiseFloor(-50)
    assert all(_stand_out(floor, *[-40.0] * 119))
    assert not any(_stand_out(floor, *[-40.0] * 100))
    assert _stand_out(floor, *[-20.0] * 10) == [True] * 10
    assert not any(_stand_out(floor, *[-100.0] * 30)[5:])
    assert _stand_out(floor, -45.0) == [True]


def test_a_floor_well_below_the_level_of_speech_is_silence() -> None:
    floor = NoiseFloor(-50)
    _stand_out(floor, *[-56.0] * 300)
    assert _stand_out(floor, -49.0) == [True]


BUILT_IN = sorted((Path(__file__).parents[2] / "scenarios/audio/say").glob("*.flac"))[::8]


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem[:24])
def test_soft_sounds_at_the_end_of_clean_speech_are_no_noise(path: Path) -> None:
    samples = load_audio(path)
    ended = changes(UserAudio(samples, (), np.zeros(1, np.int16)))[-1]
    assert ended == SpeechEnded(speech_spans(samples)[-1].end)


def test_clean_speech_after_noise_ends_where_it_falls_silent() -> None:
    noise = heard(silence_audio(2), Behind(make_noise("white", 1), 10)).samples
    clean = syllables(2.0)
    ears = StreamingActivity(RATE_HZ)
    found = ears.feed(np.concatenate((noise, clean.samples, np.zeros(RATE_HZ, np.int16))))
    assert found[-1] == SpeechEnded(len(noise) + clean.speech[-1].end)
