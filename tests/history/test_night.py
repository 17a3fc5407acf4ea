"""What a night keeps of a run: by which versions of which metrics its scenarios passed or failed."""

from evalkit.history.night import night_of, series_key
from evalkit.results import AttemptResult, RunResult
from evalkit.scorers.base import Score


def scored(metric: str, version: int, passed: bool | None) -> Score:
    return Score(scorer="wer", metric=metric, version=version, turn=0, value=None, passed=passed)


def attempt(number: int, *scores: Score) -> AttemptResult:
    status = "passed" if scores else "infra"
    return AttemptResult(scenario_id="a", attempt=number, status=status, content="c", scores=scores)  # type: ignore[arg-type]


def test_definitions_are_those_of_the_whole_scenario_and_only_of_what_was_expected() -> None:
    run = RunResult(
        run_id="r",
        endpoint="vertex",
        model="m",
        started_at="",
        planned=3,
        attempts=(
            # The first ended early, the last never began; unscored counts, as it was expected.
            attempt(1, scored("input_wer", 4, False)),
            attempt(2, scored("input_wer", 4, True), scored("output_wer", 2, False), scored("input_cer", 4, None)),
            attempt(3),
        ),
    )
    assert [each.definitions for each in night_of(run).played] == [("wer.input_wer@4", "wer.output_wer@2")] * 3


def test_replays_are_one_series_whatever_was_recorded_and_live_nights_are_not() -> None:
    assert series_key("replay", "models/a, models/b", "") == series_key("replay", "models/a", "")
    assert series_key("mock", "models/a", "x") == series_key("mock", "", "")
    keys = [("replay", "", ""), ("mock", "", ""), ("vertex", "a", "x"), ("vertex", "b", "x"), ("vertex", "a", "y")]
    assert len({series_key(*each) for each in keys}) == 5
