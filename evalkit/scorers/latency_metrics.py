"""What each metric of the latency scorer means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from evalkit.scorers.metric import Metric

__all__ = ["AUDIO", "LIMITED", "METRIC", "METRICS", "PLAIN", "TOOL_NAMES", "USER_ENDED"]

USER_ENDED: Final = (
    "the last speech sample of a spoken turn leaves the microphone, as voice detection (docs/calibration.md) places it "
    "in the audio that is sent, never the last byte, which is silence; of a typed turn, its last message is sent"
)
"""The moment that every wait counts from."""
_ELIGIBLE = "each turn to which an answer is due: not one that expects silence, or in which nobody speaks"
_UNSCORED = "without times, or where the recording does not say when the user ended"
_NO_AUDIO = f"{_UNSCORED}; no answer, or one without audio"
_HEARD = (
    "; inaudible throughout; interrupted before it was heard. In a setup that asks for text there is no score at all "
    "unless one is expected"
)

_FIRST_EVENT = Metric(
    scorer="latency",
    name="first_event_ms",
    formula=(
        "Time to the first sign of an answer: a chunk of audio with a sample in it, text that is no thought, a "
        "transcript of the answer, a tool call, code written or run, or other media. What a search found, usage and "
        "the transcript of the user are no signs. Negative values stay."
    ),
    starts=USER_ENDED,
    ends="the message with that sign arrives",
    eligible=_ELIGIBLE,
    unscored=f"{_UNSCORED}; no answer",
    source=(
        "ours. Pipecat (within_ms) and VoxArena count from the sending of the input, so the speech itself may lie "
        "within; OpenAI realtime_evals counts from response.create, behind the wait for the end of speech. Transcripts "
        "keep no order (reference §3.2), so one may come before the audio or after it"
    ),
    unit="ms",
    better="lower",
    version=2,
    changes={2: "code written or run is a sign of an answer"},
)
_FIRST_AUDIO = replace(
    _FIRST_EVENT,
    name="first_audio_ms",
    formula="Time to the first chunk of audio with a sample in it, audible or not. Negative values stay.",
    ends="that chunk arrives",
    unscored=f"{_NO_AUDIO}. In a setup that asks for text there is no score at all unless one is expected",
    source=(
        "the pipeline TTFB of aiewf-eval. The TTFA of voicebench takes the first packet above -70 dBFS, and that of "
        "VoxArena counts from the sending of the input, so neither may be compared with it"
    ),
    version=1,
    changes={},
)
_FIRST_AUDIBLE = replace(
    _FIRST_AUDIO,
    name="first_audible_ms",
    formula=(
        "Time until a listener hears the first audible sample of the answer. Audible: the first 10 ms frame of at "
        "least -60 dBFS RMS around its mean, and in it, or in the frame before, the first sample of that amplitude. "
        "Heard: chunks are played as they arrive, one after the other at their sample rate, without a pre-buffer, by "
        "a player that is empty as the turn begins. Negative values stay."
    ),
    ends="that sample is played",
    unscored=f"{_NO_AUDIO}{_HEARD}",
    source=(
        "near to V2V of aiewf-eval, which is first audio plus the silent pad before sound of -30 dB RMS, or before "
        "what Silero finds: a soft onset is later there. `interrupted` drops what was not yet played (reference §4.3). "
        "delivery.first_played_ms is the same behind a pre-buffer"
    ),
)
_VOICE_TO_VOICE = replace(
    _FIRST_AUDIBLE,
    name="voice_to_voice_ms",
    formula=(
        "first_audible_ms of spoken turns only, so that typed turns do not mix in. Negative values stay. The first "
        "sound counts, also that of a false start which was interrupted as the user went on: such a value is negative, "
        "whenever the answer proper came."
    ),
    eligible="each spoken turn to which an answer is due: not one that expects silence, or in which nobody speaks",
    source=(
        "what a stopwatch on both channels of the call shows at the client, without its sound card. voicebench keeps "
        "negative values, too, and finds ends by an energy gate (10 ms frames, opens at -45 dBFS); τ-voice (L_R) "
        "counts in ticks of 200 ms; EVA (response_speed) drops negative values and Full-Duplex-Bench makes them 0, "
        "which hides that the model talked over the user"
    ),
)
_FIRST_TOOL_CALL = replace(
    _FIRST_AUDIO,
    name="first_tool_call_ms",
    formula="Time to the first tool call. Negative values stay.",
    ends="the message with that call arrives",
    eligible=f"{_ELIGIBLE}; no score in a turn without a call unless one is expected",
    unscored=f"{_UNSCORED}; no tool was called",
    source="ours; Full-Duplex-Bench v3 reports a tool-call latency, too",
)
_TURN = replace(
    _FIRST_AUDIO,
    name="turn_ms",
    formula=(
        "Time to the turnComplete that ends the answer: the first one after the last audio, text, transcript of the "
        "answer or tool call, else the last one there is. A repeated turnComplete does not move the end; where one "
        "answer came as two, the second ends it. An empty turn has an end, too."
    ),
    ends="that turnComplete arrives",
    unscored=f"{_UNSCORED}; no turnComplete came",
    source=(
        "ours; Full-Duplex-Bench v3 reports a completion latency, too. Models hold turnComplete back for about as long "
        "as the audio still plays, or do not (reference §4.2): it is no measure of generation "
        "(delivery.generation_ms) and need not be the end of what is heard"
    ),
)

PLAIN: Final = tuple(
    metric.name for metric in (_FIRST_EVENT, _FIRST_AUDIO, _FIRST_AUDIBLE, _VOICE_TO_VOICE, _FIRST_TOOL_CALL, _TURN)
)
"""Names of what is measured of a turn, in order; of a tool turn some have another (`TOOL_NAMES`)."""
AUDIO: Final = ("first_audio_ms", "first_audible_ms", "voice_to_voice_ms")
"""Those that need audio."""
TOOL_NAMES: Final[Mapping[str, str]] = {**{name: f"tool_turn_{name}" for name in AUDIO}, "turn_ms": "tool_turn_ms"}
"""What each is called in a tool turn; the others keep their name."""


def _of_tool_turns(metric: Metric) -> Metric:
    return replace(
        metric,
        name=TOOL_NAMES[metric.name],
        follows=metric.name,
        formula=f"{metric.name} where a tool was called before that moment; the plain name then has no score.",
        eligible=(
            f"each turn that is eligible for {metric.name} and in which a tool was called before that moment; what "
            "came as a preamble before the call is no tool turn's. Without a call there is no score unless one is "
            "expected"
        ),
        unscored=(
            f"as {metric.name}; but where that moment never came it is the plain name that is unscored, unless a limit "
            "stands on this one"
        ),
        source="aiewf-eval reports tool turns apart, EVA has limits of their own for them: a tool's time lies within",
    )


def _slowest(metric: Metric) -> Metric:
    also = f", those scored as {TOOL_NAMES[metric.name]} with them" if metric.name in TOOL_NAMES else ""
    return replace(
        metric,
        name=f"slowest_{metric.name}",
        follows=metric.name,
        formula=f"The highest {metric.name} of the session's turns{also}.",
        eligible=f"a session whose own `expect` limits {metric.name}; the limit must hold for every turn that has one",
        unscored="no turn has a value",
        source="ours",
    )


_OF_TURNS = (
    *(_FIRST_EVENT, _FIRST_AUDIO, _FIRST_AUDIBLE, _VOICE_TO_VOICE, _FIRST_TOOL_CALL, _TURN),
    *(_of_tool_turns(metric) for metric in (_FIRST_AUDIO, _FIRST_AUDIBLE, _VOICE_TO_VOICE, _TURN)),
)
LIMITED: Final = tuple(metric.name for metric in _OF_TURNS)
"""Names that a limit may stand on."""
METRICS: Final = (*_OF_TURNS, *(_slowest(metric) for metric in _OF_TURNS))
METRIC: Final[Mapping[str, Metric]] = {metric.name: metric for metric in METRICS}
"""Each by its name."""
