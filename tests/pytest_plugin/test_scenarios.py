"""Scenario files as pytest's items: which are collected, what becomes of them, and the run they leave."""

import json
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from evalkit.cli.init import starter_files

pytest_plugins = ["pytester"]

# What a run inside this process imports is forgotten after it, and numpy can be loaded only once.
import_module("evalkit.pytest_plugin.playing")
import_module("evalkit.pytest_plugin.run")


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project that is strict, with one scenario and its recording."""
    for name, content in starter_files("none", ""):
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    pytester.makeini(
        "[pytest]\naddopts = --strict-markers\nfilterwarnings = error\nasyncio_default_fixture_loop_scope = function"
    )
    monkeypatch.setenv("HOME", str(pytester.path / "home"))
    return pytester


def run(project: pytest.Pytester, *arguments: str, parallel: str = "-n0") -> pytest.RunResult:
    known = entry_points(group="pytest11", name="evalkit")
    named = () if known else ("-p", "evalkit.pytest_plugin")
    return project.runpytest_inprocess(*named, "-p", "no:cacheprovider", parallel, *arguments)


def scenario(project: pytest.Pytester) -> Path:
    return project.path / "scenarios" / "temperature.yaml"


def changed(project: pytest.Pytester, old: str, new: str) -> None:
    text = scenario(project).read_text("utf-8")
    assert old in text
    scenario(project).write_text(text.replace(old, new), "utf-8")


def stored(project: pytest.Pytester) -> dict[str, Any]:
    (path,) = project.path.glob("reports/*/run.json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def test_nothing_is_collected_unless_it_is_asked_for(project: pytest.Pytester) -> None:
    result = run(project, "scenarios")
    result.assert_outcomes()
    assert not (project.path / "reports").exists()


def test_flag_collects_what_looks_like_a_scenario_and_no_other_yaml(project: pytest.Pytester) -> None:
    (project.path / "compose.yaml").write_text("services:\n  turns: {image: x}\n", "utf-8")
    (project.path / "broken.yml").write_text("{{ helm }}: [", "utf-8")
    result = run(project, "--evalkit", "-v")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*scenarios/temperature.yaml::temperature PASSED*", "evalkit: report: reports/*.html"])


def test_ini_option_collects_every_file_of_its_folders(project: pytest.Pytester) -> None:
    with (project.path / "tox.ini").open("a", encoding="utf-8") as ini:
        ini.write("\nevalkit_scenarios = scenarios")
    (project.path / "scenarios" / "mistake.yaml").write_text("turn: []\n", "utf-8")
    (project.path / "scenarios" / "recordings" / "notes.yaml").write_text("turn: []\n", "utf-8")
    result = run(project, "scenarios")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["scenarios/mistake.yaml:*did you mean 'turns'?*"])
    assert "Traceback" not in result.stdout.str()


def test_ini_option_that_names_nothing_is_told(project: pytest.Pytester) -> None:
    with (project.path / "tox.ini").open("a", encoding="utf-8") as ini:
        ini.write("\nevalkit_scenarios = scenari")
    result = run(project)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: evalkit_scenarios: there is no file or folder */scenari"])


def test_failure_says_why_in_lines_and_without_traceback(project: pytest.Pytester) -> None:
    changed(project, 'contains: "12"', 'contains: "13"')
    result = run(project, "--evalkit", "--junitxml=junit.xml")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ temperature _*",
            "temperature, attempt 1: failed",
            "  turn 1: transcript.transcript_ok 0, *",
            "  recording: reports/*-pytest-replay/attempts/temperature/1",
        ]
    )
    assert "Error" not in result.stdout.str()
    (failure,) = ET.parse(project.path / "junit.xml").iter("failure")
    assert str(failure.text).startswith("temperature, attempt 1: failed\n  turn 1: transcript.transcript_ok 0")
    (recording,) = project.path.glob("reports/*/attempts/temperature/1")
    assert (recording / "model.flac").is_file()


def test_what_cannot_be_measured_is_an_error_and_no_failure(project: pytest.Pytester) -> None:
    changed(project, "return: {celsius: 12}", "return: {celsius: 13}")
    result = run(project, "--evalkit")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["temperature, attempt 1: invalid", "  replay, turn 1: expected tool answer *"])


def test_scenario_without_recording_says_how_to_make_one(project: pytest.Pytester) -> None:
    scenario(project).rename(project.path / "scenarios" / "new.yaml")
    result = run(project, "--evalkit")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*no reference recording of new; make one: evalkit record PATH --endpoint mock"])


def test_announced_failure_is_an_xfail_and_an_unannounced_pass_fails(project: pytest.Pytester) -> None:
    text = scenario(project).read_text("utf-8")
    scenario(project).write_text(f"expected_failure: says Celsius\n{text}", "utf-8")
    result = run(project, "--evalkit")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["  passed, though announced to fail: says Celsius"])
    changed(project, 'contains: "12"', 'contains: "13"')
    result = run(project, "--evalkit", "-rx")
    result.assert_outcomes(xfailed=1)
    result.stdout.fnmatch_lines(["XFAIL scenarios/temperature.yaml::temperature - says Celsius"])
    run(project, "--evalkit", "--runxfail").assert_outcomes(failed=1)


def test_repeats_are_items_and_one_run(project: pytest.Pytester) -> None:
    result = run(project, "--evalkit", "--evalkit-repeat", "3", "-v")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["*temperature.yaml::temperature[[]3[]] PASSED*"])
    found = stored(project)
    assert (found["planned"], found["endpoint"]) == (3, "replay")
    assert "interrupted" not in found
    assert found["settings"]["repeat"] == 3
    (results,) = project.path.glob("reports/*/results.jsonl")
    lines = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    assert [(line["attempt"], line["folder"]) for line in lines] == [
        (number, f"attempts/temperature/{number}") for number in (1, 2, 3)
    ]
    assert not list(results.parent.glob(".parts"))


def test_first_failure_ends_it_and_the_run_says_what_is_missing(project: pytest.Pytester) -> None:
    changed(project, 'contains: "12"', 'contains: "13"')
    run(project, "--evalkit", "--evalkit-repeat", "3", "-x").assert_outcomes(failed=1)
    assert stored(project)["planned"] == 3


def test_selecting_by_word_tag_and_id(project: pytest.Pytester) -> None:
    changed(project, "tags: [tools]", "tags: [tools, skip, tél-1, 2nd]")
    for arguments in (("-k", "temperature"), ("-m", "tools"), ("-k", "2nd"), ("-k", "skip")):
        run(project, "--evalkit", *arguments).assert_outcomes(passed=1)
    run(project, "--evalkit", "-k", "weather").assert_outcomes(deselected=1)


def test_same_id_twice_is_refused(project: pytest.Pytester) -> None:
    (project.path / "scenarios" / "Temperature.yml").write_bytes(scenario(project).read_bytes())
    result = run(project, "--evalkit")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*the scenario id 'temperature' is taken; scenarios/Temperature.yml has it*"])


def test_workers_side_by_side_make_one_run(project: pytest.Pytester) -> None:
    result = run(project, "--evalkit", "--evalkit-repeat", "4", parallel="-n2")
    result.assert_outcomes(passed=4)
    assert stored(project)["planned"] == 4
    (results,) = project.path.glob("reports/*/results.jsonl")
    assert len(results.read_text("utf-8").splitlines()) == 4
    assert (results.parent / "report.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--evalkit-endpoint", "replya"), "ERROR: --evalkit-endpoint: endpoint 'replya'*did you mean 'replay'?*"),
        (("--evalkit-repeat", "0"), "ERROR: --evalkit-repeat 0: 1 to 1,000 attempts can be made"),
    ],
)
def test_options_that_make_no_sense_are_one_line(
    project: pytest.Pytester, arguments: tuple[str, ...], line: str
) -> None:
    result = run(project, "--evalkit", *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([line])


def test_fixture_gives_trace_and_result(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import asyncio
        import pytest
        from evalkit.errors import UsageError

        def test_words(evalkit_trace):
            trace, result = evalkit_trace("scenarios/temperature.yaml")
            assert trace.turns[0].said == "It is twelve degrees Celsius in New York."
            assert result.status == "passed"

        @pytest.mark.asyncio
        async def test_beside_a_loop(evalkit_trace):
            assert evalkit_trace("scenarios/temperature.yaml").result.status == "passed"

        def test_scripted(evalkit_trace):
            assert evalkit_trace("scenarios/temperature.yaml", endpoint="mock").result.status == "passed"

        def test_missing(evalkit_trace):
            with pytest.raises(UsageError, match="a relative path begins at pytest's root folder"):
                evalkit_trace("temperature.yaml")
    """)
    run(project).assert_outcomes(passed=4)
    assert not (project.path / "reports").exists()
