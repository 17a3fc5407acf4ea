"""What each metric of the delivery scorer means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from evalkit.scorers.latency_metrics import USER_ENDED
from evalkit.scorers.metric import Metric
from evalkit.scorers.round_trip_metrics import ROUND_TRIP

__all__ = ["CONNECTIONS", "METRIC", "METRICS", "OF_TURNS", "PREBUFFERED", "PREBUFFER_MS", "TOOL_TURN", "definition"]

PREBUFFER_MS: Final = 100.0
"""How long a client waits with the first chunk of a stretch, unless it is told otherwise."""
TOOL_TURN: Final = "tool_turn_first_played_ms"
"""What `first_played_ms` is called where a tool was called before it."""
PREBUFFERED: Final = ("first_played_ms", TOOL_TURN, "underruns", "underrun_ms", "longest_underrun_ms")
"""What depends on the pre-buffer."""

_CLIENT = (
    "Played by a client that begins each stretch 100 ms after its first chunk arrived (`prebuffer_ms`), goes on with "
    "the next chunk at once when it ran dry, and drops at `interrupted` what it has not played. Behind another "
    "pre-buffer the name begins with it, as `prebuffer_200_underruns`, and is pooled with nothing else."
)
_STRETCH = (
    "A stretch is the turn's audio between two pauses of its own: turnComplete, generationComplete, `interrupted`, a "
    "tool call, code written or run, or the end of a connection."
)
_GOOGLES = (
    "the 100 ms are the `initialBufferTime` of the AudioStreamer in Google's live-api-web-console; `interrupted` drops "
    "what was not yet played (reference §4.3)"
)
_NO_AUDIO = "without times (of a single chunk, too); no answer, or one without audio"

_FIRST_PLAYED = Metric(
    scorer="delivery",
    name="first_played_ms",
    formula=(
        "Time until the first audible sample of the answer is played: the first 10 ms frame of at least -60 dBFS RMS "
        "around its mean, and in it, or in the frame before, the first sample of that amplitude. The player is empty "
        f"as the turn begins. {_CLIENT} Negative values stay."
    ),
    starts=USER_ENDED,
    ends="that sample is played",
    eligible=(
        "each turn to which an answer is due: not one that expects silence, or in which nobody speaks. In a setup that "
        "asks for text there is no score unless one is expected"
    ),
    unscored=(
        f"{_NO_AUDIO}; inaudible throughout; interrupted before it was played; the recording does not say when the "
        "user ended"
    ),
    source=(
        f"{_GOOGLES}. latency.first_audible_ms is the same without a pre-buffer; aiewf-eval and voicebench find onsets "
        "in a recording of the call, which has the buffers of its own client in it"
    ),
    unit="ms",
    better="lower",
)
_TOOL_TURN = replace(
    _FIRST_PLAYED,
    name=TOOL_TURN,
    follows="first_played_ms",
    formula="first_played_ms where a tool was called before that chunk; the plain name then has no score.",
    eligible=(
        "each turn that is eligible for first_played_ms and in which a tool was called before that chunk; without a "
        "call there is no score unless one is expected"
    ),
    unscored=(
        "as first_played_ms; but where nothing audible came after the call it is the plain name that is unscored, "
        "unless a limit stands on this one"
    ),
    source="aiewf-eval reports tool turns apart, EVA has limits of their own for them: a tool's time lies within",
)
_GENERATION = replace(
    _FIRST_PLAYED,
    name="generation_ms",
    formula=f"Σ over stretches of arrival of the last chunk - arrival of the first; a lone chunk adds 0. {_STRETCH}",
    starts="the first chunk of audio with a sample in it arrives",
    ends="the last one arrives, pauses between stretches left out",
    unscored=_NO_AUDIO,
    source=(
        "ours. Not the time to generationComplete, which an interrupted answer does not have (reference §4.3); audio "
        "comes faster than it plays (reference §4.2: 4.7 s in 0.88 s)"
    ),
)
_AUDIO_S = replace(
    _GENERATION,
    name="audio_s",
    formula="Σ samples / sample rate over all chunks that arrived, also what an interruption dropped.",
    starts="",
    ends="",
    unscored="no answer, or one without audio; times are not needed",
    source="ours",
    unit="s",
    better="neither",
)
_REAL_TIME_FACTOR = replace(
    _GENERATION,
    name="real_time_factor",
    formula=(
        "generation_ms / playing time of all chunks but the first of each stretch. Below 1 comes faster than it "
        "plays; a server that sends each chunk when its last sample has been spoken has 1."
    ),
    starts="",
    ends="",
    unscored=f"{_NO_AUDIO}; no two chunks in a stretch",
    source=(
        "the inverse of RTFx (Open ASR Leaderboard). The first chunk starts the clock and was made before, so its "
        "length does not count; span / whole length would make short answers look fast"
    ),
    unit="",
)
_UNDERRUNS = replace(
    _GENERATION,
    name="underruns",
    formula=(
        "How often the client had nothing left to play in the middle of a stretch and went on later, by one sample of "
        f"24 kHz or more. {_CLIENT} {_STRETCH}"
    ),
    starts="",
    ends="",
    source=f"{_GOOGLES}. The Live API promises no pace; a stretch that never goes on has no underrun",
    unit="",
)
_UNDERRUN = replace(
    _UNDERRUNS,
    name="underrun_ms",
    formula="Σ over the turn's underruns of the time for which there was nothing to play; 0 without one.",
    starts="the last sample that is there has been played",
    ends="the next chunk of the stretch arrives; Σ over underruns",
    unit="ms",
)
_LONGEST_UNDERRUN = replace(
    _UNDERRUN,
    name="longest_underrun_ms",
    formula="The longest of the turn's underruns: the longest hole in the middle of the speech; 0 without one.",
    ends="the next chunk of the stretch arrives",
)
_JITTER = replace(
    _GENERATION,
    name="jitter_ms",
    formula=(
        "Mean of the absolute D over all pairs of neighbours in stretches of three chunks and more. D = time between "
        "the two arrivals - length of the later chunk x (span of the stretch / playing time of all its chunks but the "
        "first): 0 at any steady pace."
    ),
    starts="",
    ends="",
    unscored=f"{_NO_AUDIO}; no stretch of three chunks",
    source=(
        "D of RFC 3550 §6.4.1, with the audio's own clock as the sender's, run at the stretch's pace since the Live "
        "API sends faster than it plays (reference §4.2). The mean is plain: the RFC's running one (gain 1/16) needs "
        "more chunks than an answer has"
    ),
)
_MAX_GAP = replace(
    _GENERATION,
    name="max_gap_ms",
    formula="The longest time between the arrivals of two neighbouring chunks of a stretch, whatever was still queued.",
    starts="a chunk of audio arrives",
    ends="the next one of its stretch arrives",
    unscored=f"{_NO_AUDIO}; no two chunks in a stretch",
    source="ours; a gap is heard only where it is an underrun, too",
)

_SETUP = Metric(
    scorer="delivery",
    name="setup_ms",
    formula="How long the server takes to set the session up, on the first connection on which it does.",
    starts="the setup message is sent on the open connection",
    ends="setupComplete arrives on it",
    eligible="each session where the scorer is named under the scenario's own `expect`",
    unscored="without times; no setupComplete came",
    source="ours; peers that count from the opening of the call have connect_ms in it, too",
    unit="ms",
    better="lower",
)
_RECONNECT_SETUP = replace(
    _SETUP,
    name="reconnect_setup_ms",
    formula="The same of each later connection that stood, one score each: what resuming the session costs the server.",
    eligible=f"{_SETUP.eligible}; without a later connection there is no score unless one is expected",
    unscored="without times; no later connection stood",
    source="ours; session.reconnect_ms is the whole gap, with the wait before and the opening of the connection",
)
_CONNECT = replace(
    _SETUP,
    name="connect_ms",
    formula=(
        "How long the first connection that stood took to open: name look-up, TCP, proxy, TLS and the WebSocket's "
        "upgrade. What a credential takes to be fetched is not in it."
    ),
    starts="the client begins to open the connection",
    ends="the server's 101 has been read",
    eligible=(
        f"{_SETUP.eligible}. A connection in memory (the mock and replays) is not opened, and an older recording does "
        "not say: no score unless one is expected"
    ),
    unscored="the recording does not say how long opening took; no such connection stood",
    source="ours; peers leave it out, or have it in the first turn's latency",
)
_RECONNECT_CONNECT = replace(
    _CONNECT,
    name="reconnect_connect_ms",
    formula="The same of each later connection that stood, one score each.",
    source="ours; part of session.reconnect_ms",
)

_TURNS = (
    *(_FIRST_PLAYED, _TOOL_TURN, _GENERATION, _AUDIO_S, _REAL_TIME_FACTOR),
    *(_UNDERRUNS, _UNDERRUN, _LONGEST_UNDERRUN, _JITTER, _MAX_GAP),
    *ROUND_TRIP,
)
_SESSIONS = (_SETUP, _RECONNECT_SETUP, _CONNECT, _RECONNECT_CONNECT)
OF_TURNS: Final = tuple(metric.name for metric in _TURNS)
"""What is measured of a turn; a limit on it under the session holds for every turn."""
CONNECTIONS: Final = tuple(metric.name for metric in _SESSIONS)
"""What is measured of a session's connections."""


def _worst(metric: Metric) -> Metric:
    also = f", those scored as {TOOL_TURN} with them" if metric.name == "first_played_ms" else ""
    return replace(
        metric,
        name=f"worst_{metric.name}",
        follows=metric.name,
        formula=(
            f"Of the {metric.name} of the session's turns{also}, the one farthest beyond the limit, else the nearest "
            "to it: the highest under `max`, the lowest under `min`."
        ),
        eligible=f"a session whose own `expect` limits {metric.name}; the limit must hold for every turn that has one",
        unscored="no turn has a value",
        source="ours",
    )


METRICS: Final = (*_TURNS, *(_worst(metric) for metric in _TURNS), *_SESSIONS)
METRIC: Final[Mapping[str, Metric]] = {metric.name: metric for metric in METRICS}
"""Each by its name."""


def definition(name: str, prebuffer_ms: float, *, worst: bool = False) -> Metric:
    """Returns the metric of this name, renamed where it depends on a pre-buffer that is not the usual one."""
    metric = METRIC[f"worst_{name}" if worst else name]
    if prebuffer_ms == PREBUFFER_MS or name not in PREBUFFERED:
        return metric
    return replace(metric, name=f"{'worst_' if worst else ''}prebuffer_{prebuffer_ms:g}_{name}")
