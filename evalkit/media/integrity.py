"""Whether speech reached its listener whole: its level, a voice in it, clipping, holes, and how it ends."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evalkit.media.pcm import SILENT_DBFS, Samples, frame_levels_dbfs, level_dbfs, resample
from evalkit.media.runs import runs_of
from evalkit.media.silero import CHUNK, chunk_probabilities
from evalkit.media.span import Span

__all__ = ["ActiveSpeech", "active_speech", "clipped_share", "dropouts", "end_drop_db", "finds_voice"]

_FRAME_S = 0.01
_MARGIN_DB = 15.9
_HANGOVER_FRAMES = 20
"""Margin and hangover (200 ms) of ITU-T P.56, method B: pauses between words are speech, longer ones are not."""

_RUN = 3
"""One sample at full scale may be a peak that just fits, and two its crest; three in a row are a flat top."""
_TOP, _BOTTOM = 32767, -32767
"""Full scale; encoders that keep the range symmetric stop at the second."""

_ZERO = 3
"""Samples up to this size are as good as zero: -81 dBFS, what dither and resampling make of digital silence."""
_SHORTEST_HOLE_S, _LONGEST_HOLE_S = 0.02, 0.3
"""A lost packet is 20 ms or more; the closure of a stop may be shorter. What lasts longer is a pause to a listener."""
_SLACK_S = 0.002
"""A zero crossing beside a hole is part of it."""
_EDGE_S = 0.003
_EDGE_DROP_DB = 30.0
"""How far the sound beside a hole may lie below the level of the speech; a voice that stops dies away by 60 dB."""
_LEAST_JUMP = 3.0
"""A hole cut into sound begins or ends with a step of 14 usual ones (median). Where a synthesiser itself goes to zero,
as espeak-ng does in stops and pauses, 95 of 100 steps are below half of one."""
_HEARD_DBFS = -60.0
"""Below, samples that are as good as zero are nothing unusual."""

_END_S = 0.02
_VOICE_RATE_HZ = 16_000
_BLOCK = 16 * CHUNK
"""Half a second at a time, so that a voice is found as soon as it is heard: the model is slow."""
_PEAK_DBFS = -3.0
_VOICED, _VOICED_CHUNKS = 0.5, 6
"""Silero's own threshold; six of its chunks of 32 ms are a syllable."""
_LINE_HZ, _PURE = 20.0, 0.99
"""The overtones of a pure tone are 20 dB below it, within half a second in which a voice's pitch moves as well."""


class ActiveSpeech(NamedTuple):
    """How loud speech is, and how long it is heard, pauses left out."""

    level_dbfs: float
    seconds: float


def active_speech(samples: Samples, rate_hz: int) -> ActiveSpeech | None:
    """Measures the level and the length of the speech, pauses left out; None when there are no samples.

    After ITU-T P.56, method B: the level over the time in which the sound, held for 200 ms, is less than 15.9 dB below
    that very level. The envelope is the level of frames of 10 ms, not P.56's exponential one. Digital silence has
    -100 dBFS and no length. It tells how loud, never what: noise has an active level too.
    """
    if not len(samples):
        return None
    levels = _levels(samples, rate_hz)
    energy = float(np.sum(10 ** (levels / 10)))
    loudest = float(levels.max())
    if loudest <= SILENT_DBFS:
        return ActiveSpeech(SILENT_DBFS, 0.0)
    active = len(levels)
    lasting = np.sort(_lasting(levels))
    for threshold in np.arange(loudest, SILENT_DBFS, -0.5):
        held = len(levels) - int(np.searchsorted(lasting, threshold))
        if 10 * np.log10(energy / held) - threshold >= _MARGIN_DB:
            active = held
            break
    return ActiveSpeech(float(10 * np.log10(energy / active)), active * _FRAME_S)


def finds_voice(samples: Samples, rate_hz: int) -> bool:
    """True when some 200 ms of voice are found within half a second, by the Silero model, at whatever level.

    The audio is brought to one level before, so that this says what there is to hear and `active_speech` how loud.
    It knows voice from silence, tones and steady noise; it does not know a crowd, or a song, from the speaker. A pure
    tone is none: of pitches near 200 Hz the model takes one for a voice, which always has overtones.
    """
    heard = _levelled(resample(samples, rate_hz, _VOICE_RATE_HZ))
    return any(_is_voiced(heard[start : start + _BLOCK]) for start in range(0, len(heard), _BLOCK))


def _is_voiced(block: Samples) -> bool:
    """True when enough chunks are voiced; the model, which is slow, is asked no further than that."""
    voiced = (chunk for chunk in chunk_probabilities(block) if chunk >= _VOICED)
    return sum(1 for _ in islice(voiced, _VOICED_CHUNKS)) == _VOICED_CHUNKS and not _is_pure_tone(block)


def _is_pure_tone(block: Samples) -> bool:
    """True when all but one part in a hundred of the power lies around one frequency."""
    power = np.abs(np.fft.rfft(block * np.hanning(len(block)))) ** 2
    reach = max(1, round(_LINE_HZ * len(block) / _VOICE_RATE_HZ))
    peak = int(power.argmax())
    return bool(power[max(0, peak - reach) : peak + reach + 1].sum() >= _PURE * power.sum())


def clipped_share(samples: Samples) -> float:
    """Returns the share of samples, 0 to 1, that lie in runs of three or more at full scale; 0 of nothing.

    What was clipped and made quieter afterwards keeps its flat tops below full scale, and is not found.
    """
    flat = sum(_inruns_of(side) for side in (samples >= _TOP, samples <= _BOTTOM))
    return flat / max(1, len(samples))


def dropouts(samples: Samples, rate_hz: int) -> tuple[Span, ...]:
    """Returns the holes of 20 to 300 ms of silence that begin and end in the middle of sound.

    A hole has hard edges: the 3 ms before and after it can be heard, lie within 30 dB of the level of the speech, and
    one of them ends in the middle of a wave. So it is not found where it begins or ends in a pause, where it is filled
    with noise or faded, and where samples are missing without a hole.
    """
    speech = active_speech(samples, rate_hz)
    if speech is None:
        return ()
    edge = max(1, round(_EDGE_S * rate_hz))
    floor = max(speech.level_dbfs - _EDGE_DROP_DB, _HEARD_DBFS)
    return tuple(
        span
        for span in runs_of(np.abs(samples.astype(np.int32)) <= _ZERO)
        if _SHORTEST_HOLE_S - 1 / rate_hz <= (span.end - span.start) / rate_hz <= _LONGEST_HOLE_S + _SLACK_S
        and _is_cut(samples[max(0, span.start - edge) : span.start], samples[span.end : span.end + edge], floor)
    )


def end_drop_db(samples: Samples, rate_hz: int) -> float | None:
    """Returns by how much the last 20 ms are quieter than the speech, in dB; None when there are no samples.

    Speech that was spoken to its end has died away; near 0, the sound goes on up to the last sample. A cut that falls
    into a pause, a stop or a soft consonant cannot be told from an end.
    """
    speech = active_speech(samples, rate_hz)
    if speech is None:
        return None
    return speech.level_dbfs - level_dbfs(samples[-max(1, round(_END_S * rate_hz)) :])


def _is_cut(before: Samples, after: Samples, floor_dbfs: float) -> bool:
    """True when there is sound on both sides of a hole, and one of them stops in the middle of a wave."""
    loud = len(before) > 1 and len(after) > 1 and min(level_dbfs(before), level_dbfs(after)) >= floor_dbfs
    return loud and max(_jump(before), _jump(after[::-1])) >= _LEAST_JUMP


def _jump(samples: Samples) -> float:
    """The step from the last sample down to zero, over the usual step between samples."""
    wave = samples.astype(np.float64)
    return float(abs(wave[-1]) / max(1.0, np.sqrt(np.mean(np.diff(wave) ** 2))))


def _levels(samples: Samples, rate_hz: int) -> NDArray[np.float64]:
    return frame_levels_dbfs(samples, max(1, round(rate_hz * _FRAME_S)), centred=True)


def _lasting(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """The loudest level of each frame and of the hangover before it: at or above a threshold as long as sound holds."""
    before = np.full(_HANGOVER_FRAMES, -np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(np.concatenate((before, levels)), _HANGOVER_FRAMES + 1)
    return np.asarray(windows.max(axis=1))


def _levelled(samples: Samples) -> Samples:
    peak = int(np.abs(samples.astype(np.int32)).max()) if len(samples) else 0
    if not peak:
        return samples
    return np.asarray(np.rint(samples * (32768 * 10 ** (_PEAK_DBFS / 20) / peak)).astype(np.int16))


def _inruns_of(flags: NDArray[np.bool_]) -> int:
    return sum(span.end - span.start for span in runs_of(flags) if span.end - span.start >= _RUN)
