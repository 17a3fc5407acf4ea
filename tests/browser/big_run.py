"""A run of ten thousand attempts as a large team's night leaves it: made up, with a seed, and always the same."""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random
from typing import Any

from evalkit.results import AttemptResult, AttemptStatus, Failure, RunResult, TurnSummary
from evalkit.scorers.base import Better, Score

__all__ = ["METRICS", "TAGS", "big_run"]

_NAMES = {
    "times": "first_event first_audio first_audible voice_to_voice turn first_tool_call tool_turn "
    "tool_turn_first_audio tool_turn_first_audible tool_turn_voice_to_voice",
    "yes or no": "turn.completed heard.answer transcript.transcript_ok silence.spoke_up tools.tools_ok",
    "shares": "wer.input_wer wer.output_wer recognition.audio_wer tools.tool_recall tools.tool_precision "
    "tools.argument_accuracy key_terms.input_key_term_recall judge.judge_score audio.clipped_share "
    "delivery.real_time_factor",
    "counts": "tools.unexpected_calls tools.hallucinated_calls tools.invalid_arguments tools.duplicate_calls "
    "recognition.unspoken_head recognition.unspoken_tail recognition.untranscribed_words delivery.underruns "
    "session.connections usage.session_tokens",
    "levels": "audio.active_level_dbfs audio.end_drop_db audio.longest_tone_s delivery.audio_s delivery.jitter_ms",
    "tags": "tools nightly barge-in proactive affective languages vad transcription conditions basics",
    "words": "the a what is weather in Paris tell me story about lighthouse keeper who lost his key and then stop "
    "please how many litres does it take to cook rice for seven people when should I leave so that I catch train home",
}
_TIMES, _YES_NO, _SHARES, _COUNTS, _LEVELS, TAGS, _WORDS = (tuple(names.split()) for names in _NAMES.values())
METRICS = (*(f"latency.{name}_ms" for name in _TIMES), *_YES_NO, *_SHARES, *_COUNTS, *_LEVELS)
"""The forty metrics that each attempt is scored by."""

_STATUSES: tuple[tuple[AttemptStatus, float], ...] = (
    ("passed", 0.9), ("failed", 0.06), ("infra", 0.02), ("invalid", 0.003), ("expected_failure", 0.015),
    ("unexpected_pass", 0.002),
)  # fmt: skip


def big_run(scenarios: int, repeats: int, seed: int = 6) -> RunResult:
    """Returns a run of `scenarios` times `repeats` attempts with forty metrics each, one or two turns long."""
    random = Random(seed)
    attempts = tuple(_attempts(random, scenarios, repeats))
    return RunResult(
        run_id=f"20261122-020000-big-{scenarios}x{repeats}",
        endpoint="vertex",
        model="gemini-live-2.5-flash-native-audio",
        started_at="2026-11-22T02:00:00+00:00",
        finished_at="2026-11-22T05:13:20+00:00",
        planned=len(attempts),
        evalkit="0.1.0",
        settings={"paths": ["scenarios"], "repeat": repeats, "concurrency": 8, "seed": seed},
        attempts=attempts,
    )


def _attempts(random: Random, scenarios: int, repeats: int) -> Iterator[AttemptResult]:
    for number in range(scenarios):
        tags = tuple(random.sample(TAGS, random.randint(1, 3)))
        name = f"{tags[0]}/{random.choice(_WORDS).lower()}_{number:05}"
        description = f"{_sentence(random, 9)} The model must answer in {random.randint(1, 4)} seconds."
        for attempt in range(1, repeats + 1):
            yield _attempt(random, name, attempt, description=description, tags=tags)


def _attempt(random: Random, scenario: str, number: int, **more: Any) -> AttemptResult:
    names, weights = zip(*_STATUSES, strict=True)
    status = random.choices(names, weights)[0]
    measured = status not in ("infra", "invalid")
    turns = tuple(_turns(random)) if measured else ()
    return AttemptResult(
        scenario_id=scenario,
        attempt=number,
        status=status,
        scores=tuple(_scores(random, len(turns), failed=status == "failed")) if measured else (),
        turns=turns,
        failure=None if measured else Failure(kind="SetupError", message=f"refused: {_sentence(random, 6)}"),
        duration_s=round(random.uniform(3, 40), 3) if measured else None,
        expected_failure="known to fail: issue 12" if status in ("expected_failure", "unexpected_pass") else "",
        provenance="recorded",
        folder=f"attempts/{scenario}/{number}",
        **more,
    )


def _turns(random: Random) -> Iterator[TurnSummary]:
    start = 0.0
    for index in range(random.randint(1, 2)):
        user, ended = _sentence(random, 8), start + random.uniform(1.5, 4)
        audible = ended + random.uniform(0.4, 2)
        yield TurnSummary(
            index=index,
            user=user,
            kind="say",
            heard=user,
            said=_sentence(random, 16),
            finish="turn_complete",
            started_t=round(start, 3),
            speech_started_t=round(start, 3),
            speech_ended_t=round(ended, 3),
            input_ended_t=round(ended + 0.6, 3),
            first_audio_t=round(audible - 0.08, 3),
            first_audible_t=round(audible, 3),
            finished_t=round(audible + 4, 3),
            user_audio_s=(round(start, 3), round(ended, 3)),
            model_audio_s=(round(start, 3), round(start + 4, 3)),
        )
        start = audible + 5


def _scores(random: Random, turns: int, failed: bool) -> Iterator[Score]:
    missed = random.choice(METRICS) if failed else ""
    for metric in METRICS:
        turn = random.randrange(turns)
        value, unit, better = _value(random, metric)
        yield Score(
            scorer=metric.partition(".")[0],
            metric=metric.partition(".")[2],
            version=1,
            turn=turn,
            value=value,
            unit=unit,
            better=better,
            yes_no=metric in _YES_NO,
            passed=False if metric == missed else (True if metric == "latency.first_audible_ms" else None),
            expected="≤ 2500 ms" if metric == "latency.first_audible_ms" else "≥ 1" if metric == missed else "",
            explanation="missed by a little" if metric == missed else "",
        )


def _value(random: Random, metric: str) -> tuple[float, str, Better]:
    if metric.startswith("latency."):
        return round(math.exp(random.gauss(6.9, 0.35)), 3), "ms", "lower"
    if metric in _YES_NO:
        return float(random.random() < 0.97), "", "higher"
    if metric in _SHARES:
        return round(random.random() ** 4, 4), "", "lower" if "wer" in metric or "clipped" in metric else "higher"
    if metric in _COUNTS:
        return float(int(random.expovariate(1.5))), "", "lower"
    return round(random.gauss(20, 5), 2), "dB" if "db" in metric else "s", "neither"


def _sentence(random: Random, words: int) -> str:
    said = " ".join(random.choice(_WORDS) for _ in range(random.randint(words // 2, words)))
    return f"{said[0].upper()}{said[1:]}."
