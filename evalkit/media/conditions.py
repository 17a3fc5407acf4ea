"""How a user's audio reaches the model: what else is heard, how loud, over which line; a pure function of samples."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from evalkit.media.pcm import FULL_SCALE, Samples
from evalkit.media.telephone import LOUDEST, Wave, as_telephoned, in_band
from evalkit.media.user_audio import RATE_HZ, UserAudio

__all__ = ["NOMINAL_DBFS", "Behind", "Over", "heard", "speech_level_dbfs"]

NOMINAL_DBFS = -26.0
"""Level that speech is taken to have where nobody speaks: the active level ITU-T P.56 and P.800 tests are set to."""

_LARGEST = FULL_SCALE - 1
_LONGEST_TAIL = 120 * RATE_HZ
_RINGING = 512
_ONE_SAMPLE = UserAudio(np.zeros(1, np.int16), ())


@dataclass(frozen=True, slots=True)
class Behind:
    """What is heard behind the user."""

    loop: Samples
    """16 kHz mono, repeated as needed; not digital silence. Its level is that of all of it."""
    snr_db: float
    """How far the user's speech lies above it."""
    begin: int = 0
    """The sample of the loop that is heard first."""


@dataclass(frozen=True, slots=True)
class Over:
    """Somebody who talks over the user."""

    audio: UserAudio
    """With speech in it: its level is that of the speech."""
    snr_db: float
    """How far the user's speech lies above the other's."""
    delay_ms: float = 0.0


def heard(
    audio: UserAudio,
    behind: Behind | None = None,
    over: Over | None = None,
    gain_db: float = 0.0,
    *,
    telephone: bool = False,
) -> UserAudio:
    """Returns what the microphone hears of a user, and what goes on behind when the user is done.

    The user's own speech stays at its level and where it is: `speech` is that of the clean audio. The others are set
    below it by their ratio; where the user does not speak, below `NOMINAL_DBFS`. A second speaker who goes on after the
    user makes the audio longer, but not where the user does not speak: such a turn lasts as long as it says. Gain comes
    after the mixture, and the telephone line last.

    Nothing is ever clipped: a mixture that does not fit into 16 bits is made quieter as a whole, tail included, and
    `lowered_db` says by how much. Without any condition the audio is returned as it is.
    """
    if (behind is None and over is None and not gain_db and not telephone) or not len(audio.samples):
        return audio
    if behind is not None and over is None and len(audio.samples) > 1 and not audio.samples.any():
        return _alone(audio, heard(_ONE_SAMPLE, behind, None, gain_db, telephone=telephone))
    level_dbfs = speech_level_dbfs(audio)
    wave = _mixed(audio, over, level_dbfs)
    length, tail = len(wave), np.zeros(0)
    if behind is not None:
        loop = behind.loop * _ratio(level_dbfs - behind.snr_db - _level_dbfs(behind.loop))
        wave += np.take(loop, np.arange(behind.begin, behind.begin + length), mode="wrap")
        tail = np.roll(loop, -(behind.begin + length))[:_LONGEST_TAIL]
    whole = np.concatenate((wave, tail)) * _ratio(gain_db)
    whole, lowered_db = _through_line(whole, length) if telephone else _fitting(whole, _LARGEST)
    samples = np.rint(whole).astype(np.int16)
    return replace(audio, samples=samples[:length], tail=samples[length:], lowered_db=audio.lowered_db + lowered_db)


def _alone(silence: UserAudio, background: UserAudio) -> UserAudio:
    """A background where nothing else is: however long the silence, the loop is worked on once."""
    length, loop = len(silence.samples), np.roll(background.tail, 1)
    samples, tail = np.resize(loop, length), np.roll(loop, -length)
    return UserAudio(samples, silence.speech, tail, background.lowered_db)


def speech_level_dbfs(audio: UserAudio) -> float:
    """Returns the RMS level of the samples in which the user speaks; `NOMINAL_DBFS` when the user does not."""
    if not audio.speech:
        return NOMINAL_DBFS
    return _level_dbfs(np.concatenate([audio.samples[span.start : span.end] for span in audio.speech]))


def _mixed(audio: UserAudio, over: Over | None, level_dbfs: float) -> Wave:
    if over is None:
        return audio.samples.astype(np.float64)
    begin = round(over.delay_ms / 1000 * RATE_HZ)
    other = over.audio.samples * _ratio(level_dbfs - over.snr_db - speech_level_dbfs(over.audio))
    length = len(audio.samples)
    if audio.speech:
        length = max(length, begin + len(other))
    wave = np.pad(audio.samples.astype(np.float64), (0, length - len(audio.samples)))
    part = other[: max(0, length - begin)]
    wave[begin : begin + len(part)] += part
    return wave


def _through_line(whole: Wave, length: int) -> tuple[Wave, float]:
    """Sends a turn and its tail down the telephone line; the tail's end leads into its beginning, there too."""
    tail = whole[length:]
    around = np.resize(tail, _RINGING) if len(tail) else np.zeros(0)
    filtered = in_band(np.concatenate((whole, around)))
    fitting, lowered_db = _fitting(filtered, LOUDEST)
    received, again_db = _fitting(as_telephoned(fitting), _LARGEST)
    return received[: len(whole)], lowered_db + again_db


def _fitting(wave: Wave, largest: float) -> tuple[Wave, float]:
    """Makes a wave quieter as a whole when a sample of it is beyond the largest; says by how many dB."""
    peak = float(np.abs(wave).max(initial=0.0))
    if peak <= largest:
        return wave, 0.0
    return wave * (largest / peak), 20 * math.log10(peak / largest)


def _level_dbfs(samples: Samples) -> float:
    wave = samples.astype(np.float64)
    return 20 * math.log10(max(math.sqrt(float(np.mean(wave * wave))) / FULL_SCALE, 1e-12))


def _ratio(db: float) -> float:
    return float(10 ** (db / 20))
