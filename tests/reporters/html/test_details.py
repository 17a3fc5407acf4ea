"""Details by anchor, in files of about fifty attempts."""

from __future__ import annotations

from dataclasses import replace

from evalkit.reporters.html.details import details_data, numbers, sharded
from evalkit.reporters.html.scenario import Grouped
from evalkit.results import RunResult
from tests.reporters.parts import details_of, summary_of
from tests.reporters.sample import attempt, sample_run


def groups(*sizes: int) -> Grouped:
    return {
        f"s{place}": tuple(attempt(f"s{place}", "passed", [], [], attempt=n) for n in range(size))
        for place, size in enumerate(sizes)
    }


def test_a_scenario_is_never_split() -> None:
    shards = list(sharded(groups(30, 20, 1, 120, 3)))
    assert [[len(each) for each in shard.values()] for shard in shards] == [[30, 20], [1], [120], [3]]
    assert numbers(shards) == [0] * 50 + [1] + [2] * 120 + [3] * 3
    assert list(sharded({})) == []


def test_every_anchor_of_the_summary_is_in_the_file_it_names() -> None:
    summary, details = summary_of(sample_run()), details_of(sample_run())
    scenarios, attempts = summary["scenarios"]["anchor"], summary["attempts"]
    anchors = [f"{scenarios[s]}/{n}" for s, n in zip(attempts["scenario"], attempts["number"], strict=True)]
    assert sorted(details["attempts"]) == sorted(anchors)
    assert sorted(details["scenarios"]) == sorted(scenarios)


def test_the_arms_and_fresh_repeats_stand_after_the_runs_own() -> None:
    first = attempt("a", "passed", [], [])
    arms = (replace(first, arm="baseline"), replace(first, fresh=True), first)
    run = RunResult(run_id="", endpoint="", attempts=arms)
    assert list(details_of(run)["attempts"]) == ["a/1", "a/1-fresh", "a/1-baseline"]


def test_an_attempt_that_one_file_does_not_carry_says_where_it_is() -> None:
    story: Grouped = {
        "latency/story": (next(each for each in sample_run().attempts if each.scenario_id == "latency/story"),)
    }
    (view,) = details_data(story, (), ())["attempts"].values()
    assert view.audio_note == "the recording is not in this file: it is in attempts/latency/story/1 of the run"
    (view,) = details_data(story, (), ("attempts/latency/story/1",))["attempts"].values()
    assert "nothing to play" in view.audio_note
