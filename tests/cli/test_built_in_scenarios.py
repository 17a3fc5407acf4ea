"""The scenarios that come with evalkit: they pass from a bare checkout, and always with the same bytes."""

from pathlib import Path

from tests.cli.commands import Command, only_run
from tests.runner.test_run import contents

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def test_the_same_bytes_every_time_and_when_scored_again(evalkit: Command, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in SCENARIOS.rglob("*")}
    folders = []
    for name in ("one", "two"):
        found = evalkit("run", SCENARIOS, "--out", tmp_path / name)
        assert (found.code, found.err) == (0, ""), found.out
        folders.append(only_run(tmp_path / name))
    one, two = ((folder / "results.jsonl").read_bytes() for folder in folders)
    assert one == two
    assert contents(folders[0]) == contents(folders[1])
    assert evalkit("score", folders[0]).code == 0
    assert (folders[0] / "results.jsonl").read_bytes() == one
    assert {path: path.stat().st_mtime_ns for path in SCENARIOS.rglob("*")} == before
