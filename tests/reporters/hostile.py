"""Texts that attack whoever shows them, and a run that holds them wherever a text can stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from evalkit.outcome import Past, RunVerdict
from evalkit.results import (
    AttemptResult,
    AttemptStatus,
    CodeSummary,
    Failure,
    FrameSummary,
    GoAwayNotice,
    Reconnection,
    RunResult,
    TurnSummary,
)
from evalkit.scorers.base import Score
from tests.reporters.verdicts import VERDICTS

__all__ = ["CORPUS", "hostile_judged", "hostile_run"]

CORPUS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "</template><svg onload=alert(1)>",
    "]]><evil/>",
    "<!-- --><iframe src='https://evil.example'></iframe>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    "javascript:alert(1)",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
    "| cell | `code` | **bold** | @everyone #1 https://evil.example www.evil.example",
    "`; rm -rf / #",
    "$$\\href{javascript:alert(1)}{x}$$",
    "{{ 7*7 }} {% for x in y %}",
    "[bold red]markup[/bold red] [/] [link=https://evil.example]x[/link] :smile:",
    "\x1b[31mred\x1b]0;title\x07\x1b[2J\x9b31m",
    "admin\u202etxt.exe\u2066\u2069\u2028\u2029",
    "nul\x00 bell\x07 backspace\x08 delete\x7f feed\x0c",
    "lone \ud83d surrogate \udc00 \ufffe \uffff",
    "../../etc/passwd",
    "//evil.example/x",
    "&lt;script&gt; &#60;script&#62; &amp;",
    "one\ntwo\r\nthree\rfour\tfive",
    "=cmd()|' /C calc'!A0",
    "दिल्ली שלום مرحبا 👩‍👩‍👧 e\u0301",
    "",
)

_STATUSES: tuple[AttemptStatus, ...] = ("failed", "passed", "infra", "invalid", "expected_failure", "unexpected_pass")


def hostile_run(text: str) -> RunResult:
    """A run of six attempts, one a status, with `text` in every field that can hold a text."""
    attempts = tuple(_attempt(text, status, number) for number, status in enumerate(_STATUSES))
    return RunResult(
        run_id=text,
        endpoint=text,
        model=text,
        started_at=text,
        finished_at=text,
        planned=9,
        interrupted=True,
        evalkit=text,
        settings={f"key {text}": [text, {text: text}]},
        attempts=attempts,
    )


def hostile_judged(text: str) -> RunResult:
    """The same run against a baseline whose every text is hostile too, with a fresh repeat and another arm."""
    run = hostile_run(text)
    again = replace(run.attempts[0], attempt=7, fresh=True, quarantined=text)
    other = replace(run.attempts[0], arm="baseline")
    return replace(run, attempts=(*run.attempts, again, other), verdict=_verdict(text))


def _verdict(text: str) -> RunVerdict:
    regressed = VERDICTS["regressed"]
    scenario = f"{text}0"
    return replace(
        regressed,
        why=text,
        gates=tuple(replace(gate, why=text, unit=text) for gate in regressed.gates),
        breaks=tuple(replace(each, scenario_id=scenario) for each in regressed.breaks),
        changes=tuple(replace(each, scenario_id=scenario, unit=text) for each in regressed.changes),
        new_scenarios=(text, text),
        gone_scenarios=(text,) * 12,
        watched=(text,),
        past=(Past(scenario_id=scenario, nights=text, passed=1, attempts=2, flaky=True),),
    )


def _attempt(text: str, status: AttemptStatus, number: int) -> AttemptResult:
    return AttemptResult(
        scenario_id=f"{text}{number % 2}",
        attempt=number,
        status=status,
        description=text,
        tags=(text, f"{text}-2"),
        expected_failure=text,
        scores=tuple(_scores(text)),
        turns=(_turn(text),),
        failure=Failure(kind=text, message=text) if status in ("infra", "invalid") else None,
        duration_s=3.0,
        reconnections=(
            Reconnection(connection=2, closed_t=0.05, ready_t=0.08, reason=text),
            Reconnection(connection=3, closed_t=2.6, ready_t=None, reason=text, resumed=True),
        ),
        go_away=(GoAwayNotice(t=0.04, time_left=text),),
        provenance=text,
        reference=text,
        folder=text,
        complete=False,
        torn=text,
        notes=(text,),
    )


def _scores(text: str) -> list[Score]:
    common: dict[str, Any] = {"version": 1, "unit": text, "expected": text, "explanation": text}
    aligned = [
        ["equal", text, text],
        ["substitute", text, text],
        ["delete", text, ""],
        ["insert", "", text],
        [text],
        text,
        7,
    ]
    return [
        Score(scorer=text, metric=text, turn=0, value=1.5, passed=False, **common),
        Score(
            scorer="wer",
            metric=f"input_{text}",
            turn=0,
            value=0.5,
            passed=False,
            detail={"alignment": aligned, text: text},
            **common,
        ),
        Score(scorer=f"silence{text}", metric=text, turn=0, value=0.0, passed=False, detail={"form": text}, **common),
        Score(scorer=text, metric=f"{text}2", turn=None, value=None, passed=False, **common),
        Score(scorer="tools", metric="tools_ok", turn=0, value=0.0, passed=False, detail=_calls(text), **common),
    ]


def _calls(text: str) -> dict[str, Any]:
    made = {"name": text, "args": {text: [text]}, "id": text}
    expected = {"name": text, "args": {text: {"matches": text}, f"{text}2": text}, "optional": False}
    return {
        "pairs": [{"expected": expected, "actual": made, "differences": {text: text, f"{text}3": text}}],
        "missing": [expected, text],
        "unexpected": text,
        text: text,
    }


def _turn(text: str) -> TurnSummary:
    call = {
        "name": text,
        "args": {text: [text]},
        "id": text,
        "response": {text: text},
        "cancelled": True,
        "called_t": 0.5,
        "scheduling": text,
        "held_t": 0.6,
    }
    return TurnSummary(
        index=0,
        user=text,
        kind=text,
        heard=text,
        said=text,
        tool_calls=(call, {}),
        frames=(
            FrameSummary(t=0.2, file=text, mime_type=text, size=3),
            FrameSummary(t=0.3, file=f"frames/{text}", mime_type=text),
        ),
        code=(CodeSummary(code=text, language=text, outcome=text, output=text), CodeSummary(code=text)),
        queries=(text, text),
        sources=((text, text), ("", f"https://{text}"), (text, "https://plain.example/")),
        finish=text,
        complete_reason=text,
        interrupted=True,
        started_t=0.1,
        speech_ended_t=1.0,
        first_audio_t=1.5,
        first_audible_t=1.6,
        finished_t=2.5,
        user_audio_s=(0.1, 1.0),
        model_audio_s=(0.0, 2.0),
    )
