"""The recordings that come with evalkit, replayed twice and judged: zero differences."""

from dataclasses import replace
from pathlib import Path

from evalkit.history.night import Night, night_of
from evalkit.outcome import Outcome
from evalkit.runner.run_folder import read_run
from evalkit.verdict.judge import judge
from tests.cli.commands import Command, only_run

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def replayed(evalkit: Command, reports: Path) -> Night:
    assert evalkit("run", SCENARIOS, "--out", reports).code == 0
    return replace(night_of(read_run(only_run(reports))), run_id=reports.name)


def test_the_same_recordings_twice_differ_in_nothing(evalkit: Command, tmp_path: Path) -> None:
    one, two = (replayed(evalkit, tmp_path / name) for name in ("one", "two"))
    before = replace(one, accepted_at="2027-01-01", started_at="2027-01-01")
    tonight = replace(two, started_at="2027-01-02")
    assert_exactly_the_same(before, tonight)
    assert_the_same_by_statistics(replace(before, endpoint="vertex"), replace(tonight, endpoint="vertex"))


def assert_exactly_the_same(before: Night, tonight: Night) -> None:
    found = judge(tonight, [before])
    assert (found.outcome, found.why, found.changes) == (Outcome.PASS, "nothing changed", ())
    assert (found.new_scenarios, found.gone_scenarios, found.exact) == ((), (), True)
    assert found.measured == found.planned == len(tonight.played) > 10
    # Each of them alone, worse: it is named, and nothing else is.
    for place, played in enumerate(tonight.played):
        worse = (*tonight.played[:place], replace(played, status="failed"), *tonight.played[place + 1 :])
        found = judge(replace(tonight, played=worse), [before])
        assert (found.outcome, found.why) == (Outcome.REGRESSED, f"worse than the baseline: {played.scenario_id}")


def assert_the_same_by_statistics(before: Night, tonight: Night) -> None:
    history = [replace(before, run_id=f"night-{day}", started_at=f"2027-01-01T{day:02}") for day in range(14)]
    found = judge(tonight, history)
    assert (found.outcome in (Outcome.PASS, Outcome.NO_EVIDENCE), found.changes, found.breaks) == (True, (), ())
    assert {gate.difference for gate in found.gates} <= {0.0, None}
    assert {gate.outcome for gate in found.gates} <= {Outcome.PASS, Outcome.NO_EVIDENCE, Outcome.NEW_KEY}
