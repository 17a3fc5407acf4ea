"""Scenarios as pieces: from recordings where there are some, else from scripts."""

from pathlib import Path

import pytest

from evalkit.errors import RecordingError, ScenarioErrors, SpeechUnavailable
from evalkit.media.speech.store import SpeechStore
from evalkit.runner.plan import Selection, select
from evalkit.scenario.model import Scenario
from evalkit.scenario.script import Complete, Say, Write
from evalkit.serving.pieces import pieces_of
from tests.runner.small import TESTS_OPTIONS, keep_references, typed, write_scenarios

SPOKEN = """
setup: {output_audio_transcription: {}}
turns: [{silence_s: 1}, {say: Hello.}]
mock: {turns: [[], [{say: Good evening., after_ms: 300}]]}
"""


def scenarios(root: Path) -> tuple[Scenario, ...]:
    return select(Selection((root,)))


def test_script_is_played_where_there_is_no_recording(tmp_path: Path) -> None:
    [piece] = pieces_of(scenarios(write_scenarios(tmp_path, a=SPOKEN)), TESTS_OPTIONS.speech)
    assert piece.scenario_id == "a"
    assert piece.setup == {"output_audio_transcription": {}}
    assert [(turn.text, turn.spoken) for turn in piece.turns] == [("Hello.", True)]
    [turn] = piece.script.turns
    says = turn.steps[0]
    assert isinstance(says, Say)
    assert (says.text, says.pcm) == ("Good evening.", None)
    assert len(piece.voice(says)) > 2400


def test_recording_goes_before_the_script(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=SPOKEN, b=typed(answer="Hello there."))
    keep_references(root)
    (root / "a.yaml").write_text(SPOKEN.replace("evening", "morning"), encoding="utf-8")
    (root / "c.yaml").write_text(typed(), encoding="utf-8")
    spoken, written, scripted = pieces_of(scenarios(root), TESTS_OPTIONS.speech)
    assert [piece.scenario_id for piece in (spoken, written, scripted)] == ["a", "b", "c"]
    [says] = [step for turn in spoken.script.turns for step in turn.steps if isinstance(step, Say)]
    assert says.text == "Good evening."
    assert says.pcm
    assert [(turn.text, turn.spoken) for turn in spoken.turns] == [("Hello.", True)]
    assert [type(step) for step in written.script.turns[0].steps] == [Write, Complete]


def test_every_scenario_with_nothing_to_play_is_named(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a="turns: [{text: Hi}]\n", b=typed(), c="turns: [{text: Hi}]\n")
    with pytest.raises(ScenarioErrors) as error:
        pieces_of(scenarios(root), TESTS_OPTIONS.speech)
    missing = "no mock section and no reference recording; write one, or record the scenario: evalkit record PATH"
    assert str(error.value).splitlines() == [
        f"{root}/a.yaml: mock: {missing}",
        f"{root}/c.yaml: mock: {missing}",
    ]


def test_line_that_nothing_can_speak_is_known_at_once(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a="turns: [{text: Hi}]\nmock: {turns: [[{say: Good evening.}]]}\n")
    with pytest.raises(SpeechUnavailable, match=r"Good evening\."):
        pieces_of(scenarios(root), lambda _: SpeechStore([], engines=[], cache=tmp_path / "cache"))


def test_recording_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed())
    keep_references(root)
    events = root / "recordings" / "a" / "events.jsonl"
    lines = events.read_text(encoding="utf-8").splitlines(keepends=True)
    events.write_text("".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(RecordingError) as error:
        pieces_of(scenarios(root), TESTS_OPTIONS.speech)
    problem = "the reference recording is cut off: it ends without a close; record the scenario again"
    assert str(error.value) == f"{events}: {problem}"
