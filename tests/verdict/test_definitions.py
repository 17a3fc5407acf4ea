"""Another version of a metric makes another scenario, and says so; another behaviour of the model does not."""

from evalkit.history.night import Night
from evalkit.outcome import Outcome
from evalkit.verdict.definitions import redefined, redefined_in_words, with_same_definitions
from evalkit.verdict.judge import judge
from tests.history.made_nights import a_night, attempts


def replayed(day: int, passes: str, *definitions: str, accepted: bool = True) -> Night:
    played = attempts("a", passes, definitions=definitions)
    return a_night(day, played, endpoint="replay", accepted_at="2026-11-20" if accepted else "")


def test_the_same_versions_are_compared() -> None:
    before, now = replayed(1, "+", "wer.input_wer@4"), replayed(2, "-", "wer.input_wer@4")
    assert with_same_definitions(before, now) is before
    assert judge(now, [before]).outcome is Outcome.REGRESSED


def test_a_newer_version_makes_the_scenario_new_and_says_so() -> None:
    before, now = replayed(1, "+", "wer.input_wer@4"), replayed(2, "-", "tools.tools_ok@1", "wer.input_wer@5")
    found = judge(now, [before])
    assert (found.outcome, found.new_scenarios) == (Outcome.NEW_KEY, ("a",))
    assert found.watched == ("new, as scored by newer definitions (wer.input_wer@5): a",)


def test_only_the_scenario_whose_metric_changed_is_new() -> None:
    before = a_night(1, attempts("a", "+", definitions=("x.y@1",)) + attempts("b", "+", definitions=("x.z@1",)))
    now = a_night(2, attempts("a", "+", definitions=("x.y@2",)) + attempts("b", "+", definitions=("x.z@1",)))
    assert [each.scenario_id for each in with_same_definitions(before, now).played] == ["b"]
    assert redefined(now, [before]) == {"a": ("x.y@2",)}


def test_a_metric_that_only_one_night_expected_is_the_models_doing() -> None:
    """A turn with tools has times of its own: a model that calls none tonight must not become new by it."""
    before, now = replayed(1, "+", "latency.tool_turn_first_audible_ms@1"), replayed(2, "-", "tools.tools_ok@1")
    assert judge(now, [before]).outcome is Outcome.REGRESSED
    assert judge(replayed(2, "-"), [before]).outcome is Outcome.REGRESSED


def test_a_night_that_does_not_say_is_compared_as_it_is() -> None:
    assert judge(replayed(2, "-", "wer.input_wer@5"), [replayed(1, "+")]).outcome is Outcome.REGRESSED


def test_one_night_of_the_same_versions_is_enough_not_to_be_new() -> None:
    nights = [replayed(1, "+", "x.y@1"), replayed(2, "-", "x.y@2")]
    found = judge(replayed(3, "-", "x.y@2"), nights)
    # Held against the first night it would be worse.
    assert (found.outcome, found.watched) == (Outcome.PASS, ())


def test_another_content_is_no_earlier_attempt_of_it() -> None:
    before = a_night(1, attempts("a", "+", content="other", definitions=("x.y@1",)))
    assert redefined(replayed(2, "+", "x.y@2"), [before]) == {}


def test_many_are_counted() -> None:
    found = {f"s{number}": ("x.y@2",) for number in range(7)}
    assert redefined_in_words(found) == ("new, as scored by newer definitions (x.y@2): s0, s1, s2, s3, s4 and 2 more",)
    assert redefined_in_words({}) == ()
