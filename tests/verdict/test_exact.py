"""Replays: the same twice is nothing; whatever is worse is REGRESSED by name; what cannot be measured is no pass."""

from evalkit.history.night import Night, Played
from evalkit.outcome import Outcome, RunVerdict
from evalkit.verdict.judge import judge
from tests.verdict.nights import CER, FIRST, WER, a_night, times


def replayed(now: list[Played], *before: list[Played]) -> RunVerdict:
    history = [a_night(number, played, endpoint="replay") for number, played in enumerate(before, start=1)]
    return judge(a_night(20, now, endpoint="replay"), history)


def test_the_same_twice_is_nothing() -> None:
    played = [*times("a", 1, 1, amounts={FIRST: (812.5, -40.0)}), *times("b", 0, 1, counts={WER: (3, 20)})]
    found = replayed(played, played)
    assert (found.outcome, found.why, found.changes, found.gates, found.exact) == (
        Outcome.PASS,
        "nothing changed",
        (),
        (),
        True,
    )


def test_one_worse_answer_is_named_however_many_are_better() -> None:
    before = [played for name in "abcd" for played in times(name, int(name == "a"), 1)]
    now = [played for name in "abcd" for played in times(name, int(name != "a"), 1)]
    found = replayed(now, before)
    assert (found.outcome, found.why) == (Outcome.REGRESSED, "worse than the baseline: a")
    assert found.unconfirmed is False, "nothing is repeated that would be the same again"


def test_one_more_word_error_is_worse_though_below_the_floor_of_nights() -> None:
    before, now = times("a", 1, 1, counts={WER: (10, 20)}), times("a", 1, 1, counts={WER: (11, 20)})
    assert replayed(now, before).outcome is Outcome.REGRESSED
    assert replayed(before, now).outcome is Outcome.IMPROVED
    none = times("a", 1, 1, counts={CER: (0, 0), WER: (10, 20)})
    assert replayed(none, before).outcome is Outcome.PASS


def test_one_slower_turn_of_three_is_worse_though_the_median_stays() -> None:
    before = times("a", 1, 1, amounts={FIRST: (800.0, 900.0, 1_000.0)})
    found = replayed(times("a", 1, 1, amounts={FIRST: (800.0, 900.0, 3_000.0)}), before)
    assert (found.outcome, [(each.old, each.new) for each in found.changes]) == (
        Outcome.REGRESSED,
        [(1_000.0, 3_000.0)],
    )
    # 40 ms are below the floor, and times below 0 are not compared.
    assert replayed(times("a", 1, 1, amounts={FIRST: (800.0, 900.0, 1_040.0)}), before).outcome is Outcome.PASS
    assert replayed(times("a", 1, 1, amounts={FIRST: (-800.0, 900.0, 1_000.0)}), before).outcome is Outcome.PASS


def test_a_turn_that_became_faster_does_not_hide_one_that_became_slower() -> None:
    before = times("a", 1, 1, amounts={FIRST: (2_000.0, 900.0, 1_000.0)})
    found = replayed(times("a", 1, 1, amounts={FIRST: (950.0, 900.0, 1_500.0)}), before)
    # The medians are 1,000 and 950 ms: 50 ms apart are 5.3 % of 950, so that the scenario counts as faster by them.
    assert found.outcome is Outcome.REGRESSED
    assert [(each.old, each.new, each.worse) for each in found.changes] == [(1_000.0, 1_500.0, True)]


def test_a_later_night_of_few_scenarios_hides_nothing_of_the_rest() -> None:
    whole = [*times("a", 1, 1), *times("b", 1, 1)]
    found = replayed([*times("a", 1, 1), *times("b", 0, 1)], whole, times("a", 1, 1))
    assert (found.outcome, found.why) == (Outcome.REGRESSED, "worse than the baseline: b")


def test_the_last_accepted_night_counts_and_no_older_one() -> None:
    assert replayed(times("a", 0, 1), times("a", 1, 1), times("a", 0, 1)).outcome is Outcome.PASS


def test_what_could_be_measured_before_and_not_now_is_inconclusive() -> None:
    many = [played for number in range(99) for played in times(f"s{number:02}", 1, 1)]
    found = replayed([*many, *times("a", 1, 1, status="infra")], [*many, *times("a", 1, 1)])
    assert (found.outcome, found.why) == (Outcome.INCONCLUSIVE, "could not be measured: a")


def test_a_scenario_that_changed_is_new() -> None:
    found = replayed([*times("a", 0, 1, content="d"), *times("b", 1, 1)], [*times("a", 1, 1), *times("b", 1, 1)])
    assert (found.outcome, found.new_scenarios) == (Outcome.PASS, ("a",))


def test_another_endpoint_is_another_series() -> None:
    night: Night = a_night(20, times("a", 0, 1), endpoint="replay", key="other")
    assert judge(night, [a_night(1, times("a", 1, 1), endpoint="replay")]).outcome is Outcome.NEW_KEY
