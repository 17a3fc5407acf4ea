"""`evalkit check` and `schema`: files are judged without playing them."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import Command
from tests.runner.small import typed, write_scenarios


def test_check_counts_in_good_english(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed())
    assert evalkit("check", root).out == "1 scenario, 1 turn: no mistakes\n"
    write_scenarios(tmp_path, b="turns: [{text: One}, {text: Two}]\n")
    found = evalkit("check", root)
    assert (found.code, found.out, found.err) == (0, "2 scenarios, 3 turns: no mistakes\n", "")


def test_check_names_every_mistake(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a="turns: [{txt: One}]\n", b="turns: [{text: One, expect: {latncy: {}}}]\n")
    found = evalkit("check", root)
    assert (found.code, found.out) == (4, "")
    first, second = found.err.splitlines()
    assert first.startswith(f"error: {root}/a.yaml:1:")
    assert "did you mean 'text'?" in first
    assert second.startswith(f"error: {root}/b.yaml:1:")
    assert "did you mean 'latency'?" in second


def test_check_finds_nothing(evalkit: Command, tmp_path: Path) -> None:
    found = evalkit("check", tmp_path)
    assert found.code == 5
    assert found.err == f"error: no scenario selected in {tmp_path}; scenario files end in .yaml or .yml\n"


ANSWERED = """\
setup: {generation_config: {response_modalities: [%s]}, output_audio_transcription: {}}
turns: [{text: Hello}]
"""


def test_check_compares_with_a_model(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=ANSWERED % "AUDIO", b=ANSWERED % "TEXT")
    found = evalkit("check", root, "--model", "gemini-3.8-live", "--endpoint", "vertex")
    assert (found.code, found.err) == (4, "")
    error, summary = found.out.splitlines()
    assert error == (
        f"{root}/b.yaml:1:51: error: setup.generation_config.response_modalities.0: "
        "Gemini 3.8 Live on Vertex AI answers in AUDIO or VIDEO, not in TEXT; "
        "ask for AUDIO or VIDEO; for the words add output_audio_transcription: {}"
    )
    assert summary == "2 scenarios, 2 turns: 1 error"


def test_warnings_leave_the_exit_code_alone(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a="turns: [{text: Hello, expect: {transcript: {contains: there}}}]\n")
    found = evalkit("check", root, "--model", "gemini-3.8-live")
    assert (found.code, found.err) == (0, "")
    assert found.out.splitlines() == [
        f"{root}/a.yaml:1:32: warning: turns.0.expect.transcript: the setup asks for no output transcription, "
        "so there are no words to judge; add output_audio_transcription: {} to setup",
        "1 scenario, 1 turn: no mistakes, 1 warning",
    ]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        (("--model", "3.8", "--endpoint", "vertex"), "Gemini 3.8 Live on Vertex AI"),
        (("--model", "2.5", "--endpoint", "vertex"), "Gemini 2.5 native audio on Vertex AI"),
        (("--model", "3.8"), "Gemini 3.8 Live on the Developer API"),
    ],
)
def test_short_names_are_those_of_a_run(evalkit: Command, tmp_path: Path, asked: tuple[str, ...], title: str) -> None:
    root = write_scenarios(tmp_path, a=ANSWERED % "TEXT")
    found = evalkit("check", root, *asked)
    assert found.code == 4
    assert f"error: setup.generation_config.response_modalities.0: {title} answers in AUDIO" in found.out


def test_a_short_name_that_the_endpoint_has_not(evalkit: Command, tmp_path: Path) -> None:
    found = evalkit("check", tmp_path, "--model", "3.1", "--endpoint", "vertex")
    assert found.code == 4
    assert found.err.startswith(
        "error: model 3.1 is not served on --endpoint vertex; choose --endpoint gemini, or one of"
    )


def test_the_api_version_is_that_of_the_environment(
    evalkit: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = "setup: {proactivity: {proactive_audio: true}, output_audio_transcription: {}}\n"
    root = write_scenarios(tmp_path, a=f"{setup}turns: [{{text: Hello}}]\n")
    asked = ("check", root, "--model", "gemini-2.5-flash-native-audio-latest")
    outcomes = []
    for version in ("", "v1alpha", "v1beta"):
        monkeypatch.setenv("EVALKIT_GEMINI_API_VERSION", version)
        outcomes.append(evalkit(*asked))
    assert [outcome.code for outcome in outcomes] == [0, 0, 4]
    said = "takes it in API version v1alpha only; set EVALKIT_GEMINI_API_VERSION=v1alpha"
    assert [said in outcome.out for outcome in outcomes] == [True, False, True]


def test_an_unknown_model_is_said_once(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=ANSWERED % "TEXT", b=ANSWERED % "TEXT")
    found = evalkit("check", root, "--model", "gemini-9")
    assert found.code == 0
    assert found.out.splitlines() == [
        "warning: nothing is known of gemini-9, so the scenarios are not checked against it",
        "2 scenarios, 2 turns: no mistakes",
    ]


def test_an_endpoint_needs_a_model(evalkit: Command, tmp_path: Path) -> None:
    found = evalkit("check", tmp_path, "--endpoint", "vertex")
    assert (found.code, found.err) == (4, "error: --endpoint says where a model is served; name one with --model\n")


def test_schema_is_json(evalkit: Command) -> None:
    found = evalkit("schema")
    assert found.code == 0
    assert "turns" in json.loads(found.out)["properties"]
