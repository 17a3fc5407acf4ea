"""Two arms in turn: the file that says what differs, the order, and what each arm is played with."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from evalkit.errors import ConnectError, EvalkitError, ScenarioErrors
from evalkit.recording.store import read_header
from evalkit.results import RunResult
from evalkit.runner.interleave import BaselineConfig, interleaved, read_baseline_config
from evalkit.runner.plan import Selection, make_plan, select
from evalkit.runner.preparation import prepare
from evalkit.runner.rescoring import rescore
from evalkit.runner.run import RunOptions, run_plan
from tests.runner.nights import Moody, worse_answers
from tests.runner.small import TESTS_OPTIONS, StubEndpoint, planned, typed, write_scenarios

SECRET = "AIzaSyNotARealKeyNotARealKeyNotAReal123"
WHOLE = """
endpoint: vertex
model: "2.5"
location: europe-west4
setup:
  generation_config: {temperature: 0.5}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "before.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_differs_is_read(tmp_path: Path) -> None:
    found = read_baseline_config(written(tmp_path, WHOLE))
    assert (found.endpoint, found.model, found.location, found.project) == ("vertex", "2.5", "europe-west4", "")
    assert found.settings == {
        "file": str(tmp_path / "before.yaml"),
        "endpoint": "vertex",
        "model": "2.5",
        "location": "europe-west4",
        "setup": {"generation_config": {"temperature": 0.5}},
    }
    same = read_baseline_config(written(tmp_path, "{}"))
    assert same.settings == {"file": str(tmp_path / "before.yaml")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("modle: x", "FILE:1:1: modle: unknown key 'modle'; did you mean 'model'?"),
        ("model: 2.5", "FILE:1:8: model: expected a text, found 2.5; put it in quotes"),
        ("model: ' '", "FILE:1:8: model: expected a text, found ' '; put it in quotes"),
        ("setup: Kore", "FILE:1:8: setup: expected a mapping, found 'Kore'"),
        ("setup: {model: m}", "FILE:1:9: setup.model: a setup names no model; give it as `model`, beside `setup`"),
        ("setup: {temperature: 1}", "FILE:1:9: setup.temperature: "),
        (
            "[a, b]",
            "FILE:1:1: expected a mapping of endpoint, model, project, location, api_version, setup, found a list",
        ),
        ("model: [", "FILE:2:1: not valid YAML: "),
        (" \n", "--interleave FILE: the file is empty; say what differs: endpoint, model, "),
        ("# later\n", "--interleave FILE: the file is empty; say what differs: endpoint, model, "),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(EvalkitError) as error:
        read_baseline_config(path)
    assert str(error.value).replace(str(path), "FILE").startswith(said)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_baseline_config(tmp_path / "none.yaml")
    assert str(error.value) == f"--interleave {tmp_path}/none.yaml: No such file or directory; name a YAML file"


def config(**more: object) -> BaselineConfig:
    return BaselineConfig(path=Path("before.yaml"), **more)  # type: ignore[arg-type]


def test_arms_take_turns_to_begin(tmp_path: Path) -> None:
    scenarios = select(Selection((write_scenarios(tmp_path, a=typed(), b=typed(), c=typed()),)))
    plan = interleaved(make_plan(scenarios, 4, seed=3), config())
    pairs = [plan.attempts[place : place + 2] for place in range(0, 24, 2)]
    assert all(
        one.scenario.id == two.scenario.id and {one.arm, two.arm} == {"candidate", "baseline"} for one, two in pairs
    )
    assert all(abs(one.attempt - two.attempt) == 1 for one, two in pairs)
    for name in "abc":
        begins = [one.arm for one, two in pairs if one.scenario.id == name]
        assert begins in (["candidate", "baseline"] * 2, ["baseline", "candidate"] * 2)
    assert Counter(one.arm for one, _ in pairs) == {"candidate": 6, "baseline": 6}
    numbers = Counter((each.scenario.id, each.attempt) for each in plan.attempts)
    assert set(numbers.values()) == {1}
    assert {each.attempt % 2 for each in plan.attempts if each.arm == "candidate"} == {1}
    assert plan.settings["interleave"] == {"file": "before.yaml"}


def test_the_baseline_has_its_own_setup(tmp_path: Path) -> None:
    text = typed(more="setup: {generationConfig: {topP: 0.9, temperature: 1}, system_instruction: Be brief.}")
    (scenario,) = select(Selection((write_scenarios(tmp_path, a=text),)))
    setup = {"generation_config": {"temperature": 0.5}, "systemInstruction": "Be kind."}
    plan = interleaved(make_plan([scenario]), config(setup=setup))
    arms = {each.arm: each.scenario for each in plan.attempts}
    assert arms["candidate"] is scenario
    assert arms["baseline"].setup == {
        "generationConfig": {"topP": 0.9, "temperature": 0.5},
        "system_instruction": {"parts": [{"text": "Be kind."}]},
    }
    assert arms["baseline"].document["setup"]["system_instruction"] == "Be kind."
    assert (arms["baseline"].script, arms["baseline"].turns) == (scenario.script, scenario.turns)
    assert plan.scenarios == (scenario,)


def test_a_setup_that_does_not_fit_a_scenario_is_refused_before_anything_is_played(tmp_path: Path) -> None:
    declared = "setup: {tools: [{function_declarations: [{name: f}]}]}\ntools: {f: {return: {}}}"
    scenarios = select(Selection((write_scenarios(tmp_path, a=typed(more=declared)),)))
    with pytest.raises(ScenarioErrors) as error:
        interleaved(make_plan(scenarios), config(setup={"tools": []}))
    assert str(error.value).startswith(f"{tmp_path}/scenarios/a.yaml: tools.f: ")


def played(tmp_path: Path, endpoint: StubEndpoint, baseline: StubEndpoint) -> RunResult:
    root = tmp_path / "scenarios"
    plan = interleaved(planned(root, 2), config(setup={"generation_config": {"temperature": 0.5}}))
    (tmp_path / "run").mkdir()
    options = RunOptions(baseline=baseline)
    prepared = prepare(plan.scenarios, TESTS_OPTIONS.speech)
    return run_plan(plan, prepared, endpoint, tmp_path / "run", options)


def test_each_arm_is_played_on_its_endpoint_into_its_own_folders(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed())
    worse = Moody(name="older", worse=worse_answers(tmp_path, root), bad={"a": (1, 2)})
    run = played(tmp_path, StubEndpoint(), worse)
    found = {each.folder: (each.arm, each.attempt, each.status) for each in run.attempts}
    assert found == {
        "attempts/a/candidate-1": ("candidate", 1, "passed"),
        "attempts/a/baseline-2": ("baseline", 2, "failed"),
        "attempts/a/candidate-3": ("candidate", 3, "passed"),
        "attempts/a/baseline-4": ("baseline", 4, "failed"),
    }
    headers = [read_header(tmp_path / "run" / each.folder) for each in run.attempts]
    assert {each.endpoint for each in headers} == {"stub", "older"}
    setups = {each.endpoint: each.scenario.get("setup") for each in headers}
    assert setups == {"stub": None, "older": {"generation_config": {"temperature": 0.5}}}
    assert (run.endpoint, run.planned, len(run.sample)) == ("stub", 4, 2)


@dataclass
class Telltale(StubEndpoint):
    """An endpoint with a credential."""

    def secrets(self) -> tuple[str, ...]:
        return (SECRET,)


def test_a_credential_of_the_baseline_alone_is_kept_out_of_every_file(tmp_path: Path) -> None:
    write_scenarios(tmp_path, a=typed())
    refused = ConnectError("wss://example.test", f"the key {SECRET} is refused")
    played(tmp_path, StubEndpoint(), Telltale({"a": refused}))
    written = [path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()]
    assert any(b"the key" in data for data in written)
    assert not any(SECRET.encode() in data for data in written)
    url = f"wss://example.test/live?key={SECRET}"
    assert SECRET not in str(config(endpoint=url).settings)
    assert config(endpoint=url).settings["endpoint"].startswith("wss://example.test/live")


def test_arms_survive_scoring_again_without_results(tmp_path: Path) -> None:
    write_scenarios(tmp_path, a=typed())
    run = played(tmp_path, StubEndpoint(), StubEndpoint())
    (tmp_path / "run/results.jsonl").unlink()
    again = rescore(tmp_path / "run")
    assert {each.folder: each.arm for each in again.attempts} == {each.folder: each.arm for each in run.attempts}
