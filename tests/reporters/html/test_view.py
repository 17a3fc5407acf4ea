from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.reporters.html.view import report_view
from evalkit.results import RunResult
from evalkit.scorers.base import Score
from tests.reporters.sample import attempt, sample_run, scaled, timed

VIEW = report_view(sample_run(), ())


def test_the_page_holds_every_scenario_once_and_the_worst_first() -> None:
    assert len({each.anchor for each in VIEW.scenarios}) == len(VIEW.scenarios) == 12
    assert [each.status for each in VIEW.scenarios][:5] == ["failed", "failed", "invalid", "infra", "expected_failure"]
    greeting = next(each for each in VIEW.scenarios if each.name == "basics/greeting")
    assert (greeting.passed, greeting.status, VIEW.more_scenarios) == ("3/3", "passed", 0)


def test_who_reads_without_a_script_sees_the_worst_five_hundred() -> None:
    view = report_view(scaled(1_200), ())
    assert (len(view.scenarios), view.more_scenarios) == (500, 700)
    assert view.scenarios[0].status == "failed"
    assert (len(view.problems), view.more_problems) == (50, 291)


def test_what_became_of_the_plan_is_one_bar() -> None:
    shares = report_view(replace(sample_run(), planned=20), ()).shares
    assert [(each.kind, each.words, each.count) for each in shares] == [
        ("failed", "failed", 2),
        ("invalid", "invalid", 1),
        ("infra", "infra", 1),
        ("expected_failure", "expected failure", 1),
        ("passed", "passed", 9),
        ("missing", "never ran", 6),
    ]
    assert [each.x for each in shares][:3] == ["0.00", "10.00", "15.00"]
    assert sum(float(each.width) for each in shares) == pytest.approx(100, abs=0.1)
    assert report_view(RunResult(run_id="", endpoint=""), ()).shares == ()


def test_of_many_metrics_those_that_missed_come_first_and_the_rest_is_folded() -> None:
    dull = [Score(scorer="dull", metric=f"m{n}", version=1, turn=0, value=1.0, passed=True) for n in range(20)]
    bad = Score(scorer="zeal", metric="m", version=1, turn=0, value=1.0, passed=False)
    run = RunResult(run_id="", endpoint="", attempts=(attempt("a", "failed", [], [*dull, bad, *timed(900)]),))
    view = report_view(run, ())
    assert [each.name for each in view.foremost] == ["zeal.m", "latency.first_audible_ms"]
    assert len(view.others) == 22


def test_problems_link_to_their_attempt_and_to_the_turn_that_shows_them() -> None:
    heard = report_view(sample_run(), {"attempts/latency/story/1/model.flac"}).problems[0]
    assert (heard.turn, heard.turn_anchor, heard.audible) == ("1", "latency/story/1/1", True)
    assert (VIEW.problems[0].audible, VIEW.problems[2].turn) == (False, "")
    assert VIEW.problems[0].anchor == "latency/story/1"
    assert [problem.status for problem in VIEW.problems] == ["failed", "failed", "invalid", "infra"]


@pytest.mark.parametrize(
    ("provenance", "reference", "kind", "text"),
    [
        ("recorded", "", "live", "live"),
        ("recorded", "recorded", "recorded", "recorded"),
        ("recorded", "imported", "imported", "imported"),
        ("recorded", "synthetic", "synthetic", "synthetic"),
        ("recorded", "script", "synthetic", "script"),
        ("synthetic", "", "synthetic", "synthetic"),
        ("imported", "", "imported", "imported"),
        ("recorded", "dreamt", "other", "dreamt"),
    ],
)
def test_provenance_is_honest(provenance: str, reference: str, kind: str, text: str) -> None:
    run = RunResult(
        run_id="", endpoint="", attempts=(attempt("a", "passed", [], [], provenance=provenance, reference=reference),)
    )
    badge = report_view(run, ()).scenarios[0].provenance
    assert (badge.kind, badge.text) == (kind, text)


def test_spread_lies_within_its_axis() -> None:
    run = RunResult(run_id="", endpoint="", attempts=tuple(attempt("a", "passed", [], timed(n)) for n in range(1_000)))
    metric = report_view(run, ()).foremost[0]
    assert (metric.low, metric.high, len(metric.dots)) == ("0 ms", "999 ms", 200)
    assert (metric.dots[0].x, metric.dots[-1].x) == ("4.0", "95.6")
