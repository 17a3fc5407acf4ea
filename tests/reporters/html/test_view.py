from __future__ import annotations

import pytest

from evalkit.reporters.html.view import report_view
from evalkit.results import RunResult
from tests.reporters.sample import attempt, sample_run, timed

VIEW = report_view(sample_run(), ())


def test_the_page_holds_every_scenario_and_attempt_once() -> None:
    assert len(VIEW.scenarios) == 12
    anchors = [each.anchor for scenario in VIEW.scenarios for each in scenario.attempts]
    assert len(anchors) == len(set(anchors)) == 14
    greeting = VIEW.scenarios[0]
    assert (greeting.name, greeting.passed, greeting.status) == ("basics/greeting", "3/3", "passed")


def test_problems_link_to_their_attempt() -> None:
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


def test_filters_offer_what_occurs() -> None:
    assert [status for status, _ in VIEW.statuses] == ["failed", "invalid", "infra", "expected_failure", "passed"]
    assert VIEW.tags == tuple(sorted(VIEW.tags))
    assert "nightly" in VIEW.tags


def test_spread_lies_within_its_axis() -> None:
    run = RunResult(run_id="", endpoint="", attempts=tuple(attempt("a", "passed", [], timed(n)) for n in range(1_000)))
    metric = report_view(run, ()).metrics[0]
    assert (metric.low, metric.high, len(metric.dots)) == ("0 ms", "999 ms", 200)
    assert (metric.dots[0].x, metric.dots[-1].x) == ("4.0", "95.6")
