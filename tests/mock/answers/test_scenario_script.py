"""A scenario's `mock` section as a server plays it: what it does not hear, what is missing, and the voice."""

from pathlib import Path

import numpy as np
import pytest

from evalkit.errors import ScenarioError, ScenarioErrors
from evalkit.media.pcm import Samples
from evalkit.media.speech.store import SpeechStore
from evalkit.mock.answers.scenario_script import heard_script, heard_scripts, rehearse, stored_voice
from evalkit.runner.plan import Selection, select
from evalkit.scenario.script import Say, Script, ScriptTurn, Write
from tests.media.speech.fake_engine import FakeEngine
from tests.runner.small import typed, write_scenarios

MISSING = ("nothing to play", "write it")
NONE = "turns: [{text: Hi}]\n"
QUIET = "turns: [{silence_s: 1}, {text: Hi}]\nmock: {turns: [[], [{write: Hello.}]]}\n"


def test_turns_in_which_nobody_speaks_are_left_out(tmp_path: Path) -> None:
    (scenario,) = select(Selection((write_scenarios(tmp_path, a=QUIET),)))
    (turn,) = heard_script(scenario, MISSING).turns
    assert isinstance(turn.steps[0], Write)


def test_every_scenario_without_a_script_is_named(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=NONE, b=typed(), c=NONE)
    scenarios = select(Selection((root,)))
    with pytest.raises(ScenarioError, match=r"a\.yaml: mock: nothing to play; write it"):
        heard_script(scenarios[0], MISSING)
    with pytest.raises(ScenarioErrors) as errors:
        heard_scripts(scenarios, MISSING)
    assert str(errors.value).splitlines() == [
        f"{root}/a.yaml: mock: nothing to play; write it",
        f"{root}/c.yaml: mock: nothing to play; write it",
    ]
    assert len(heard_scripts(scenarios[1:2], MISSING)) == 1


def test_lines_with_audio_of_their_own_need_no_voice() -> None:
    spoken: list[str] = []

    def voice(step: Say) -> Samples:
        spoken.append(step.text)
        return np.zeros(0, np.int16)

    rehearse(Script((ScriptTurn((Say("one"), Write("two"), Say("three", pcm=b""))), ScriptTurn((Say("four"),)))), voice)
    assert spoken == ["one", "four"]


def test_a_line_is_spoken_at_the_rate_the_server_sends(tmp_path: Path) -> None:
    (scenario,) = select(Selection((write_scenarios(tmp_path, a=typed()),)))
    store = SpeechStore([], engines=[FakeEngine()], cache=tmp_path / "cache")
    said = stored_voice(scenario, lambda _: store)(Say("Hello."))
    assert len(said) == pytest.approx(len(store.get("Hello.", "", scenario.language)) * 1.5, abs=8)
