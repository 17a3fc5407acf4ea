"""`evalkit run --shard` and `evalkit merge`: one run from jobs that each played a part, judged as one."""

from pathlib import Path

import pytest

from evalkit.history.store import accepted_night, read_history
from evalkit.runner.run_folder import named_run, read_run
from evalkit.runner.shards import Shard
from tests.cli.commands import Command
from tests.runner.small import keep_references, typed, write_scenarios

NAMES = tuple(f"s{number}" for number in range(5))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_scenarios(tmp_path, **{name: typed() for name in NAMES})
    keep_references(root)
    return root


def play(evalkit: Command, root: Path, out: Path, of: int = 2) -> list[Path]:
    codes = [evalkit("run", root, "--out", out, "--shard", f"{number}/{of}").code for number in range(1, of + 1)]
    assert codes == [0] * of
    return sorted(path.parent for path in out.glob("*/run.json"))


def test_shards_are_played_apart_and_merged(evalkit: Command, root: Path, tmp_path: Path) -> None:
    shards = play(evalkit, root, tmp_path / "shards")
    assert [folder.name.partition("-replay-")[2] for folder in shards] == ["1-2", "2-2"]
    parts = [{each.scenario_id for each in read_run(folder).attempts} for folder in shards]
    assert parts == [{name for name in NAMES if Shard(number, 2).of_id(name)} for number in (1, 2)]
    junit = tmp_path / "junit.xml"
    everything = sorted((tmp_path / "shards").iterdir())
    assert len(everything) > len(shards)
    found = evalkit("merge", *everything, "--out", tmp_path / "out", "--junit", junit)
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("✓ 5 passed · 0 failed")
    folder = named_run(tmp_path / "out" / "latest")
    assert (read_run(folder).verdict, junit.read_bytes()) == (None, (folder / "junit.xml").read_bytes())
    assert evalkit("score", folder).code == 0


def test_a_merged_run_is_judged_as_one_night(evalkit: Command, root: Path, tmp_path: Path) -> None:
    place = tmp_path / "history"
    first = evalkit("merge", *play(evalkit, root, tmp_path / "one"), "--out", tmp_path / "out", "--baseline", place)
    assert (first.code, first.out[:9]) == (0, "+ NEW KEY")
    (night,) = read_history(place)
    assert (night.planned, {each.scenario_id for each in night.played}) == (5, set(NAMES))
    accepted_night(place, night, "2026-11-22", "first")
    write_scenarios(tmp_path, s3=typed(answer="I cannot say."))
    keep_references(root, name="again")
    worse = tmp_path / "two"
    evalkit("run", root, "--out", worse, "--shard", "1/2")
    evalkit("run", root, "--out", worse, "--shard", "2/2")
    shards = [path.parent for path in worse.glob("*/run.json")]
    found = evalkit("merge", *shards, "--out", tmp_path / "out", "--baseline", place)
    assert found.code == 6
    assert found.out.startswith("✗ REGRESSED — worse: s3 (")
    assert read_run(named_run(tmp_path / "out" / "latest")).settings["baseline"] == str(place)


def test_a_shard_without_scenarios_is_no_mistake(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, only=typed())
    keep_references(root)
    shards = play(evalkit, root, tmp_path / "shards", of=3)
    assert sorted(read_run(folder).planned for folder in shards) == [0, 0, 1]
    assert evalkit("merge", *shards, "--out", tmp_path / "out").out.startswith("✓ 1 passed")


def test_a_shard_that_is_missing(evalkit: Command, root: Path, tmp_path: Path) -> None:
    shards = play(evalkit, root, tmp_path / "shards", of=3)
    found = evalkit("merge", *shards[:2], "--out", tmp_path / "out", "--baseline", tmp_path / "history")
    assert (found.code, found.out) == (4, "")
    assert found.err == "error: missing: shard 3/3; name every shard; one that failed can be played again\n"
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "history").exists()


def test_a_merged_run_can_be_confirmed(evalkit: Command, root: Path, tmp_path: Path) -> None:
    place = tmp_path / "history"
    evalkit("merge", *play(evalkit, root, tmp_path / "one"), "--out", tmp_path / "out", "--baseline", place)
    found = evalkit("confirm", tmp_path / "out" / "latest")
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("+ NEW KEY")
