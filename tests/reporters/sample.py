"""A run as a good night might leave it: every status, every kind of turn, three alphabets; made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from evalkit.results import AttemptResult, AttemptStatus, Failure, RunResult, TurnSummary
from evalkit.scorers.base import Score

__all__ = ["attempt", "sample_run", "scaled", "small_run", "spoken", "timed", "word_errors"]

Alignment = Sequence[tuple[str, str, str]]


def sample_run() -> RunResult:
    """Twelve scenarios, one of them played three times."""
    return replace(_run("2026-11-22T02-00-00Z", [*_passes(), *_rest()]), planned=15)


def small_run() -> RunResult:
    """Three scenarios: a pass with tools, a missed latency, one that could not be measured."""
    return _run("small", [_temperature(), _slow(), _quota()])


def timed(first_audible_ms: float, limit_ms: float | None = 2500.0, turn: int = 0) -> tuple[Score, ...]:
    """The latency scores of one turn; the last carries the limit."""
    met = None if limit_ms is None else first_audible_ms <= limit_ms
    common: dict[str, Any] = {"scorer": "latency", "version": 1, "turn": turn, "unit": "ms", "better": "lower"}
    return (
        Score(metric="first_event_ms", value=first_audible_ms - 310, **common),
        Score(metric="first_audio_ms", value=first_audible_ms - 90, **common),
        Score(
            metric="first_audible_ms",
            value=first_audible_ms,
            passed=met,
            expected="" if limit_ms is None else f"≤ {limit_ms:.0f} ms",
            explanation="" if met is not False else "counted from the end of the user's speech",
            **common,
        ),
    )


def word_errors(rows: Alignment, limit: float = 0.1, turn: int = 0) -> Score:
    """A WER score whose value follows from its alignment."""
    errors = {op: sum(len((ref or hyp).split()) for kind, ref, hyp in rows if kind == op) for op in _OPS}
    spoken_words = sum(len(ref.split()) for _, ref, _ in rows)
    hits = spoken_words - errors["substitute"] - errors["delete"]
    rate = sum(errors.values()) / spoken_words
    return Score(
        scorer="wer",
        metric="input_wer",
        version=1,
        turn=turn,
        value=rate,
        better="lower",
        passed=rate <= limit,
        expected=f"≤ {limit:.2f}",
        detail={
            "hits": hits,
            **{_OPS[op]: count for op, count in errors.items()},
            "alignment": [list(row) for row in rows],
        },
    )


def spoken(user: str, said: str, start: float = 0.4, wait_s: float = 0.9, index: int = 0, **more: Any) -> TurnSummary:
    """A spoken turn and its answer, as long as their words take."""
    user_s, model_s = 0.35 * max(1, len(user.split())), 0.34 * max(1, len(said.split()))
    ended = start + user_s
    clip_start = more.pop("clip_start", 0.0)
    turn = TurnSummary(
        index=index,
        user=user,
        kind="say",
        heard=user,
        said=said,
        finish="turn_complete",
        started_t=start,
        speech_started_t=start,
        speech_ended_t=ended,
        input_ended_t=ended + 0.6,
        first_audio_t=ended + wait_s - 0.09,
        first_audible_t=ended + wait_s,
        finished_t=ended + wait_s + model_s,
        user_audio_s=(start, ended),
        model_audio_s=(clip_start, clip_start + model_s),
    )
    return replace(turn, **more)


def attempt(
    scenario: str, status: AttemptStatus, turns: Sequence[TurnSummary], scores: Sequence[Score], **more: Any
) -> AttemptResult:
    """An attempt; its folder and duration follow from the rest."""
    ends = [turn.finished_t for turn in turns if turn.finished_t is not None]
    plain: dict[str, Any] = {
        "attempt": 1,
        "duration_s": max(ends) + 0.5 if ends else None,
        "provenance": "recorded",
        "reference": "recorded",
        **more,
    }
    folder = f"attempts/{scenario}/{plain['attempt']}"
    return AttemptResult(
        scenario_id=scenario, status=status, turns=tuple(turns), scores=tuple(scores), folder=folder, **plain
    )


_OPS = {"substitute": "substitutions", "delete": "deletions", "insert": "insertions"}


def _run(run_id: str, attempts: list[AttemptResult]) -> RunResult:
    return RunResult(
        run_id=run_id,
        endpoint="replay",
        model="gemini-live-2.5-flash-native-audio",
        started_at="2026-11-22T02:00:00+00:00",
        finished_at="2026-11-22T02:00:03.200000+00:00",
        planned=len(attempts),
        evalkit="0.1.0",
        settings={"paths": ["scenarios"], "repeat": 1, "concurrency": 4, "seed": 7},
        attempts=tuple(attempts),
    )


def _temperature() -> AttemptResult:
    call = {
        "name": "get_temperature",
        "args": {"location": "New York", "unit": "celsius"},
        "id": "call-1",
        "response": {"celsius": 12, "sky": "overcast"},
        "cancelled": False,
        "called_t": 3.2,
        "answered_t": 3.5,
    }
    rows: Alignment = [("equal", "what is the temperature in new york", "what is the temperature in new york")]
    turn = spoken(
        "What is the temperature in New York?",
        "It is 12 degrees in New York, under an overcast sky.",
        wait_s=1.35,
        tool_calls=(call,),
    )
    tools = Score(
        scorer="tools",
        metric="calls_correct",
        version=1,
        turn=0,
        value=1.0,
        better="higher",
        passed=True,
        expected="1 call: get_temperature",
    )
    return attempt(
        "tools/temperature",
        "passed",
        [turn],
        [*timed(1350), tools, word_errors(rows)],
        description="Asks for a temperature by voice; the model must call the tool once and speak the answer.",
        tags=("tools", "nightly"),
    )


def _slow() -> AttemptResult:
    rows: Alignment = [
        ("equal", "tell me a story about a", "tell me a story about a"),
        ("substitute", "lighthouse", "light house"),
        ("equal", "keeper", "keeper"),
        ("delete", "who", ""),
        ("equal", "lost the", "lost the"),
        ("insert", "", "old"),
        ("equal", "key", "key"),
    ]
    first = spoken(
        "Tell me a story about a lighthouse keeper who lost the key.",
        "Once upon a time, on a rock far out at sea, there lived a keeper who",
        wait_s=3.12,
        heard="Tell me a story about a light house keeper lost the old key.",
        interrupted=True,
        interrupted_t=4.9,
        finished_t=11.0,
    )
    second = spoken("Shorter, please.", "He found it in his pocket.", start=10.6, index=1, clip_start=5.1)
    silence = Score(
        scorer="wer",
        metric="output_wer",
        version=1,
        turn=None,
        value=None,
        better="lower",
        explanation="no reference text for what the model says",
    )
    return attempt(
        "latency/story",
        "failed",
        [first, second],
        [*timed(3120), *timed(900, turn=1), word_errors(rows, 0.1), silence],
        description="A long question; the answer must start in time and stop when the user asks for less.",
        tags=("latency", "nightly"),
        notes=("the event loop stalled for 41 ms during turn 1",),
    )


def _quota() -> AttemptResult:
    failure = Failure(
        kind="SetupError", message="setup: closed 1011 'You exceeded your current quota'; wait and try again"
    )
    return attempt(
        "video/dog",
        "infra",
        [],
        [],
        failure=failure,
        duration_s=0.8,
        description="Shows a dog; asks for its breed.",
        tags=("video",),
        complete=False,
    )


def _passes() -> list[AttemptResult]:
    paris = [
        ("equal", "quel temps", "quel temps"),
        ("substitute", "fait il", "fait-il"),
        (
            "equal",
            "à paris aujourd'hui en fin de journée selon la météo officielle",
            "à paris aujourd'hui en fin de journée selon la météo officielle",
        ),
    ]
    french = spoken("Quel temps fait-il à Paris aujourd'hui ?", "Il fait douze degrés à Paris, avec un ciel couvert.")
    hindi = spoken("दिल्ली में आज मौसम कैसा है?", "दिल्ली में आज धूप है और तापमान बाईस डिग्री है।", wait_s=1.1)
    again = [
        attempt(
            "basics/greeting",
            "passed",
            [spoken("Hello, who are you?", "I am a voice assistant. How can I help?", wait_s=wait)],
            timed(wait * 1000),
            attempt=n,
            tags=("smoke",),
            description="Says hello.",
        )
        for n, wait in ((1, 0.71), (2, 0.93), (3, 0.78))
    ]
    return [
        *again,
        _temperature(),
        attempt(
            "languages/french",
            "passed",
            [french],
            [*timed(900), word_errors(paris, 0.2)],
            tags=("languages",),
            reference="imported",
            description="Asks in French, must be answered in French.",
        ),
        attempt(
            "languages/hindi",
            "passed",
            [hindi],
            timed(1100),
            tags=("languages",),
            reference="imported",
            description="Asks in Hindi.",
        ),
        _cancelled_tool(),
        _kept_silence(),
        attempt(
            "text/typed",
            "passed",
            [_typed()],
            [
                Score(
                    scorer="transcript",
                    metric="contains",
                    version=1,
                    turn=0,
                    value=1.0,
                    passed=True,
                    expected='contains "4"',
                )
            ],
            tags=("text",),
            reference="script",
            description="A typed question.",
        ),
    ]


def _rest() -> list[AttemptResult]:
    broken = Failure(
        kind="SetupError", message="setup: closed 1007 'Invalid voice name Koré'; see the voices of this model"
    )
    early = spoken("I was, um, thinking that", "Yes, what were you thinking?", wait_s=0.4)
    expected = Score(
        scorer="silence",
        metric="kept",
        version=1,
        turn=0,
        value=0.0,
        passed=False,
        expected="silence for 2 s",
        explanation="audible after 400 ms",
        detail={"form": "spoke"},
    )
    return [
        _slow(),
        attempt(
            "silence/thinking-aloud",
            "expected_failure",
            [early],
            [*timed(400, None), expected],
            tags=("silence",),
            description="A pause in the middle of a thought.",
            expected_failure="the model takes any pause of 700 ms for the end of the turn",
        ),
        attempt(
            "silence/background-talk",
            "failed",
            [early],
            [*timed(400, None), expected],
            tags=("silence", "nightly"),
            description="Someone else talks in the room.",
            reference="synthetic",
        ),
        _quota(),
        attempt(
            "setup/voice",
            "invalid",
            [],
            [],
            failure=broken,
            duration_s=0.2,
            tags=("setup",),
            description="Every voice must open a session.",
        ),
    ]


def _cancelled_tool() -> AttemptResult:
    call = {"name": "send_money", "args": {"to": "Ana", "euros": 20}, "id": "c1", "response": None, "cancelled": True}
    first = spoken(
        "Send Ana twenty euros.",
        "Sending twenty eu",
        tool_calls=(call,),
        interrupted=True,
        interrupted_t=5.0,
        finished_t=5.0,
    )
    second = spoken("Stop, do not send it!", "All right, nothing was sent.", start=4.4, index=1, clip_start=1.8)
    return attempt(
        "tools/cancelled",
        "passed",
        [first, second],
        [*timed(900), *timed(900, turn=1)],
        tags=("tools",),
        description="The user changes their mind while a tool is being called.",
    )


def _kept_silence() -> AttemptResult:
    turn = TurnSummary(
        index=0,
        user="6 s of silence",
        kind="silence",
        finish="silence",
        started_t=0.4,
        input_ended_t=6.4,
        finished_t=8.4,
        user_audio_s=(0.4, 6.4),
    )
    kept = Score(
        scorer="silence",
        metric="kept",
        version=1,
        turn=0,
        value=1.0,
        passed=True,
        expected="silence",
        detail={"form": "no message at all"},
    )
    unscored = Score(
        scorer="latency",
        metric="first_audible_ms",
        version=1,
        turn=0,
        value=None,
        unit="ms",
        explanation="no audio came",
    )
    return attempt(
        "silence/quiet-room",
        "passed",
        [turn],
        [kept, unscored],
        tags=("silence",),
        description="Nobody speaks, so the model must not.",
        reference="synthetic",
    )


def _typed() -> TurnSummary:
    return TurnSummary(
        index=0,
        user="What is 2 + 2?",
        kind="text",
        said="4",
        finish="turn_complete",
        started_t=0.3,
        input_ended_t=0.31,
        first_audio_t=0.82,
        first_audible_t=0.9,
        finished_t=1.4,
        model_audio_s=(0.0, 0.6),
    )


def scaled(attempts: int) -> RunResult:
    """The sample's attempts over and over, each a scenario of its own."""
    base = sample_run().attempts
    many: Sequence[Mapping[str, Any]] = [
        {"scenario_id": f"{base[n % len(base)].scenario_id}-{n}"} for n in range(attempts)
    ]
    return replace(
        sample_run(),
        planned=attempts,
        attempts=tuple(replace(base[n % len(base)], **new) for n, new in enumerate(many)),
    )
