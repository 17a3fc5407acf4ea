"""One run from its shards: what is refused, what is kept, and that the shards are left as they are."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.runner.merging import merge
from evalkit.runner.plan import Selection, make_plan, select
from evalkit.runner.preparation import prepare
from evalkit.runner.rescoring import rescore
from evalkit.runner.run import run_plan
from evalkit.runner.run_folder import read_run
from evalkit.runner.shards import parse_shard
from tests.runner.small import TESTS_OPTIONS, StubEndpoint, typed, write_scenarios

NAMES = tuple(f"s{number}" for number in range(6))


def play(tmp_path: Path, shard: str, root: Path | None = None, **settings: object) -> Path:
    """Plays one shard of six scenarios into a folder of its own."""
    root = root or write_scenarios(tmp_path, **{name: typed() for name in NAMES})
    scenarios = parse_shard(shard).part(select(Selection((root,))))
    folder = tmp_path / "shards" / shard.replace("/", "-")
    folder.mkdir(parents=True)
    asked = {"paths": ["scenarios"], "repeat": 2, "seed": 7, "shard": shard, **settings}
    plan = make_plan(scenarios, 2, settings=asked)
    run_plan(plan, prepare(scenarios, TESTS_OPTIONS.speech), StubEndpoint(), folder)
    return folder


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three shards that no test changes."""
    folder = tmp_path_factory.mktemp("merging")
    for number in (1, 2, 3):
        play(folder, f"{number}/3")
    return folder / "shards"


@pytest.fixture
def shards(played: Path, tmp_path: Path) -> list[Path]:
    shutil.copytree(played, tmp_path / "shards")
    return [tmp_path / "shards" / f"{number}-3" for number in (1, 2, 3)]


def test_shards_become_one_run(tmp_path: Path, shards: list[Path]) -> None:
    run, folder = merge(shards[::-1], tmp_path / "out")
    assert sorted((each.scenario_id, each.attempt) for each in run.attempts) == [(n, k) for n in NAMES for k in (1, 2)]
    assert (run.planned, run.endpoint, run.model, run.interrupted) == (12, "stub", "models/stub", False)
    assert run == read_run(folder)
    parts = [read_run(shard) for shard in shards]
    assert run.started_at == min(part.started_at for part in parts)
    assert run.finished_at == max(part.finished_at for part in parts)
    assert folder.name.startswith(run.started_at[:10].replace("-", ""))
    assert folder.name.endswith("-stub-merged")
    assert run.settings == {
        "paths": ["scenarios"],
        "repeat": 2,
        "seed": 7,
        "shards": [part.run_id for part in parts],
    }


def contents(folders: list[Path]) -> dict[Path, bytes]:
    return {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def test_the_merged_run_is_whole_and_the_shards_are_as_they_were(tmp_path: Path, shards: list[Path]) -> None:
    before = contents(shards)
    run, folder = merge(shards, tmp_path / "out")
    results = {each.folder: each for each in rescore(folder).attempts}
    assert results == {each.folder: each for each in run.attempts}
    assert contents(shards) == before


@pytest.mark.parametrize("links", [True, False])
def test_audio_is_stored_once_where_the_disk_can_do_that(
    tmp_path: Path, shards: list[Path], monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    kept = shards[1] / "tries/s0/1/1"
    kept.mkdir(parents=True)
    for name in ("model.flac", "annotations.jsonl"):
        (kept / name).write_bytes(name.encode())
    (kept / "elsewhere").symlink_to("/etc/hostname")
    if not links:
        monkeypatch.setattr(os, "link", refuse)
    target = merge(shards, tmp_path / "out")[1] / "tries/s0/1/1"
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {
        "model.flac": b"model.flac",
        "annotations.jsonl": b"annotations.jsonl",
    }
    # What may be written again must not be written in the shard too.
    assert os.stat(target / "model.flac").st_nlink == 1 + links
    assert os.stat(target / "annotations.jsonl").st_nlink == 1


def refuse(*_: object) -> None:
    raise OSError(1, "Operation not permitted")


def test_merged_again_it_is_called_the_same(tmp_path: Path, shards: list[Path]) -> None:
    names = [merge(shards, tmp_path / out)[1].name for out in ("one", "two")]
    assert names[0] == names[1]


def test_an_empty_shard_is_one_too(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, only=typed())
    folders = [play(tmp_path, f"{number}/2", root) for number in (1, 2)]
    run, _ = merge(folders, tmp_path / "out")
    assert (run.planned, run.model, len(run.attempts)) == (2, "models/stub", 2)


def test_seeds_may_differ_and_are_kept(tmp_path: Path) -> None:
    folders = [play(tmp_path, "1/2", seed=1), play(tmp_path, "2/2", seed=2, concurrency=4)]
    assert merge(folders, tmp_path / "out")[0].settings["seed"] == [1, 2]


def test_why_a_shard_stopped_is_kept(tmp_path: Path, shards: list[Path]) -> None:
    changed(shards[1], "run.json", lambda run: run["settings"].update(stopped="quota"))
    changed(shards[2], "run.json", lambda run: run.update(interrupted=True))
    run, _ = merge(shards, tmp_path / "out")
    assert (run.stopped, run.interrupted) == ("shard 2/3: quota", True)


def changed(folder: Path, name: str, change: Callable[[Any], object]) -> None:
    lines = (folder / name).read_bytes().splitlines() if name == "results.jsonl" else [(folder / name).read_bytes()]
    documents = [json.loads(line) for line in lines]
    for document in documents:
        change(document)
    (folder / name).write_text("".join(f"{json.dumps(document)}\n" for document in documents))


def refusal(tmp_path: Path, folders: list[Path]) -> str:
    with pytest.raises(UsageError) as error:
        merge(folders, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    return str(error.value).replace(f"{tmp_path}/shards/", "")


def test_missing_shards_are_named(tmp_path: Path, shards: list[Path]) -> None:
    hint = "name every shard; one that failed can be played again"
    assert refusal(tmp_path, shards[:1]) == f"missing: shard 2/3, 3/3; {hint}"
    assert refusal(tmp_path, shards[::2]) == f"missing: shard 2/3; {hint}"


def test_a_shard_given_twice_is_named(tmp_path: Path, shards: list[Path]) -> None:
    assert refusal(tmp_path, [*shards, shards[0]]) == "shard 1/3 is there 2 times: 1-3, 1-3; name one of them"


def test_shards_of_different_runs(tmp_path: Path, shards: list[Path]) -> None:
    other = play(tmp_path, "1/2")
    assert refusal(tmp_path, [other, *shards[1:]]) == "shards of 2 and of 3 are parts of different runs"


def test_what_is_no_shard(tmp_path: Path, shards: list[Path]) -> None:
    changed(shards[0], "run.json", lambda run: run["settings"].pop("shard"))
    assert refusal(tmp_path, shards) == "1-3 was not played with --shard; name the shards of one run"


def test_what_was_judged_by_other_files(tmp_path: Path, shards: list[Path]) -> None:
    (shards[0] / "judged_by.json").write_text("{}")
    hint = "score it as it was played: evalkit score 1-3"
    assert refusal(tmp_path, shards) == f"1-3 was scored by other files since; {hint}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda run: run.update(evalkit="0.0.1"), "evalkit"),
        (lambda run: run.update(endpoint="gemini"), "endpoint 'stub', and 2-3 'gemini'"),
        (lambda run: run.update(model="models/other"), "model 'models/stub', and 2-3 'models/other'"),
        (lambda run: run["settings"].update(repeat=3), "repeat 2, and 2-3 3"),
        (lambda run: run["settings"].update(tags=["x"]), "tags None, and 2-3 ['x']"),
    ],
)
def test_different_plans_are_refused(
    tmp_path: Path, shards: list[Path], change: Callable[[Any], object], said: str
) -> None:
    changed(shards[1], "run.json", change)
    found = refusal(tmp_path, shards)
    assert found.startswith(f"not shards of one run: 1-3 has {said}")
    assert found.endswith("; play them again with the same settings")


def test_different_metric_versions_are_refused(tmp_path: Path, shards: list[Path]) -> None:
    changed(shards[1], "results.jsonl", lambda result: result["scores"][0].update(version=99))
    score = read_run(shards[0]).attempts[0].scores[0]
    name = f"{score.scorer}.{score.metric}"
    found = f"1-3 version {score.version}, 2-3 version 99"
    assert refusal(tmp_path, shards) == (
        f"{name} does not mean the same in all shards: {found}; score the older ones: evalkit score"
    )


def test_overlapping_attempts_are_refused(tmp_path: Path, shards: list[Path]) -> None:
    folder = read_run(shards[0]).attempts[0].folder
    changed(shards[1], "results.jsonl", lambda result: result.update(folder=folder))
    assert refusal(tmp_path, shards) == (
        f"1-3 and 2-3 both hold {folder}; play the shards again from the same scenarios"
    )


def test_a_shard_that_does_not_say_when_it_began(tmp_path: Path, shards: list[Path]) -> None:
    changed(shards[1], "run.json", lambda run: run.update(started_at=""))
    assert refusal(tmp_path, shards) == "a shard does not say when it began, but ''"
