"""What each metric of `audio` is: one a check, and that of the session's worst turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from evalkit.scorers.base import Better
from evalkit.scorers.metric import Metric

__all__ = ["METRICS", "OF_TURN", "WORST"]

_NO_AUDIO = "the answer has no audio, or some of another rate than 8 to 96 kHz"
_QUIET = f"{_NO_AUDIO}; an active level below -50 dBFS, in which nothing can be searched"
_CUT = "censored when the answer was interrupted, or the connection or the recording ends before it"
_ELIGIBLE = (
    "every turn that says `audio`, for each check that is on; measured on all the audio of its answer, joined as it "
    "came; needs no times"
)


def _of_turn(
    name: str,
    formula: str,
    unscored: str,
    source: str,
    *,
    better: Better = "higher",
    unit: str = "",
    yes_no: bool = False,
    changes: Mapping[int, str] | None = None,
) -> Metric:
    return Metric(
        scorer="audio",
        name=name,
        formula=formula,
        eligible=_ELIGIBLE,
        unscored=unscored,
        source=source,
        unit=unit,
        better=better,
        yes_no=yes_no,
        version=max(changes or {1: ""}),
        changes=changes or {},
    )


_LEVEL = _of_turn(
    "active_level_dbfs",
    (
        "Level of the speech, pauses left out: the mean power over the time in which the level of 10 ms "
        "frames (each around its own mean), held for 200 ms, is less than 15.9 dB below that very level. A full-scale "
        "square wave has 0 dBFS, digital silence -100."
    ),
    _NO_AUDIO,
    (
        "active speech level of ITU-T P.56, method B, with frames for its exponential envelope; near-silent answers "
        "are those of reference §4.5 (a3)"
    ),
    unit="dBFS",
)
_VOICE = _of_turn(
    "voice_found",
    (
        "The audio is brought to a peak of -3 dBFS and cut into blocks of 512 ms. 1 when in any of them six chunks of "
        "32 ms have a Silero probability of voice of 0.5 or more, the model begun anew, and less than 99 % of its "
        "power lies within 20 Hz of its strongest frequency; else 0."
    ),
    f"{_NO_AUDIO}; less than 0.2 s of audio",
    "Silero VAD at its own threshold, as aiewf-eval and Full-Duplex-Bench use it, whatever the level",
    yes_no=True,
    changes={2: "a pure tone, of which Silero takes some near 200 Hz for a voice, is none"},
)
_COVERAGE = _of_turn(
    "speech_coverage",
    (
        "Length of the speech, pauses left out as in `active_level_dbfs`, over the least time a fast speaker needs for "
        "the answer's output transcription: letters over letters a second of their script (25.6 of Latin), digits over "
        "8 a second."
    ),
    f"{_NO_AUDIO}; no output transcription with a letter or digit; {_CUT}",
    (
        "evalkit's own: answers that end in mid-sentence (reference §7); speeds of Pellegrino, Coupé and Marsico 2011, "
        "times 1.6 for a fast speaker"
    ),
)
_END = _of_turn(
    "end_drop_db",
    "`active_level_dbfs` less the level of the last 20 ms.",
    f"{_NO_AUDIO}; less than 0.1 s of audio, or digital silence; {_CUT}",
    "evalkit's own: speech that was spoken to its end dies away by 28 dB and more (reference §7)",
    unit="dB",
)
_CLIPPED = _of_turn(
    "clipped_share",
    "The share of samples that lie in runs of three or more at full scale (32767; -32767 or below).",
    _NO_AUDIO,
    "evalkit's own, as a share; in DeepEval's integrity metric clipping is a penalty",
    better="lower",
)
_DROPOUTS = _of_turn(
    "dropouts",
    (
        "How many holes of 20 to 300 ms have no sample beyond ±3, have 3 ms on both sides that are at most 30 dB below "
        "the active level and at least -60 dBFS, and end on one side with a step of 3 times or more the root mean "
        "square step between samples there."
    ),
    _QUIET,
    "evalkit's own, counted; in DeepEval's integrity metric each drop-out is a penalty of 0.08",
    better="lower",
)
_TONE = _of_turn(
    "longest_tone_s",
    (
        "The longest stretch of 0.5 s or more in which spectra of 32 ms that are 64 ms apart are alike "
        "(cosine of 0.96 or more, at most 6 dB apart, up to three frames bridged); 0 without one."
    ),
    _QUIET,
    "evalkit's own: answers that get stuck in a tone (reference §7)",
    better="lower",
    unit="s",
)
_LOOP = _of_turn(
    "looped_s",
    (
        "The longest stretch of 0.4 s or more whose waveform was heard up to 8 s before: each 50 ms of "
        "both, at 8 kHz and without tones, correlate by 0.9 or more; 0 without one."
    ),
    f"{_QUIET}; less than 0.8 s of audio",
    "looping of DeepEval's integrity metric, here with its length; the same words spoken again are no loop",
    better="lower",
    unit="s",
)
_RATE_SIGNS = _of_turn(
    "rate_signs",
    (
        "How many of two signs there are of audio with a wrong sample rate: a `pitch_hz` outside 70 to 300 Hz, and a "
        "`speech_coverage` below 1."
    ),
    f"{_NO_AUDIO}; neither 0.2 s of voice nor an output transcription of an answer that was not cut off",
    "evalkit's own: audio that claims another rate than it has (reference §5.1, §7)",
    better="lower",
)
_PITCH = _of_turn(
    "pitch_hz",
    (
        "Median pitch of the voiced frames of 100 ms, 40 to 600 Hz, by normalised autocorrelation (0.6 or "
        "more) at 8 kHz."
    ),
    f"{_NO_AUDIO}; fewer than 8 voiced frames, 25 ms apart",
    "evalkit's own; adults speak at 85 to 255 Hz (Baken and Orlikoff 2000)",
    better="neither",
    unit="Hz",
)
_BANDWIDTH = _of_turn(
    "bandwidth_hz",
    "Upper end of the highest band of 250 Hz whose mean power is within 55 dB of the strongest band's.",
    f"{_NO_AUDIO}; less than 0.1 s of audio, or digital silence",
    "evalkit's own; 7000 Hz is wideband speech of ITU-T G.722",
    unit="Hz",
)

OF_TURN: Final[Mapping[str, Metric]] = {
    "audible": _LEVEL,
    "voice": _VOICE,
    "truncated": _COVERAGE,
    "abrupt_end": _END,
    "clipped": _CLIPPED,
    "dropouts": _DROPOUTS,
    "sustained_tone": _TONE,
    "looped": _LOOP,
    "rate_mistake": _RATE_SIGNS,
    "pitch": _PITCH,
    "bandwidth": _BANDWIDTH,
}
"""By the name of the check, its metric of a turn."""


def _worst(metric: Metric) -> Metric:
    return replace(
        metric,
        name=f"worst_{metric.name}",
        follows=metric.name,
        formula=f"The `{metric.name}` of the session's turns that is furthest on the wrong side of the limit.",
        eligible="sessions that say `audio`, for each check that is on",
        unscored=f"no turn of the session has a `{metric.name}`",
    )


WORST: Final[Mapping[str, Metric]] = {name: _worst(metric) for name, metric in OF_TURN.items()}
"""By the name of the check, its metric of a session."""

METRICS: Final = (*OF_TURN.values(), *WORST.values())
