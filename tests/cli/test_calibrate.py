"""`evalkit calibrate`: prints error bars, and needs no file."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import Command


def test_the_table_of_one_instrument(evalkit: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = evalkit("calibrate", "stop_ms")
    assert (found.code, found.err) == (0, "")
    heads, _, row, *_ = found.out.splitlines()
    assert " ".join(heads.split()) == "instrument material n bias median p95 worst missed false alarms"
    assert row.split() == ["stop_ms", "made", "timeline", "24", "0", "0", "0", "0", "0/24", "0–14", "%", "–"]
    assert list(tmp_path.iterdir()) == []


def test_json_holds_the_same(evalkit: Command) -> None:
    (row,) = json.loads(evalkit("calibrate", "stop_ms", "--json").out)
    assert [row[name] for name in ("instrument", "unit", "n", "false_alarms")] == ["stop_ms", "ms", 24, None]
    assert row["median"] == pytest.approx(0, abs=0.001)
    assert row["missed"] == {"part": 0, "whole": 24, "low": 0.0, "high": pytest.approx(0.1425, abs=1e-4)}


def test_an_unknown_name_is_a_mistake(evalkit: Command) -> None:
    found = evalkit("calibrate", "stop_mss")
    assert (found.code, found.out) == (4, "")
    assert found.err == "error: there is no instrument 'stop_mss'; did you mean stop_ms?\n"
