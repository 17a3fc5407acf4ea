from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.outcome import Gate, GateName, Outcome
from evalkit.reporters.html.baseline import baseline_view, kind_of
from evalkit.reporters.html.verdict_model import BaselineView, GateDrawing
from evalkit.reporters.html.view import report_view
from evalkit.results import RunResult
from evalkit.stats.intervals import Interval
from tests.reporters.parts import details_of, page_of
from tests.reporters.sample import small_run
from tests.reporters.verdicts import LATENCY, PASSED, SLOWER, VERDICTS, WER, judged

FILES = {f"attempts/latency/story/1/{name}" for name in ("user.flac", "model.flac")}


def baseline(run: RunResult) -> BaselineView:
    view = report_view(run, FILES).baseline
    assert view is not None
    return view


def drawn(gate: Gate) -> GateDrawing | None:
    return baseline_view(replace(VERDICTS["regressed"], gates=(gate,)), {}, ()).gates[0].drawing


def test_what_changed_links_to_the_turn_and_plays_it() -> None:
    slower = baseline(judged("regressed")).moved[2][0]
    assert (slower.name, slower.anchor, slower.where) == ("latency/story", "latency/story/1/1", "see attempt 1, turn 1")
    assert slower.why == ("turn 1 alone: 3,120 ms",)
    assert slower.user is not None
    assert slower.model is not None
    assert slower.user.url.startswith("./attempts/latency/story/1/user.flac#t=")


def test_all_of_a_scenario_stands_together_and_says_a_reason_once() -> None:
    *_, story = baseline(judged("regressed")).moved
    assert [each.name for each in story] == ["latency/story", "latency/story"]
    twice = (replace(SLOWER, gate=GateName.PASSED), replace(SLOWER, gate=GateName.PASSED))
    ((first, again),) = baseline(
        replace(judged("regressed"), verdict=replace(VERDICTS["exactly-regressed"], changes=twice))
    ).moved
    assert first.why
    assert again.why == ()


def test_what_failed_says_what_its_turn_missed() -> None:
    broke = replace(VERDICTS["exactly-regressed"], changes=(replace(SLOWER, gate=GateName.PASSED),))
    ((view,),) = baseline(replace(judged("regressed"), verdict=broke)).moved
    (attempt,) = (each for each in judged("regressed").attempts if each.scenario_id == SLOWER.scenario_id)
    assert view.why
    assert all(any(score.metric in why for score in attempt.scores) for why in view.why)


def test_what_cannot_be_heard_still_links_to_its_scenario() -> None:
    (broke,), (shaky,), *_ = baseline(judged("regressed")).moved
    # The attempt passed, so that no turn stands out; and of video/dog nothing was measured.
    assert (broke.anchor, broke.model) == ("tools/temperature/1", None)
    assert (shaky.anchor, shaky.where) == ("video/dog", "")


def test_a_scenario_the_run_has_not_is_no_link() -> None:
    elsewhere = replace(VERDICTS["exactly-regressed"], changes=(replace(SLOWER, scenario_id="gone/away"),))
    assert baseline(replace(small_run(), verdict=elsewhere)).moved[0][0].anchor == ""


@pytest.mark.parametrize("name", VERDICTS)
def test_every_link_leads_somewhere_and_the_verdict_is_the_headline(name: str) -> None:
    page = page_of(judged(name), FILES)
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    details = details_of(judged(name), FILES)
    turns = {turn["anchor"] for each in details["attempts"].values() for turn in each["turns"]}
    assert set(re.findall(r'href="#([^"?]*)(?:\?play=1)?"', page)) <= {
        *ids,
        *details["scenarios"],
        *details["attempts"],
        *turns,
    }
    (heading,) = re.findall(r"<h1>(.*?)</h1>", page)
    assert f"</span> {VERDICTS[name].outcome.value} — " in heading
    assert not re.search(r"<[^>]* style=", page)


def test_the_attempts_of_both_arms_and_fresh_repeats_have_anchors_of_their_own() -> None:
    run = judged("regressed")
    first = run.attempts[0]
    arms = (replace(first, arm="candidate"), replace(first, arm="baseline"), replace(first, fresh=True))
    (scenario,) = report_view(replace(run, attempts=arms), ()).scenarios
    attempts = details_of(replace(run, attempts=arms))["attempts"]
    assert [(anchor, each["label"]) for anchor, each in attempts.items()] == [
        ("tools/temperature/1", "Attempt 1"),
        ("tools/temperature/1-fresh", "Attempt 1 (fresh repeat)"),
        ("tools/temperature/1-baseline", "Attempt 1 (baseline arm)"),
    ]
    assert scenario.passed == "1/1 · fresh 1/1"


def test_worse_is_drawn_to_the_left_whatever_the_metric() -> None:
    # The longest reach is the interval's low end, 10.2 points, at 46 % of the width from the middle.
    assert drawn(PASSED) == GateDrawing(
        dot="18.0", low="4.0", width="27.5", unseen_from="32.0", unseen="18.0", words=baseline_words(PASSED)
    )
    better, worse = drawn(WER), drawn(LATENCY)
    assert better is not None
    assert worse is not None
    assert float(better.dot) > 50 > float(worse.dot)
    assert (worse.low, worse.unseen) == ("", "")


def baseline_words(gate: Gate) -> str:
    found = drawn(gate)
    assert found is not None
    assert found.words.startswith("pass rate 97.2 % → 90.1 %")
    return found.words


def test_a_gate_without_numbers_is_not_drawn() -> None:
    assert drawn(Gate(name=GateName.TOOLS, outcome=Outcome.NEW_KEY, why="")) is None


@given(*[st.floats(-1e9, 1e9)] * 3, st.floats(0, 1e9))
def test_every_drawing_stays_within_its_width(difference: float, one: float, other: float, detectable: float) -> None:
    interval = Interval(min(one, other), max(one, other))
    found = drawn(replace(PASSED, difference=difference, interval=interval, detectable=detectable))
    assert found is not None
    ends = [float(found.low), float(found.low) + float(found.width), float(found.dot), float(found.unseen_from or 50)]
    assert all(3.8 <= end <= 96.2 for end in ends)


def test_outcomes_are_classes_that_the_style_knows() -> None:
    assert [kind_of(each) for each in Outcome] == [
        "pass", "regressed", "improved", "no-evidence", "inconclusive", "new-key"
    ]  # fmt: skip


def test_a_quarantined_scenario_says_that_it_is_no_part_of_the_verdict() -> None:
    run = judged("regressed")
    kept = replace(run, attempts=(replace(run.attempts[0], quarantined="until 2026-12-06: a new voice"),))
    assert "passed, quarantined" in page_of(kept)
    (scenario,) = details_of(kept)["scenarios"].values()
    assert scenario["quarantined"] == "until 2026-12-06: a new voice"
