"""Runs of code counted and judged, on traces whose answer is known."""

from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scorers.base import Score
from evalkit.scorers.code import code
from evalkit.trace.events import Event
from evalkit.trace.trace import Trace
from tests.traces import a_trace, a_turn, called, code_run, code_written, said, turn_complete

SETUP: dict[str, Any] = {"tools": [{"codeExecution": {}}]}


def ran(*events: Event, finish: str = "turn_complete", setup: Any = None, complete: bool = True) -> Trace:
    return a_trace(a_turn("Sum?", *events, finish=finish), setup=SETUP if setup is None else setup, complete=complete)


def scores(trace: Trace, **args: Any) -> dict[str, Score]:
    return {score.metric: score for score in code(**args)(trace, trace.turns[0])}


MENDED = ran(
    code_written(1, "print(1/0)"),
    code_run(2, "ZeroDivisionError", "OUTCOME_FAILED"),
    code_written(3),
    code_run(4, "The sum is 5117\n"),
    said(5, "It is 5117."),
    turn_complete(6),
)


def test_counts_are_measured_without_any_expectation() -> None:
    assert [(name, score.value, score.passed) for name, score in scores(MENDED).items()] == [
        ("runs", 2, None),
        ("failed_runs", 1, None),
    ]


@pytest.mark.parametrize(
    ("args", "metric", "passed", "explanation"),
    [
        ({"runs": {"min": 1}}, "runs", True, ""),
        ({"runs": {"max": 1}}, "runs", False, ""),
        ({"outcome": "OUTCOME_OK"}, "outcome", True, "the last of 2 ended in OUTCOME_OK"),
        ({"outcome": "OUTCOME_FAILED"}, "outcome", False, "the last of 2 ended in OUTCOME_OK"),
        ({"output": {"contains": "5117"}}, "output_text", True, 'put out "ZeroDivisionErrorThe sum is 5117"'),
        (
            {"output": {"contains": [5117, "42"]}},
            "output_text",
            False,
            'lacks "42"; put out "ZeroDivisionErrorThe sum is 5117"',
        ),
        ({"output": {"matches": r"\d{4}\n$"}}, "output_text", True, 'put out "ZeroDivisionErrorThe sum is 5117"'),
    ],
)
def test_expectations(args: dict[str, Any], metric: str, passed: bool, explanation: str) -> None:
    score = scores(MENDED, **args)[metric]
    assert (score.passed, score.explanation, score.evidence) == (passed, explanation, (1, 3))


@pytest.mark.parametrize(
    ("trace", "explanation"),
    [
        (ran(said(2, "5117"), turn_complete(3)), "no code was run"),
        (ran(code_written(1, "default_api.f()"), called(2, "f")), "code was written and not run"),
        (ran(said(2, "5117"), setup={"model": "m"}), "the setup offers no codeExecution"),
    ],
)
def test_no_run_is_a_count_of_zero_with_its_reason(trace: Trace, explanation: str) -> None:
    found = scores(trace, runs={"min": 1}, outcome="OUTCOME_OK", output={"contains": "a"})
    assert (found["runs"].value, found["runs"].passed, found["runs"].explanation) == (0, False, explanation)
    for name in ("outcome", "output_text"):
        assert (found[name].value, found[name].passed, found[name].explanation) == (None, False, explanation)
    assert found["failed_runs"].unscored


def test_a_recording_that_was_cut_off_is_unscored() -> None:
    found = scores(ran(finish="", complete=False), runs={"max": 0})
    assert (found["runs"].value, found["runs"].passed) == (None, False)
    assert found["runs"].explanation == "the recording ends before it could come"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"run": 1}, "code: unknown argument 'run'; did you mean 'runs'?"),
        ({"runs": 1}, "code.runs: expected a limit, found 1; write runs: {max: 1}"),
        ({"outcome": "OK"}, 'code.outcome: must be an outcome, not "OK"; write it as OUTCOME_OK'),
        ({"outcome": 1}, "code.outcome: must be an outcome, not 1; write it as OUTCOME_OK"),
        ({"output": "5117"}, 'code.output: expected a mapping, found "5117"; write contains or matches under it'),
        ({"output": {"has": "a"}}, "code.output: unknown argument 'has'; known: contains, matches"),
    ],
)
def test_bad_arguments_are_named(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        code(**args)
    assert str(caught.value) == message
