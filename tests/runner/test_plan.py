"""What a run is going to play: selection, rounds, seeds, and expectations that make no sense."""

from pathlib import Path

import pytest

from evalkit.errors import NothingSelected, PluginError, ScenarioErrors, UsageError
from evalkit.runner.plan import Selection, check_scorer, make_plan, seed_for, select
from evalkit.scenario.model import Scenario
from tests.runner.small import typed, write_scenarios


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_scenarios(
        tmp_path,
        greeting=typed(more="tags: [short, nightly]"),
        tools__weather=typed(more="tags: [nightly]"),
        tools__time=typed(),
    )


def chosen(root: Path, *filters: str, tags: tuple[str, ...] = ()) -> list[str]:
    return [scenario.id for scenario in select(Selection((root,), filters, tags))]


@pytest.mark.parametrize(
    ("filters", "tags", "ids"),
    [
        ((), (), ["greeting", "tools/time", "tools/weather"]),
        (("tools/*",), (), ["tools/time", "tools/weather"]),
        (("weath",), (), ["tools/weather"]),
        (("greet", "time"), (), ["greeting", "tools/time"]),
        (("t??ls/[tw]ime",), (), ["tools/time"]),
        (("GREETING",), (), None),
        ((), ("nightly",), ["greeting", "tools/weather"]),
        ((), ("nightly", "short"), ["greeting"]),
        ((), ("~nightly",), ["tools/time"]),
        ((), ("nightly", "~short"), ["tools/weather"]),
        (("tools",), ("nightly",), ["tools/weather"]),
    ],
)
def test_selection(root: Path, filters: tuple[str, ...], tags: tuple[str, ...], ids: list[str] | None) -> None:
    if ids is None:
        with pytest.raises(NothingSelected):
            chosen(root, *filters, tags=tags)
    else:
        assert chosen(root, *filters, tags=tags) == ids


def test_nothing_selected_says_what_there_is(root: Path) -> None:
    with pytest.raises(NothingSelected) as by_tag:
        chosen(root, "tools", tags=("night", "~short"))
    assert str(by_tag.value) == (
        f"no scenario selected in {root}; none of 3 there fits --filter tools --tag night --tag ~short; "
        "tags there: nightly, short"
    )
    with pytest.raises(NothingSelected) as by_filter:
        chosen(root, "wether")
    assert str(by_filter.value) == (
        f"no scenario selected in {root}; none of 3 there fits --filter wether; "
        "ids there: greeting, tools/time, tools/weather"
    )
    with pytest.raises(NothingSelected) as one:
        select(Selection((root / "greeting.yaml",), ("x",)))
    assert "the one scenario there does not fit --filter x; ids there: greeting" in str(one.value)


def test_a_folder_without_scenarios(tmp_path: Path) -> None:
    with pytest.raises(NothingSelected) as error:
        chosen(tmp_path)
    assert str(error.value) == f"no scenario selected in {tmp_path}; scenario files end in .yaml or .yml"


def order(scenarios: tuple[Scenario, ...], repeat: int, seed: int | None) -> list[tuple[str, int]]:
    return [(each.scenario.id, each.attempt) for each in make_plan(scenarios, repeat, seed).attempts]


def test_attempts_of_a_scenario_are_spread_over_the_run(root: Path) -> None:
    scenarios = select(Selection((root,)))
    ids = ["greeting", "tools/time", "tools/weather"]
    assert order(scenarios, 2, None) == [*((each, 1) for each in ids), *((each, 2) for each in ids)]
    assert make_plan(scenarios, 2).scenarios == scenarios


def test_a_seed_shuffles_each_round_and_always_in_the_same_way(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, **{f"s{number}": typed() for number in range(8)})
    scenarios = select(Selection((root,)))
    first = order(scenarios, 3, 7)
    assert first == order(scenarios, 3, 7)
    assert first != order(scenarios, 3, 8)
    assert first != order(scenarios, 3, None)
    rounds = [first[:8], first[8:16], first[16:]]
    assert [{number for _, number in each} for each in rounds] == [{1}, {2}, {3}]
    assert all({name for name, _ in each} == {scenario.id for scenario in scenarios} for each in rounds)
    assert [name for name, _ in rounds[0]] != [name for name, _ in rounds[1]]


def test_repeats_are_always_shuffled_by_a_seed_that_can_be_kept() -> None:
    assert seed_for(1, None) is None
    assert [seed_for(repeat, 0) for repeat in (1, 5)] == [0, 0]
    drawn = {seed_for(5, None) for _ in range(8)}
    assert len(drawn) > 1
    assert all(seed is not None and 0 <= seed < 2**32 for seed in drawn)


def test_no_attempts_is_no_plan() -> None:
    with pytest.raises(UsageError) as error:
        make_plan((), repeat=0)
    assert str(error.value) == "--repeat 0: at least 1 attempt of each scenario is needed"


def test_expectations_that_make_no_sense_are_placed_in_their_file(tmp_path: Path) -> None:
    text = "turns:\n  - text: hi\n    expect:\n      latncy: {}\n      silence: {fr_s: 2}\n"
    root = write_scenarios(tmp_path, wrong=text)
    with pytest.raises(ScenarioErrors) as error:
        select(Selection((root,)))
    scorer, argument = str(error.value).splitlines()
    assert scorer.startswith(f"{root}/wrong.yaml:4:7: turns.0.expect.latncy: ")
    assert scorer.endswith("'latncy'; did you mean 'latency'?")
    assert argument.startswith(f"{root}/wrong.yaml:5:")
    assert argument.endswith("unknown argument 'fr_s'; did you mean 'for_s'?")


@pytest.mark.parametrize(
    ("calls", "said"),
    [
        (
            "[{name: f}, {nmae: f}]",
            "6:35: turns.0.expect.tools.calls.1.nmae: unknown argument 'nmae'; did you mean 'name'?",
        ),
        (
            "[{name: f, args: {city: {mathces: x}}}]",
            "6:47: turns.0.expect.tools.calls.0.args.city.mathces: unknown matcher 'mathces', did you mean 'matches'?; "
            "for a mapping with such a key add `*: any`, or use `equals`",
        ),
        (
            "[{name: f, args: {at.hour: {one_of: [1, {type: int}]}}}]",
            "6:63: turns.0.expect.tools.calls.0.args.at.hour.one_of.1.type: must be one of string, number, integer, "
            "boolean, object, array, not \"int\"; did you mean 'integer'?",
        ),
        ("[{name: f, times: name}]", "6:33: turns.0.expect.tools.calls.0.times: must be a whole number from 1 to 100"),
        ("{name: f}", '6:15: turns.0.expect.tools.calls: must be a list, not {"name": "f"}'),
    ],
)
def test_a_mistake_inside_an_expectation_is_placed_exactly(tmp_path: Path, calls: str, said: str) -> None:
    text = f"""setup: {{tools: [{{function_declarations: [{{name: f}}]}}]}}
tools:
  f: {{when: {{city: Oslo}}, return: {{}}}}
turns:
  - {{say: hi, expect: {{
      tools: {{calls: {calls}}}}}}}
"""
    root = write_scenarios(tmp_path, wrong=text)
    with pytest.raises(ScenarioErrors) as error:
        select(Selection((root,)))
    [line] = str(error.value).splitlines()
    assert line.removeprefix(f"{root}/wrong.yaml:").startswith(said)


def test_what_a_tool_answers_to_is_checked_too(tmp_path: Path) -> None:
    text = "setup: {tools: [{function_declarations: [{name: f}]}]}\n"
    text += "tools: {f: {when: {city: {lik: Oslo}}}}\nturns: [{say: hi}]\n"
    root = write_scenarios(tmp_path, wrong=text)
    with pytest.raises(ScenarioErrors) as error:
        select(Selection((root,)))
    assert str(error.value).startswith(f"{root}/wrong.yaml:2:27: tools.f.when.city.lik: unknown matcher 'lik'")


def test_check_scorer() -> None:
    check_scorer("latency", {"voice_to_voice_ms": {"max": 2500}})
    with pytest.raises(PluginError):
        check_scorer("nosuch", {})
