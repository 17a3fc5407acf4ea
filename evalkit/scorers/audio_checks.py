"""What can be wrong with the audio of an answer: each check, its limit, and how it is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.media.integrity import active_speech, clipped_share, dropouts, end_drop_db, finds_voice
from evalkit.media.loops import LEAST_LOOP_S, longest_loop
from evalkit.media.tones import tones
from evalkit.media.voice_rate import bandwidth_hz, pitch_hz
from evalkit.scorers.answer_audio import AnswerAudio
from evalkit.scorers.audio_metrics import OF_TURN, WORST
from evalkit.scorers.limits import Limit
from evalkit.scorers.metric import Metric
from evalkit.text.speaking import shortest_speaking_s

__all__ = ["CHECKS", "Check", "Finding"]

_LEAST_LEVEL_DBFS = -50.0
"""24 dB below -26 dBFS, to which telephony sets speech (ITU-T P.56); near-silent answers lie around -80."""
_LEAST_VOICE_S, _LEAST_END_S, _LEAST_LOOPED_S = 0.2, 0.1, 2 * LEAST_LOOP_S
_LEAST_DROP_DB = 6.0
"""Whole utterances end 28 dB below their level and more, and 8 dB in a shouting crowd."""
_MOST_CLIPPED = 0.001
"""24 samples a second: a tick that few hear."""
_LONGEST_TONE_S = 1.5
"""A vowel stands still for 0.4 s at the most; a chime or a hesitation is shorter than this too."""
_LONGEST_LOOP_S = 0.5
"""Voices joined from recorded sounds (flite) repeat a waveform of up to 0.45 s when they repeat a phrase."""
_WIDEBAND_HZ = 7000.0
"""The upper end of wideband speech (ITU-T G.722)."""
_PITCH_HZ = Limit(min=70.0, max=300.0, unit="Hz")
"""Median pitch of adults: 85 to 255 Hz (Baken and Orlikoff, Clinical Measurement of Speech and Voice, 2000), and room
for moods."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: `value`, or None and the reason."""

    value: float | None
    explanation: str = ""
    at_s: tuple[float, ...] = ()
    """Where in the audio; empty for all of it."""
    detail: Mapping[str, Any] = field(default_factory=dict)


_QUIET = Finding(None, "the audio is too quiet to be searched")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that may be wrong."""

    name: str
    """Its argument under `audio`."""
    limit: Limit
    """What is expected when the user names no other."""
    measure: Callable[[AnswerAudio], Finding]
    default: bool = True
    """Whether it is expected when it is not named."""

    @property
    def of_turn(self) -> Metric:
        """What it measures in a turn."""
        return OF_TURN[self.name]

    @property
    def worst(self) -> Metric:
        """The same of a session."""
        return WORST[self.name]


def _level(audio: AnswerAudio) -> Finding:
    speech = active_speech(audio.samples, audio.rate_hz)
    level = None if speech is None else round(speech.level_dbfs, 2)
    return Finding(level, detail={"audio_s": round(audio.length_s, 3)})


def _voice(audio: AnswerAudio) -> Finding:
    if audio.length_s < _LEAST_VOICE_S:
        return _too_short(audio, _LEAST_VOICE_S)
    found = finds_voice(audio.samples, audio.rate_hz)
    return Finding(float(found), "" if found else "no voice is found in the audio")


def _coverage(audio: AnswerAudio) -> Finding:
    """Length of the speech over the least time its transcript needs."""
    if audio.cut_off:
        return Finding(None, audio.cut_off)
    needed_s = shortest_speaking_s(audio.said)
    if not needed_s:
        return Finding(None, "no transcript of the answer tells what it should hold")
    speech = active_speech(audio.samples, audio.rate_hz)
    spoken_s = 0.0 if speech is None else speech.seconds
    said = f"{spoken_s:.2f} s of speech, and the transcript takes {needed_s:.2f} s at the least"
    return Finding(
        round(spoken_s / needed_s, 3), said, detail={"speech_s": round(spoken_s, 3), "needed_s": round(needed_s, 3)}
    )


def _end(audio: AnswerAudio) -> Finding:
    if audio.cut_off:
        return Finding(None, audio.cut_off)
    speech = active_speech(audio.samples, audio.rate_hz)
    if audio.length_s < _LEAST_END_S:
        return _too_short(audio, _LEAST_END_S)
    drop_db = end_drop_db(audio.samples, audio.rate_hz)
    if drop_db is None or speech is None or not speech.seconds:
        return Finding(None, "the audio is digital silence")
    return Finding(round(drop_db, 2), at_s=(audio.length_s,))


def _clipped(audio: AnswerAudio) -> Finding:
    share, whole = clipped_share(audio.samples), len(audio.samples)
    return Finding(round(share, 6), detail={"part": round(share * whole), "whole": whole})


def _dropouts(audio: AnswerAudio) -> Finding:
    if _too_quiet(audio):
        return _QUIET
    holes = [(hole.start / audio.rate_hz, hole.end / audio.rate_hz) for hole in dropouts(audio.samples, audio.rate_hz)]
    lengths_ms = [round((end - start) * 1000, 1) for start, end in holes]
    starts_s = tuple(round(start, 3) for start, _ in holes)
    said = _listed(f"{ms:g} ms at {at:g} s" for ms, at in zip(lengths_ms, starts_s, strict=True))
    return Finding(float(len(holes)), said, starts_s, {"at_s": list(starts_s), "length_ms": lengths_ms})


def _tone(audio: AnswerAudio) -> Finding:
    if _too_quiet(audio):
        return _QUIET
    found = tones(audio.samples, audio.rate_hz)
    if not found:
        return Finding(0.0)
    longest = max(found, key=lambda span: span.end - span.start)
    start_s, length_s = longest.start / audio.rate_hz, (longest.end - longest.start) / audio.rate_hz
    return Finding(round(length_s, 3), f"the sound stands still from {start_s:.2f} s on", (start_s, start_s + length_s))


def _loop(audio: AnswerAudio) -> Finding:
    if audio.length_s < _LEAST_LOOPED_S:
        return _too_short(audio, _LEAST_LOOPED_S)
    if _too_quiet(audio):
        return _QUIET
    loop = longest_loop(audio.samples, audio.rate_hz)
    if loop is None:
        return Finding(0.0)
    said = f"from {loop.start_s:.2f} s on it repeats what was heard {loop.lag_s:.2f} s before"
    return Finding(round(loop.length_s, 3), said, (loop.start_s, loop.start_s + loop.length_s))


def _rate_signs(audio: AnswerAudio) -> Finding:
    """How many of pitch and pace no adult has: above, the rate is too high; below, too low."""
    pitch = pitch_hz(audio.samples, audio.rate_hz)
    speech = active_speech(audio.samples, audio.rate_hz)
    needed_s = 0.0 if audio.cut_off else shortest_speaking_s(audio.said)
    if pitch is None and not needed_s:
        return Finding(None, "there are neither 200 ms of voice nor a whole transcript to go by")
    signs = []
    if pitch is not None and not _PITCH_HZ.allows(pitch):
        signs.append(f"a median pitch of {pitch:.0f} Hz, where voices have {_PITCH_HZ.text}")
    if speech is not None and speech.seconds < needed_s:
        signs.append(f"speech of {speech.seconds:.2f} s for a text of {needed_s:.2f} s at the least")
    detail = {"pitch_hz": None if pitch is None else round(pitch, 1), "rate_hz": audio.rate_hz}
    return Finding(float(len(signs)), _listed(signs), detail=detail)


def _pitch(audio: AnswerAudio) -> Finding:
    pitch = pitch_hz(audio.samples, audio.rate_hz)
    return Finding(None, "there are less than 200 ms of voice") if pitch is None else Finding(round(pitch, 1))


def _bandwidth(audio: AnswerAudio) -> Finding:
    reach = bandwidth_hz(audio.samples, audio.rate_hz)
    return Finding(None, "there is no sound, or less than 0.1 s of audio") if reach is None else Finding(reach)


def _too_quiet(audio: AnswerAudio) -> bool:
    speech = active_speech(audio.samples, audio.rate_hz)
    return speech is None or speech.level_dbfs < _LEAST_LEVEL_DBFS


def _too_short(audio: AnswerAudio, least_s: float) -> Finding:
    return Finding(None, f"{audio.length_s:.2f} s of audio are too few: it takes {least_s:g} s")


def _listed(items: Iterable[str]) -> str:
    every = list(items)
    return "; ".join(every[:3]) + (f"; and {len(every) - 3} more" if len(every) > 3 else "")


CHECKS: tuple[Check, ...] = (
    Check("audible", Limit(min=_LEAST_LEVEL_DBFS, unit="dBFS"), _level),
    Check("voice", Limit(min=1.0), _voice),
    Check("truncated", Limit(min=1.0), _coverage),
    Check("abrupt_end", Limit(min=_LEAST_DROP_DB, unit="dB"), _end),
    Check("clipped", Limit(max=_MOST_CLIPPED), _clipped),
    Check("dropouts", Limit(max=0.0), _dropouts),
    Check("sustained_tone", Limit(max=_LONGEST_TONE_S, unit="s"), _tone),
    Check("looped", Limit(max=_LONGEST_LOOP_S, unit="s"), _loop),
    Check("rate_mistake", Limit(max=0.0), _rate_signs, default=False),
    Check("pitch", _PITCH_HZ, _pitch, default=False),
    Check("bandwidth", Limit(min=_WIDEBAND_HZ, unit="Hz"), _bandwidth, default=False),
)
"""Every check, in the order its score is shown."""
