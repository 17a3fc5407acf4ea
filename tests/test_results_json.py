"""Results as JSON: round trips, what is left out, what is refused, and files that a kill cut short."""

import json
import math
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import FormatVersionError, RecordingError
from evalkit.outcome import Break, Change, Gate, GateName, Outcome, RunVerdict
from evalkit.results import AttemptResult, Failure, RunResult, TurnSummary
from evalkit.results_json import read_results, result_from_line, result_to_line, run_from_json, run_to_json
from evalkit.scorers.base import Score
from evalkit.stats.intervals import Interval
from tests.reporters.rich import rich_attempt

PATH = Path("run/results.jsonl")
SCORE = Score(
    scorer="latency",
    metric="first_audio_ms",
    version=1,
    turn=0,
    value=812.25,
    unit="ms",
    better="lower",
    passed=False,
    expected="≤ 800 ms",
    evidence=(4, 7),
    detail={"form": "spoke", "nested": {"a": [1, None]}},
)
RESULT = AttemptResult(
    scenario_id="tools/température",
    attempt=2,
    status="failed",
    tags=("a", "b"),
    scores=(SCORE, Score(scorer="wer", metric="input_wer", version=2, turn=None, value=None, explanation="no data")),
    turns=(
        TurnSummary(index=0, user="hi", kind="text", user_audio_s=(0.0, 1.5), tool_calls=({"name": "f", "id": None},)),
    ),
    failure=Failure(kind="SetupError", message="setup: no"),
    duration_s=12.5,
    notes=("note",),
)
DAMAGED = "score the run again from its recordings: evalkit score"


def test_a_result_comes_back_as_it_was() -> None:
    line = result_to_line(RESULT)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert result_from_line(line, PATH) == RESULT
    assert result_to_line(result_from_line(line, PATH)) == line


def test_pictures_code_sources_and_connections_come_back() -> None:
    attempt = rich_attempt()
    line = result_to_line(attempt)
    assert result_from_line(line, PATH) == attempt
    old = json.loads(line)
    del old["reconnections"], old["go_away"]
    for turn in old["turns"]:
        for name in ("frames", "code", "queries", "sources"):
            turn.pop(name, None)
    assert result_from_line(json.dumps(old), PATH).reconnections == ()


@pytest.mark.parametrize(
    ("sources", "problem"),
    [
        ([["a"]], 'turns.0.sources.0: expected a list of 2, found ["a"]'),
        ([["a", 7]], "turns.0.sources.0.1: expected a text, found 7"),
    ],
)
def test_a_damaged_source_is_named(sources: Any, problem: str) -> None:
    document = json.loads(result_to_line(RESULT))
    document["turns"][0]["sources"] = sources
    with pytest.raises(RecordingError) as caught:
        result_from_line(json.dumps(document), PATH, 1)
    assert caught.value.problem == problem


def test_defaults_are_left_out_and_keys_keep_their_order() -> None:
    plain = AttemptResult(scenario_id="a", attempt=1, status="passed")
    assert result_to_line(plain) == b'{"format":1,"scenario_id":"a","attempt":1,"status":"passed"}\n'


def test_an_unscored_value_is_written_as_null() -> None:
    document = orjson.loads(result_to_line(RESULT))
    assert document["scores"][1] == {
        "scorer": "wer",
        "metric": "input_wer",
        "version": 2,
        "turn": None,
        "value": None,
        "explanation": "no data",
    }


scores = st.builds(
    Score,
    scorer=st.text(),
    metric=st.text(),
    version=st.integers(0, 9),
    turn=st.none() | st.integers(0, 99),
    value=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    better=st.sampled_from(["lower", "higher", "neither"]),
    passed=st.none() | st.booleans(),
    evidence=st.lists(st.integers(0, 9)).map(tuple),
    detail=st.dictionaries(st.text(), st.none() | st.booleans() | st.integers(-9, 9) | st.text() | st.lists(st.text())),
)
turns = st.builds(
    TurnSummary,
    index=st.integers(0, 9),
    user=st.text(),
    kind=st.text(),
    interrupted=st.booleans(),
    complete_reason=st.none() | st.text(),
    first_audio_t=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    model_audio_s=st.none() | st.tuples(st.floats(0, 9), st.floats(0, 9)),
)
results = st.builds(
    AttemptResult,
    scenario_id=st.text(),
    attempt=st.integers(1, 9),
    status=st.sampled_from(["passed", "failed", "infra", "invalid", "expected_failure", "unexpected_pass"]),
    scores=st.lists(scores, max_size=3).map(tuple),
    turns=st.lists(turns, max_size=3).map(tuple),
    failure=st.none() | st.builds(Failure, kind=st.text(), message=st.text()),
    complete=st.booleans(),
    notes=st.lists(st.text(), max_size=3).map(tuple),
)


@given(results)
def test_any_result_comes_back_as_it_was(result: AttemptResult) -> None:
    assert result_from_line(result_to_line(result), PATH) == result


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (float("nan"), None),
        (2**80, float(2**80)),
        (10**400, str(10**400)),
        ("\ud800", "?"),
        (b"bytes", "b'bytes'"),
        ({1: "a"}, {"1": "a"}),
        ((1, 2), [1, 2]),
    ],
)
def test_what_json_cannot_hold_is_replaced_and_the_line_is_kept(value: Any, found: Any) -> None:
    score = Score(scorer="a", metric="b", version=1, turn=0, value=1.0, detail={"x": value, "big": 2**70})
    result = AttemptResult(scenario_id="a", attempt=1, status="passed", scores=(score,))
    assert result_from_line(result_to_line(result), PATH).scores[0].detail["x"] == found


def test_a_value_that_is_not_finite_is_unscored() -> None:
    score = Score(scorer="a", metric="b", version=1, turn=0, value=math.inf)
    line = result_to_line(AttemptResult(scenario_id="a", attempt=1, status="passed", scores=(score,)))
    assert result_from_line(line, PATH).scores[0].value is None


def line(**changes: Any) -> bytes:
    document = {"format": 1, "scenario_id": "a", "attempt": 1, "status": "passed", **changes}
    return json.dumps({key: value for key, value in document.items() if value is not ...}).encode()


def test_a_field_of_a_later_version_is_passed_over() -> None:
    assert result_from_line(line(new_field=3), PATH) == AttemptResult(scenario_id="a", attempt=1, status="passed")


SCORED = {"scorer": "a", "metric": "b", "version": 1, "turn": None, "value": None}


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"[]", "not a JSON object"),
        (line(scenario_id=...), "scenario_id: missing"),
        (line(attempt="1"), 'attempt: expected a whole number, found "1"'),
        (line(attempt=True), "attempt: expected a whole number, found true"),
        (
            line(status="fine"),
            'status: expected one of passed, failed, infra, invalid, expected_failure, unexpected_pass, found "fine"',
        ),
        (
            line(status=[1]),
            "status: expected one of passed, failed, infra, invalid, expected_failure, unexpected_pass, found [1]",
        ),
        (line(tags="a"), 'tags: expected a list, found "a"'),
        (line(scores=[5]), "scores.0: expected an object, found 5"),
        (line(scores=[{}]), "scores.0.metric: missing"),
        (line(scores=[{**SCORED, "value": "1"}]), 'scores.0.value: expected a number, found "1"'),
        (line(scores=[{**SCORED, "detail": []}]), "scores.0.detail: expected an object, found []"),
        (line(complete=1), "complete: expected true or false, found 1"),
        (
            line(turns=[{"index": 0, "user": "", "kind": "", "user_audio_s": [1]}]),
            "turns.0.user_audio_s: expected a list of 2, found [1]",
        ),
        (line(failure={"kind": "x" * 99}), "failure.message: missing"),
        (line(failure="x" * 99), f'failure: expected an object, found "{"x" * 38}…'),
    ],
)
def test_a_damaged_line_says_what_is_wrong_with_it(data: bytes, problem: str) -> None:
    with pytest.raises(RecordingError) as raised:
        result_from_line(data, PATH, 3)
    assert str(raised.value) == f"run/results.jsonl:3: {problem}; {DAMAGED}"


@pytest.mark.parametrize(
    ("found", "shown"), [(2, "format 2"), (..., "no format number"), ("1", 'format "1"'), (True, "format true")]
)
def test_another_format_is_refused_by_name(found: Any, shown: str) -> None:
    with pytest.raises(FormatVersionError) as raised:
        result_from_line(line(format=found), PATH, 3)
    message = (
        f"run/results.jsonl:3: {shown}; this version knows format 1; read it with the version of evalkit that wrote it"
    )
    assert str(raised.value) == message


@given(st.binary())
def test_any_bytes_give_a_result_or_a_clear_error(data: bytes) -> None:
    for read in (result_from_line, run_from_json):
        with pytest.raises(RecordingError):
            read(data, PATH)


_JSON: Any = st.recursive(st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3), st.lists, max_leaves=4)


@given(st.dictionaries(st.sampled_from(["status", "scores", "turns", "failure", "tags", "duration_s"]), _JSON))
def test_any_values_give_a_result_or_a_clear_error(changes: dict[str, Any]) -> None:
    with suppress(RecordingError):
        assert isinstance(result_from_line(line(**changes), PATH), AttemptResult)


def test_a_run_comes_back_without_its_attempts() -> None:
    run = RunResult(
        run_id="r", endpoint="mock", planned=3, interrupted=True, settings={"paths": ["a"]}, attempts=(RESULT,)
    )
    data = run_to_json(run)
    assert orjson.loads(data)["format"] == 1
    assert "attempts" not in orjson.loads(data)
    assert run_from_json(data, PATH) == RunResult(
        run_id="r", endpoint="mock", planned=3, interrupted=True, settings={"paths": ["a"]}
    )


def test_a_file_of_results_is_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_bytes(result_to_line(RESULT) + b"\n" + result_to_line(RESULT))
    assert read_results(path) == ((RESULT, RESULT), "")


@pytest.mark.parametrize("cut", [1, 20])
def test_a_last_line_that_was_cut_off_is_dropped_and_told(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "results.jsonl"
    whole = result_to_line(RESULT)
    path.write_bytes(whole + whole[:-cut])
    assert read_results(path) == ((RESULT,), f"line 2 was cut off after {len(whole) - cut} bytes")


def test_a_damaged_line_in_the_middle_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_bytes(result_to_line(RESULT) + b"{\n" + result_to_line(RESULT))
    with pytest.raises(RecordingError, match=r"results\.jsonl:2: not JSON: "):
        read_results(path)


def test_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"cannot be read: No such file or directory"):
        read_results(tmp_path / "results.jsonl")


def a_judged_run() -> RunResult:
    gate = Gate(name=GateName.WER, outcome=Outcome.PASS, why="", interval=Interval(-0.01, 0.02), p=0.5, scenarios=31)
    broken = Break(
        scenario_id="a",
        passed=1,
        attempts=5,
        known_passed=70,
        known_attempts=70,
        nights=14,
        p=1e-6,
        adjusted_p=5e-5,
        confirmed=True,
        fresh_passed=2,
        fresh_attempts=10,
    )
    change = Change(scenario_id="a", gate=GateName.PASSED, old=1.0, new=0.2, worse=True)
    verdict = RunVerdict(
        outcome=Outcome.REGRESSED,
        why="broken: a",
        gates=(gate,),
        breaks=(broken,),
        changes=(change,),
        nights=14,
        seed=2**63,
    )
    return RunResult(run_id="r", endpoint="gemini", verdict=verdict)


def test_a_verdict_comes_back_with_the_run() -> None:
    run = a_judged_run()
    assert run_from_json(run_to_json(run), PATH) == run


def test_an_outcome_that_is_none_is_refused() -> None:
    damaged = run_to_json(a_judged_run()).replace(b'"REGRESSED"', b'"WORSE"')
    with pytest.raises(RecordingError) as raised:
        run_from_json(damaged, PATH)
    wanted = "PASS, REGRESSED, IMPROVED, NO EVIDENCE, INCONCLUSIVE, NEW KEY"
    assert f'verdict.outcome: expected one of {wanted}, found "WORSE"' in str(raised.value)
