"""What is said of scenarios and models before anything is played."""

from pathlib import Path

import pytest

from evalkit.media.user_audio import silence_audio
from evalkit.profiles.known import profile_named
from evalkit.profiles.profile import Backend
from evalkit.runner.model_check import findings, model_note
from evalkit.runner.preparation import Prepared
from evalkit.scenario.loader import load_scenarios
from tests.runner.small import write_scenarios

TEXT = """\
setup: {generation_config: {response_modalities: [TEXT]}}
turns: [{text: Hello, expect: {latency: {voice_to_voice_ms: {max: 1}}}}]
"""


def test_errors_and_warnings_of_a_file_stand_in_line_order(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=TEXT, b="setup: {output_audio_transcription: {}}\nturns: [{text: Hello}]\n")
    found = findings(load_scenarios([root]), [root], None, profile_named("dev-3.8"))
    assert [str(each) for each in found] == [
        f"{root}/a.yaml:1:51: error: setup.generation_config.response_modalities.0: "
        "Gemini 3.8 Live on the Developer API answers in AUDIO, not in TEXT; "
        "ask for AUDIO; for the words add output_audio_transcription: {}",
        f"{root}/a.yaml:2:42: warning: turns.0.expect.latency.voice_to_voice_ms: "
        "nobody speaks in this turn, so there is no voice to count from; limit first_audible_ms, or say the turn",
    ]


def test_without_a_model_only_what_no_model_could_do_is_said(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=TEXT)
    assert [each.severity for each in findings(load_scenarios([root]), [root])] == ["warning"]


def test_a_file_is_named_as_the_user_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_scenarios(tmp_path, a=TEXT)
    monkeypatch.chdir(tmp_path)
    paths = [Path("scenarios")]
    [found] = findings(load_scenarios(paths), paths)
    assert str(found).startswith("scenarios/a.yaml:2:42: warning: ")


def test_the_length_of_the_audio_is_looked_at(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a="turns: [{say: Hello}]\n")
    prepared = {"a": Prepared({0: silence_audio(601.0)})}
    [found] = findings(load_scenarios([root]), [root], prepared, profile_named("dev-3.8"))
    assert str(found).startswith(f"{root}/a.yaml:1:1: warning: turns: the user alone takes 10 min 1 s, and a conn")


@pytest.mark.parametrize(
    ("model", "backend", "profile", "warning"),
    [
        ("gemini-3.8-live", "vertex", "vertex-3.8", ""),
        (
            "gemini-live-2.5-flash-preview",
            None,
            "dev-2.5-half-cascade",
            "gemini-live-2.5-flash-preview was shut down on 2025-12-09 (as of 2026-10, not confirmed); "
            "projects that used it before may still be served",
        ),
        (
            "gemini-2.0-flash-live-preview-04-09",
            None,
            "vertex-2.0",
            "gemini-2.0-flash-live-preview-04-09 was shut down in 2026-03 (as of 2026-10, not confirmed)",
        ),
        (
            "gemini-2.5-flash-native-audio-latest",
            None,
            "dev-2.5",
            "gemini-2.5-flash-native-audio-latest is deprecated since 2026-09-18 (as of 2026-10); access is limited",
        ),
        (
            "gemini-live-2.5-flash-native-audio",
            "gemini",
            "any",
            "gemini-live-2.5-flash-native-audio is a model of Vertex AI; "
            "the Developer API closes the session with 1008",
        ),
        ("foo", "vertex", "any", "nothing is known of foo, so the scenarios are not checked against it"),
    ],
)
def test_what_is_said_of_a_model(model: str, backend: Backend | None, profile: str, warning: str) -> None:
    note = model_note(model, backend)
    assert (note.profile.name, note.warning) == (profile, warning)
