"""A run of one attempt that shows pictures, searches, runs code and lives on over a second connection; made up."""

from __future__ import annotations

from dataclasses import replace

from evalkit.results import AttemptResult, CodeSummary, FrameSummary, GoAwayNotice, Reconnection, RunResult
from tests.reporters.sample import attempt, spoken, timed

__all__ = ["RICH_FILES", "rich_attempt", "rich_run"]

_FOLDER = "attempts/inputs/everything/1"
RICH_FILES = {f"{_FOLDER}/{name}" for name in ("events.jsonl", "frames/0001.jpg", "frames/0002.png")}
"""What lies in the run's folder."""


def rich_run() -> RunResult:
    """The run."""
    return RunResult(run_id="rich", endpoint="mock", planned=1, attempts=(rich_attempt(),))


def rich_attempt() -> AttemptResult:
    """Four turns: a video, a search, code, and one after the session was resumed."""
    shown = tuple(
        FrameSummary(t=0.4 + second, file=file, mime_type=mime, size=size)
        for second, (file, mime, size) in enumerate(
            [
                ("frames/0001.jpg", "image/jpeg", 48_213),
                ("frames/0002.png", "image/png", 9_120),
                ("frames/0001.jpg", "image/jpeg", 48_213),
            ]
        )
    )
    dog = spoken("What is this dog doing?", "It chases its tail.", frames=shown, kind="video")
    search = spoken(
        "Who won the Euro 2024?",
        "Spain won, two to one against England.",
        start=5.0,
        index=1,
        queries=("euro 2024 winner", "spain england final score"),
        sources=(
            ("uefa.com", "https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZIYQ"),
            ("", "https://en.wikipedia.org/wiki/UEFA_Euro_2024_final"),
            ("an odd one", "javascript:alert(1)"),
        ),
    )
    code = spoken(
        "What is the sum of the first fifty primes?",
        "It is 5117.",
        start=11.0,
        index=2,
        code=(
            CodeSummary(code="print(sum(primes(50)))", language="PYTHON", outcome="OUTCOME_FAILED", output="NameError"),
            CodeSummary(
                code="def primes(n):\n    ...\nprint(sum(primes(50)))",
                language="PYTHON",
                outcome="OUTCOME_OK",
                output="5117\n",
            ),
            CodeSummary(code="default_api.note(n=5117)", language="PYTHON"),
        ),
        tool_calls=(_held_call(),),
    )
    last = spoken("Are you still there?", "Yes, go on.", start=20.0, index=3)
    played = attempt("inputs/everything", "passed", [dog, search, code, last], timed(900))
    return replace(
        played,
        go_away=(GoAwayNotice(t=16.0, time_left="50s"),),
        reconnections=(Reconnection(connection=2, closed_t=17.5, ready_t=19.1, reason="goAway", resumed=True),),
    )


def _held_call() -> dict[str, object]:
    return {
        "name": "note",
        "args": {"n": 5117},
        "id": "call_1",
        "response": {"ok": True},
        "cancelled": False,
        "called_t": 14.6,
        "answered_t": 15.4,
        "scheduling": "WHEN_IDLE",
        "held_t": 14.7,
    }
