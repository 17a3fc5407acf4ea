"""What is told of the nights before: signs in one column are of one night, and flaky is what the history says."""

from dataclasses import replace

from evalkit.outcome import Past
from evalkit.verdict.judge import judge
from evalkit.verdict.past import past
from tests.verdict.nights import a_night, nights, times


def test_each_night_has_a_sign_and_all_scenarios_the_same_nights() -> None:
    before = [
        a_night(1, times("a", 3, 3), times("b", 0, 3)),
        a_night(2, times("a", 1, 3)),
        a_night(3, times("a", 2, 2, status="infra"), times("b", 3, 3)),
    ]
    found = past(a_night(4, times("a", 1, 1), times("b", 1, 1), times("new", 1, 1)), before)
    assert found == (
        Past(scenario_id="a", nights="●◐·", passed=4, attempts=6, flaky=False),
        Past(scenario_id="b", nights="○·●", passed=3, attempts=6, flaky=False),
    )


def test_another_content_is_another_scenario_and_the_other_arm_another_configuration() -> None:
    before = [
        a_night(1, times("a", 0, 3, content="old")),
        a_night(2, times("a", 2, 2), times("a", 0, 2, arm="baseline")),
    ]
    (found,) = past(a_night(3, times("a", 1, 1)), before)
    assert (found.nights, found.passed, found.attempts) == ("●", 2, 2)


def test_a_scenario_that_came_later_has_no_signs_for_nights_before_it() -> None:
    before = [*nights(3, times("a", 1, 1)), a_night(5, times("a", 1, 1), times("b", 0, 1))]
    assert [each.nights for each in past(a_night(6, times("a", 1, 1), times("b", 1, 1)), before)] == ["●●●●", "○"]


def test_thirty_nights_are_looked_back_on() -> None:
    before = [replace(a_night(1, times("a", 0, 1)), run_id="old"), *nights(30, times("a", 1, 1))]
    (found,) = past(a_night(31, times("a", 1, 1)), before)
    assert (found.nights, found.passed) == ("●" * 30, 30)


def test_what_passes_now_and_then_is_flaky_and_what_broke_is_not() -> None:
    steady = [a_night(day, times("a", 3, 5), times("b", 5 if day <= 10 else 0, 5)) for day in range(1, 21)]
    found = {each.scenario_id: each.flaky for each in past(a_night(21, times("a", 5, 5), times("b", 5, 5)), steady)}
    assert found == {"a": True, "b": False}


def test_a_verdict_tells_it_of_nights_that_were_not_accepted_and_of_quarantine_too() -> None:
    before = [replace(each, accepted_at="") for each in nights(2, times("a", 1, 2))]
    kept = [replace(each, quarantined=True) for each in times("a", 0, 2)]
    tonight = a_night(9, times("a", 2, 2))
    found = judge(tonight, [*before, a_night(3, kept), replace(a_night(4, times("a", 2, 2)), key="another"), tonight])
    assert [each.nights for each in found.past] == ["◐◐○"]
