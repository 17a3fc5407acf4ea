"""A recogniser on the command line: as attempts end, over a stored run, and where there is none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from evalkit.errors import UsageError
from evalkit.media.pcm import Samples
from evalkit.recognition import whisper
from evalkit.recognition.engine import Recognised
from evalkit.recording.annotation_file import read_annotations
from evalkit.results_json import read_results
from tests.cli.commands import Command, only_run
from tests.recognition.fakes import FakeRecogniser

SPEECH = Path(__file__).resolve().parents[2] / "scenarios" / "audio" / "say"
SCENARIO = """
setup:
  generation_config: {response_modalities: [AUDIO]}
  output_audio_transcription: {}
turns:
  - text: Are you still there?
    expect: {recognition: {audio_wer: {max: 0}}}
mock:
  turns:
    - - {say: "Yes, I am here.", after_ms: 300}
"""
NOBODY = "nobody has recognised the audio: pip install 'evalkit[speech]', then evalkit recognise RUN"


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scenario's file, with its speech beside it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "scenarios" / "audio" / "say"
    folder.mkdir(parents=True)
    for spoken in SPEECH.glob("yes-i-am-here-*.flac"):
        shutil.copy(spoken, folder)
    path = tmp_path / "scenarios" / "here.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def install(monkeypatch: pytest.MonkeyPatch, engine: object | None) -> None:
    """Makes this what is installed."""
    monkeypatch.setattr(whisper, "whisper_here", lambda model=None: engine)


def heard(reports: Path) -> tuple[float | None, str]:
    """The word error rate of the only attempt, and what is said of it."""
    [result], _ = read_results(only_run(reports) / "results.jsonl")
    [score] = [each for each in result.scores if each.metric == "audio_wer"]
    return score.value, score.explanation


def test_answers_are_listened_to_as_attempts_end(
    evalkit: Command, monkeypatch: pytest.MonkeyPatch, scenario: Path
) -> None:
    install(monkeypatch, engine := FakeRecogniser(Recognised("Yes, I am here.")))
    outcome = evalkit("run", scenario, "--endpoint", "mock")
    assert outcome.code == 0, outcome.out + outcome.err
    assert heard(Path("reports")) == (0.0, "0 errors in 4 words")
    [kept] = read_annotations(next(only_run(Path("reports")).glob("attempts/here/1")))
    assert (kept.by, kept.provenance, kept.answer["text"]) == ("a fake engine 1.0", "recorded", "Yes, I am here.")
    assert [language for _, _, language in engine.heard] == ["en"]


def test_what_was_recorded_answers_a_replay_without_the_extra(
    evalkit: Command, monkeypatch: pytest.MonkeyPatch, scenario: Path
) -> None:
    install(monkeypatch, FakeRecogniser(Recognised("Yes, I am hair.")))
    assert evalkit("record", scenario, "--out", "recorded").code == 1
    install(monkeypatch, None)
    assert evalkit("run", scenario).code == 1
    assert heard(Path("reports")) == (0.25, '1 error in 4 words; heard "yes i am hair" for "yes i am here"')


def test_without_a_recogniser_the_score_says_what_to_do_and_nothing_fails(
    evalkit: Command, monkeypatch: pytest.MonkeyPatch, scenario: Path
) -> None:
    install(monkeypatch, None)
    assert evalkit("check", scenario).code == 0
    outcome = evalkit("run", scenario, "--endpoint", "mock")
    assert (outcome.code, heard(Path("reports"))) == (0, (None, NOBODY))


def test_a_stored_run_is_listened_to_later(evalkit: Command, monkeypatch: pytest.MonkeyPatch, scenario: Path) -> None:
    install(monkeypatch, None)
    evalkit("run", scenario, "--endpoint", "mock")
    outcome = evalkit("recognise", "reports/latest", "--dry-run")
    assert (outcome.code, outcome.out) == (0, "1 answer, 1 s of audio\ndry run: nobody has listened\n")
    refused = evalkit("recognise", "reports/latest")
    assert refused.code == 4
    assert "no speech recogniser is installed; pip install 'evalkit[speech]'" in refused.err

    install(monkeypatch, FakeRecogniser(Recognised("Yes, I am here.")))
    outcome = evalkit("recognise", "reports/latest")
    assert outcome.code == 0, outcome.err
    assert outcome.out.startswith("1 answer, 1 s of audio\nlistening with a fake engine 1.0\nhere 1: 1 recognised\n")
    assert heard(Path("reports")) == (0.0, "0 errors in 4 words")
    assert evalkit("recognise", "reports/latest").out.startswith("nothing to listen to: every answer is recognised")


class Broken(FakeRecogniser):
    """Has weights that do not load."""

    def recognise(self, samples: Samples, rate_hz: int, language: str) -> Recognised:
        raise UsageError("the recogniser's weights in tiny do not load: no such file")


def test_a_recogniser_that_does_not_load_spoils_no_attempt(
    evalkit: Command, monkeypatch: pytest.MonkeyPatch, scenario: Path
) -> None:
    install(monkeypatch, Broken())
    outcome = evalkit("run", scenario, "--endpoint", "mock")
    why = "the recogniser's weights in tiny do not load: no such file"
    assert (outcome.code, heard(Path("reports"))) == (0, (None, f"the recogniser failed: {why}"))
    again = evalkit("recognise", "reports/latest")
    assert again.code == 7, "what could not be measured is no pass"
    assert f"here 1: 0 recognised, 1 not: {why}" in again.out


def test_weights_that_are_none_are_refused_before_anything_is_played(evalkit: Command, scenario: Path) -> None:
    outcome = evalkit("run", scenario, "--endpoint", "mock", "--asr-model", "nowhere")
    assert outcome.code == 4
    assert "--asr-model" in outcome.err
    assert not Path("reports").exists()


def test_no_recogniser_is_loaded_where_no_scenario_wants_one(
    evalkit: Command, monkeypatch: pytest.MonkeyPatch, scenario: Path
) -> None:
    def unasked(model: Path | None = None) -> None:
        raise AssertionError("nobody wants it")

    monkeypatch.setattr(whisper, "whisper_here", unasked)
    scenario.write_text(SCENARIO.replace("expect: {recognition: {audio_wer: {max: 0}}}", ""), encoding="utf-8")
    assert evalkit("run", scenario, "--endpoint", "mock").code == 0


def test_the_doctor_names_the_recogniser(evalkit: Command) -> None:
    found = {each["name"]: each for each in json.loads(evalkit("doctor", "--json").out)["findings"]}
    assert found["recogniser"]["state"] == "ok"
