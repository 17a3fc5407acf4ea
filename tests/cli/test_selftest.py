"""`evalkit selftest-stats`: the table, the JSON, the exit code, and the same numbers in however many processes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from evalkit.selftest import findings, promises
from tests.cli.commands import Command

FEW = tuple(
    replace(trial, setting=replace(trial.setting, scenarios=20, policy=replace(trial.setting.policy, draws=200)))
    for trial in promises.TRIALS
    if trial.name in ("quiet", "interleaved-20")
)


@pytest.fixture(autouse=True)
def few_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "TRIALS", FEW)


def test_prints_the_table_and_what_it_comes_to(evalkit: Command) -> None:
    found = evalkit("selftest-stats", "--nights", "4", "--jobs", "1")
    assert (found.code, found.err) == (0, "")
    lines = found.out.splitlines()
    assert lines[0].startswith("| on simulated nights ")
    assert lines[2].startswith("| nothing changed: red ")
    assert "at most 1 %" in lines[2]
    assert lines[-1] == "3 promises: 3 kept, 0 broken"


def test_a_broken_promise_is_exit_code_1(evalkit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    always = replace(FEW[0].countings[0], seen=lambda judged: True)
    monkeypatch.setattr(findings, "TRIALS", (replace(FEW[0], countings=(always,)),))
    found = evalkit("selftest-stats", "--nights", "4", "--jobs", "1")
    assert found.code == 1
    assert found.out.splitlines()[-1] == "1 promises: 0 kept, 1 broken"


def test_doubt_is_told_and_is_no_failure(evalkit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    never = replace(FEW[1].countings[0], seen=lambda judged: False, bound=0.5)
    monkeypatch.setattr(findings, "TRIALS", (replace(FEW[1], countings=(never,)),))
    found = evalkit("selftest-stats", "--nights", "4", "--jobs", "1")
    # 0 of 1 where half was promised: the exact interval reaches up to 97.5 %.
    assert (found.code, found.out.splitlines()[-1]) == (
        0,
        "1 promises: 0 kept, 1 in doubt (more --nights would tell), 0 broken",
    )


def test_json_is_the_same_for_the_same_seed(evalkit: Command) -> None:
    def printed(seed: str) -> str:
        return evalkit("selftest-stats", "--nights", "4", "--jobs", "1", "--seed", seed, "--json").out

    assert printed("1") == printed("1")
    found = json.loads(printed("1"))
    assert found["nights"] == 4
    assert found["seed"] == 1
    assert found["findings"][0]["trial"] == "quiet"


@pytest.mark.parametrize("option", ["--nights=0", "--seed=-1", "--jobs=0", "--nights=many"])
def test_mistakes_are_refused(evalkit: Command, option: str) -> None:
    found = evalkit("selftest-stats", option)
    assert (found.code, found.out) == (4, "")
    assert found.err.startswith(f"error: Invalid value for '{option.partition('=')[0]}'")
    assert found.err.endswith("(try evalkit selftest-stats --help)\n")


def test_help_says_what_the_exit_code_means(evalkit: Command) -> None:
    found = evalkit("selftest-stats", "--help")
    assert found.code == 0
    assert "The exit code is 1 when a promise is broken" in " ".join(found.out.split())


def test_two_processes_count_what_one_does(evalkit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    # Other processes import the trials as they are: they are given two small ones of the whole list.
    monkeypatch.setattr(findings, "TRIALS", promises.TRIALS)
    place = next(number for number, trial in enumerate(promises.TRIALS) if trial.name == "interleaved-20")
    todo = [findings.Job(place, part, 2, 7) for part in range(2)]
    monkeypatch.setattr(findings, "jobs", lambda nights, seed: iter(todo))
    one, two = (evalkit("selftest-stats", "--jobs", jobs).out for jobs in ("1", "2"))
    assert one == two
    assert "100.0 %" in one
