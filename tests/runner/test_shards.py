"""Which scenarios a job plays: each in exactly one, told by its id alone."""

from collections import Counter
from dataclasses import replace

import pytest

from evalkit.errors import UsageError
from evalkit.runner.shards import Shard, parse_shard
from evalkit.scenario.model import Scenario

IDS = tuple(f"folder/scenario {number}" for number in range(400))


@pytest.mark.parametrize("of", [1, 2, 3, 7, 1_000])
def test_every_scenario_is_in_exactly_one_shard(of: int) -> None:
    shards = [Shard(number, of) for number in range(1, of + 1)]
    assert all(sum(shard.of_id(each) for shard in shards) == 1 for each in IDS)


def test_shards_are_about_as_large_as_each_other() -> None:
    sizes = Counter(next(number for number in (1, 2, 3, 4) if Shard(number, 4).of_id(each)) for each in IDS)
    assert all(70 <= size <= 130 for size in sizes.values())


def test_what_else_there_is_makes_no_difference() -> None:
    scenarios = [Scenario(id=each, turns=()) for each in IDS]
    some = Shard(2, 3).part(scenarios[::2])
    assert some == tuple(each for each in Shard(2, 3).part(scenarios) if each in scenarios[::2])
    assert some
    assert Shard(2, 3).part([replace(each, description="new") for each in some]) != ()
    assert Shard(1, 3).part(some) == ()


def test_the_same_on_every_machine() -> None:
    assert [number for number in range(12) if Shard(1, 4).of_id(IDS[number])] == [0, 6]


@pytest.mark.parametrize(
    ("text", "shard"), [("1/1", Shard(1, 1)), ("2/4", Shard(2, 4)), (" 12/1000 ", Shard(12, 1000))]
)
def test_as_written(text: str, shard: Shard) -> None:
    assert parse_shard(text) == shard
    assert str(shard) == text.strip()


@pytest.mark.parametrize(
    "text", ["0/4", "5/4", "1/0", "1", "1/", "/4", "a/b", "1/4/2", "-1/4", "1.0/4", "1/1001", "٢/٤"]
)
def test_no_part_of_a_run(text: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_shard(text)
    assert str(error.value) == (f"--shard {text} is no part of a run; write 1/4 for the first of four, up to 4/4")
