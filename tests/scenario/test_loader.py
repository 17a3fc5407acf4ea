import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evalkit.errors import EvalkitError, PluginError, ScenarioErrors, UsageError
from evalkit.scenario.loader import load_scenario, load_scenarios, scenario_from_document
from evalkit.scenario.model import AudioInput, SayInput, ScorerSpec, Start, ToolAnswer, ToolStub

_DESIGN_EXAMPLE = """\
description: Asks for a temperature by voice; the model must call the tool once and speak the answer.
tags: [tools, nightly]
setup:                                   # the API's own setup, snake_case or camelCase, without `model`
  system_instruction: You answer in one short sentence.
  generation_config: {response_modalities: [AUDIO],
                      speech_config: {voice_config: {prebuilt_voice_config: {voice_name: Kore}}}}
  input_audio_transcription: {}
  output_audio_transcription: {}
  tools:
    - function_declarations:
        - name: get_temperature
          parameters: {type: OBJECT, properties: {location: {type: STRING}}, required: [location]}
tools:                                   # what the stub answers
  get_temperature:
    - {when: {location: /new york/i}, return: {celsius: 12}, after_ms: 300}
turns:
  - say: What is the temperature in New York?
    expect:
      tools: {calls: [{name: get_temperature, args: {location: {matches: new york}}}]}
      latency: {voice_to_voice_ms: {max: 2500}}
      transcript: {contains: "12"}
  - say: And in Paris? # interrupts the model 600 ms into its answer
    start: {after: model_speech, delay_ms: 600}
    expect: {interruption: {stop_ms: {max: 500}}}
expect:                                  # the whole session
  wer: {input: {max: 0.10}}
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    return tmp_path / "scenarios"


def _errors(*paths: str | Path, **options: Any) -> list[str]:
    with pytest.raises(ScenarioErrors) as raised:
        load_scenarios(paths, **options)
    return [str(error) for error in raised.value.errors]


def test_the_example_of_the_design(root: Path) -> None:
    (root / "tools").mkdir()
    (root / "tools" / "temperature.yaml").write_text(_DESIGN_EXAMPLE)
    (scenario,) = load_scenarios(["scenarios"])
    assert scenario.id == "tools/temperature"
    assert scenario.source == root / "tools" / "temperature.yaml"
    assert scenario.root == root
    assert scenario.tags == ("tools", "nightly")
    assert [turn.user for turn in scenario.turns] == [
        SayInput("What is the temperature in New York?"),
        SayInput("And in Paris?"),
    ]
    assert scenario.turns[1].start == Start("model_speech", 600)
    assert scenario.turns[1].expect == (ScorerSpec("interruption", {"stop_ms": {"max": 500}}),)
    assert scenario.expect == (ScorerSpec("wer", {"input": {"max": 0.1}}),)
    assert scenario.tools == (
        ToolStub("get_temperature", (ToolAnswer({"location": "/new york/i"}, {"celsius": 12}, None, 300),)),
    )
    assert scenario.script is None
    again = scenario_from_document(json.loads(json.dumps(scenario.document)), scenario.id, scenario.source, root)
    assert again == scenario


def test_an_audio_turn_keeps_the_path_as_written(root: Path) -> None:
    (root / "audio").mkdir()
    (root / "audio" / "a.wav").write_bytes(b"")
    (root / "a.yaml").write_text("turns: [{audio: audio/a.wav, transcript: Hello.}]\n")
    assert load_scenario("scenarios/a.yaml").turns[0].user == AudioInput("audio/a.wav", "Hello.")


def test_no_is_a_tool_argument_and_not_false(root: Path) -> None:
    (root / "a.yaml").write_text(
        "setup: {tools: [{function_declarations: [{name: set_light}]}]}\n"
        "tools: {set_light: {when: {state: no}, return: {on: off}}}\n"
        "turns: [{text: hi, expect: {tools: {calls: [{name: set_light, args: {country: no}}]}}}]\n"
        "mock: {turns: [[{call: {set_light: {state: no}}}]]}\n"
    )
    scenario = load_scenario(root / "a.yaml")
    assert scenario.tools[0].answers[0].when == {"state": "no"}
    assert scenario.tools[0].answers[0].returns == {"on": "off"}
    assert scenario.turns[0].expect[0].args["calls"][0]["args"] == {"country": "no"}
    assert scenario.script is not None
    assert scenario.script.turns[0].steps[0].calls == (("set_light", {"state": "no"}),)  # type: ignore[union-attr]


def test_all_mistakes_of_all_files_in_file_and_line_order(root: Path) -> None:
    (root / "b.yaml").write_text("turns:\n  - say: hi\n    noise: 3\ntags: nightly\nlanguage: 3\n")
    (root / "a.yaml").write_text("turns: [\n")
    (root / "c.yaml").write_text("turns: [{text: fine}]\n")
    assert _errors("scenarios") == [
        "scenarios/a.yaml:2:1: not valid YAML: did not find expected node content",
        "scenarios/b.yaml:3:5: turns.0.noise: unknown key 'noise'; the keys here are start, image, expect, video, "
        "conditions, say, speaker",
        "scenarios/b.yaml:4:7: tags: expected a list, found 'nightly'",
        "scenarios/b.yaml:5:11: language: expected a string, found 3; put it in quotes",
    ]


def test_ids_must_differ(root: Path) -> None:
    for name in ("a.yaml", "a.yml", "B.yaml", "b.yaml"):
        (root / name).write_text("turns: [{text: hi}]\n")
    assert _errors("scenarios") == [
        "scenarios/a.yml: the scenario id 'a' is taken; scenarios/a.yaml has it; rename one of them",
        "scenarios/b.yaml: 'b' differs only in case; scenarios/B.yaml has 'B'; rename one of them",
    ]


def test_ids_of_two_roots_must_differ(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "more" / "scenarios"
    other.mkdir(parents=True)
    for folder in (root, other):
        (folder / "a.yaml").write_text("turns: [{text: hi}]\n")
    assert _errors("scenarios", "more") == [
        "scenarios/a.yaml: the scenario id 'a' is taken; more/scenarios/a.yaml has it; rename one of them"
    ]


def test_what_is_no_regular_file_is_not_opened(root: Path) -> None:
    os.mkfifo(root / "pipe.yaml")
    (root / "zero.yaml").symlink_to("/dev/zero")
    (root / "gone.yaml").symlink_to(root / "nowhere")
    assert _errors("scenarios") == [
        "scenarios/gone.yaml: it cannot be read: No such file or directory; check its permissions",
        "scenarios/pipe.yaml: it is not a regular file; name a file",
        "scenarios/zero.yaml: it is not a regular file; name a file",
    ]


def test_a_large_file_is_not_read_to_its_end(root: Path) -> None:
    with (root / "a.yaml").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert _errors("scenarios") == ["scenarios/a.yaml: the file is larger than 1048576 bytes; split it into several"]


def test_a_name_that_cannot_be_shown(root: Path) -> None:
    (root / "a\nb.yaml").write_text("turns: [{text: hi}]\n")
    assert _errors("scenarios") == [
        r"'scenarios/a\nb.yaml': the file's name holds characters that cannot be shown; rename it"
    ]


def test_a_folder_is_not_one_scenario(root: Path) -> None:
    with pytest.raises(UsageError, match="scenarios is a folder; name one scenario file"):
        load_scenario("scenarios")


def _check(name: str, args: Mapping[str, Any]) -> None:
    if name == "latencyy":
        raise PluginError("scorer", name, "unknown", "did you mean 'latency'?")
    if name == "broken":
        raise PluginError("scorer", name, "a:b does not load: no module")
    if "mx" in str(args):
        raise UsageError("latency: voice_to_voice_ms: unknown limit 'mx'", "did you mean 'max'?")
    if name == "odd":
        raise EvalkitError("not this way")


def test_scorers_are_asked_about_each_entry(root: Path) -> None:
    (root / "a.yaml").write_text(
        "turns:\n"
        "  - say: hi\n"
        "    expect:\n"
        "      latencyy: {}\n"
        "      latency: {gap_ms: {max: 3}, voice_to_voice_ms: {mx: 3}}\n"
        "      wer: {}\n"
        "expect:\n"
        "  odd: {}\n"
        "  broken: {}\n"
    )
    assert _errors("scenarios", check_scorer=_check) == [
        "scenarios/a.yaml:4:7: turns.0.expect.latencyy: unknown scorer 'latencyy'; did you mean 'latency'?",
        "scenarios/a.yaml:5:55: turns.0.expect.latency.voice_to_voice_ms.mx: unknown limit 'mx'; did you mean 'max'?",
        "scenarios/a.yaml:8:3: expect.odd: not this way",
        "scenarios/a.yaml:9:3: expect.broken: scorer 'broken': a:b does not load: no module",
    ]


def test_scorers_are_not_asked_about_arguments_that_are_no_mapping(root: Path) -> None:
    (root / "a.yaml").write_text("turns: [{say: hi, expect: {odd: 3}}]\n")
    assert _errors("scenarios", check_scorer=_check) == [
        "scenarios/a.yaml:1:33: turns.0.expect.odd: expected a mapping, found 3"
    ]
