"""What each metric of `interruption` is: eight of a turn, and those of a session that are made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from evalkit.scorers.metric import Metric

__all__ = ["FALSE_INTERRUPTION", "LIMITED", "METRICS", "OF_TURN", "WITHIN_MS", "WORST", "YIELD_RATE"]

WITHIN_MS: Final = 2000.0
"""How soon an answer must be stopped to count as yielded: that of τ-voice and of EVA."""

_SCORER = "interruption"
_BARGE_IN = "the barge-in: the first speech sample of the turn that cuts in, or the moment its typed text was sent"
_ELIGIBLE = (
    "turns that cut in: the model had spoken or written before, and was still to be heard or had more to come as the "
    "user began; or `interrupted` came in answer to the turn before any of the answer did"
)
_NOT_SETTLED = (
    "nobody cut in; no audio; no times; censored when the recording ends before the answer does (no `interrupted`, "
    "`generationComplete` or `turnComplete` after its last audio, and the wait for this turn not over)"
)
_PLAYER = (
    "The client is one player without a pre-buffer: a chunk plays as it arrives or after what is still queued, and "
    "`interrupted` drops what has not been played."
)
_FRAMES = (
    "10 ms frames of at least -60 dBFS around their mean, what is left over at a chunk's end by the level of the "
    "chunk's last 10 ms"
)
_ODD_END = "what is left over at a chunk's end is no longer taken for silence where it is a constant"
_PLAYED = "when the audio that is still played of the answers before this turn has been heard"

_YIELDED: Final = Metric(
    scorer=_SCORER,
    name="yielded",
    formula=(
        "1 when the first `interrupted` comes at most `within_ms` (2000 unless told otherwise) after the barge-in, "
        "else 0. An answer that ends by itself has not yielded, however soon."
    ),
    eligible=_ELIGIBLE,
    unscored=(
        "nobody cut in; no times; censored when no `interrupted` came, the answer had not ended, and the recording or "
        "the user's next turn leaves less than `within_ms`"
    ),
    source=(
        "R_Y of τ-voice (the agent stops within 2.0 s) and the 2000 ms of EVA's yield score; this goes by the "
        "protocol's own sign (reference §4.3). OpenAI's duplex contract v2 also wants speech before the cue"
    ),
    better="higher",
    yes_no=True,
)
_STOP_MS: Final = Metric(
    scorer=_SCORER,
    name="stop_ms",
    formula="Time from the barge-in to the first `interrupted`; below 0 when the server sent it before.",
    eligible=_ELIGIBLE,
    unscored="nobody cut in; no times; censored, and never 0, when no `interrupted` came",
    source=(
        "L_Y of τ-voice and the stop time of voicebench take the end of the agent's audio, here `overhang_ms`; "
        "this is when the server says it (reference §4.3)"
    ),
    starts=_BARGE_IN,
    ends="the first `interrupted` arrives, from the start of the turn that cuts in to that of the next",
    unit="ms",
    better="lower",
)
_LAST_AUDIO_MS: Final = Metric(
    scorer=_SCORER,
    name="last_audio_ms",
    formula=(
        "Time from the barge-in to the arrival of the last chunk of audio of the answers before this turn; below 0 "
        "when all of it was there already. What comes after `interrupted` is the next answer's."
    ),
    eligible=_ELIGIBLE,
    unscored=_NOT_SETTLED,
    source="evalkit's own; peers that see only played audio cannot tell it from the overhang (reference §4.3)",
    starts=_BARGE_IN,
    ends="the last audio of the answers before this turn arrives",
    unit="ms",
    better="lower",
)
_OVERHANG_MS: Final = Metric(
    scorer=_SCORER,
    name="overhang_ms",
    formula=f"How much audio of the answers before this turn is played after the barge-in, its silence too. {_PLAYER}",
    eligible=_ELIGIBLE,
    unscored=_NOT_SETTLED,
    source="stop latency of Full-Duplex-Bench v1.5, stop time of voicebench, of a client that flushes (reference §4.3)",
    starts=_BARGE_IN,
    ends=f"{_PLAYED} or dropped",
    unit="ms",
    better="lower",
)
_UNFLUSHED_OVERHANG_MS: Final = replace(
    _OVERHANG_MS,
    name="unflushed_overhang_ms",
    formula=(
        "As `overhang_ms`, of a client that drops nothing at the `interrupted` of this turn: all that had arrived and "
        "was not played, and all that came later."
    ),
    source="evalkit's own: what a client that does not flush as the protocol asks (reference §4.3) goes on playing",
    ends=_PLAYED,
)
_WORDS_LOST: Final = Metric(
    scorer=_SCORER,
    name="words_lost",
    formula=(
        "Words of the interrupted answer's output transcription, split at white space, whose audio was never played: "
        f"n - ceil(n * p), where of n words the share p of the answer's audible audio ({_FRAMES}) was "
        f"played. {_PLAYER}"
    ),
    eligible=_ELIGIBLE,
    unscored=(
        "nobody cut in; no output transcription, or no audible audio; a language written without spaces; no times; "
        "censored when the recording ends before the answer does"
    ),
    source=(
        "evalkit's own: nothing on the wire places words in the audio, so they are taken to share it evenly; the "
        "history keeps what was sent, not what was heard (reference §4.3)"
    ),
    unit="words",
    better="lower",
    version=2,
    changes={2: _ODD_END},
)
_TALK_OVER_MS: Final = Metric(
    scorer=_SCORER,
    name="talk_over_ms",
    formula=(
        "How long model audio is heard from the first to the last speech sample of the turn, of whatever answer: "
        f"{_FRAMES}, added up. {_PLAYER}"
    ),
    eligible="every spoken turn, whether it cuts in or not",
    unscored="nobody spoke in the turn; no times",
    source="talk_over_ms of voicebench, of the audio as a client plays it instead of a level gate on a mixed track",
    starts="the first speech sample of the turn",
    ends="its last speech sample; only frames that are heard between the two count",
    unit="ms",
    better="lower",
    version=2,
    changes={2: _ODD_END},
)
FALSE_INTERRUPTION: Final = Metric(
    scorer=_SCORER,
    name="false_interruption",
    formula=(
        "1 when `interrupted` came from the start of the turn to that of the next, else 0. Of a session: 1 when any "
        "`interrupted` came."
    ),
    eligible=(
        "turns (or sessions) with `expected: false`: noise, a cough, a backchannel, or any answer that is to be left "
        "alone, with model audio to be heard or text written in the turn, or an `interrupted` in it"
    ),
    unscored=(
        "the model said nothing that could have been interrupted; no times; censored when the recording ends before "
        "the turn does"
    ),
    source=(
        "1 - selectivity of τ-voice (S_BC, S_VT, S_ND) while the agent talks, and false barge-in of voicebench; there "
        "a stop within 1.0 s is the error, here any `interrupted` before the user's next turn (reference §4.3)"
    ),
    better="lower",
    yes_no=True,
)

OF_TURN: Final[Mapping[str, Metric]] = {
    metric.name: metric
    for metric in (_YIELDED, _STOP_MS, _LAST_AUDIO_MS, _OVERHANG_MS, _UNFLUSHED_OVERHANG_MS, _WORDS_LOST, _TALK_OVER_MS)
}
"""The metrics of a turn that may cut in, by name."""
LIMITED: Final[Mapping[str, str]] = {name: metric.unit for name, metric in OF_TURN.items() if metric is not _YIELDED}
"""Names a limit may stand on, and their units; `yielded` has no limit but a time to stop within."""


def _worst(metric: Metric) -> Metric:
    every = "spoken turns" if metric is _TALK_OVER_MS else "turns that cut in"
    return replace(
        metric,
        name=f"worst_{metric.name}",
        follows=metric.name,
        formula=f"The largest `{metric.name}` of the session's {every}; the smallest where only a `min` is expected.",
        eligible=f"sessions that expect something of `{metric.name}`; turns that say `expected: false` are left out",
        unscored=f"no turn of the session has a `{metric.name}`",
    )


WORST: Final[Mapping[str, Metric]] = {name: _worst(OF_TURN[name]) for name in LIMITED}
"""By the name of the turn's metric, the one of a session."""

YIELD_RATE: Final = Metric(
    scorer=_SCORER,
    name="yield_rate",
    formula="The share of the session's turns with a `yielded` in which it is 1; both counts are kept with it.",
    eligible="sessions that expect something of `yielded`; turns that say `expected: false` are left out",
    unscored="no turn of the session has a `yielded`",
    source=_YIELDED.source,
    better="higher",
)

METRICS: Final = (*OF_TURN.values(), FALSE_INTERRUPTION, YIELD_RATE, *WORST.values())
