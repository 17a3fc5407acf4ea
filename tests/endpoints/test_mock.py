"""The `mock` endpoint: what it refuses before anything is played, and what it calls itself."""

from pathlib import Path

import orjson
import pytest

from evalkit.endpoints import ENDPOINTS
from evalkit.endpoints.base import EndpointOptions
from evalkit.endpoints.mock import mock
from evalkit.errors import ScenarioErrors, SpeechUnavailable
from evalkit.media.speech.store import SpeechStore
from evalkit.runner.plan import Selection, select
from evalkit.scenario.model import Scenario
from tests.media.speech.fake_engine import FakeEngine
from tests.runner.small import TESTS_OPTIONS, run_mock, typed, write_scenarios
from tests.virtual import in_virtual_time


def scenarios(root: Path) -> tuple[Scenario, ...]:
    return select(Selection((root,)))


def with_engines(root: Path, *engines: FakeEngine) -> EndpointOptions:
    return EndpointOptions(speech=lambda _: SpeechStore([], engines=engines, cache=root / "cache"))


def test_every_scenario_without_a_script_is_named(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a="turns: [{text: Hi}]\n", b=typed(), c="turns: [{text: Hi}]\n")
    with pytest.raises(ScenarioErrors) as error:
        mock(TESTS_OPTIONS).check(scenarios(root))
    missing = "mock: the scenario has no mock section; write one, or choose another --endpoint"
    assert str(error.value).splitlines() == [
        f"{root}/a.yaml: {missing}",
        f"{root}/c.yaml: {missing}",
    ]


def test_a_line_that_nothing_can_speak_is_known_before_anything_is_played(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a="turns: [{text: Hi}]\nmock: {turns: [[{say: Good evening.}]]}\n")
    with pytest.raises(SpeechUnavailable, match=r"Good evening\."):
        mock(with_engines(tmp_path)).check(scenarios(root))
    mock(with_engines(tmp_path, FakeEngine())).check(scenarios(root))


def test_a_line_is_heard_and_transcribed(tmp_path: Path) -> None:
    text = """
setup: {output_audio_transcription: {}}
turns:
  - text: Hi
    expect: {transcript: {contains: evening}, latency: {first_audible_ms: {max: 1000}}}
mock: {turns: [[{say: Good evening., after_ms: 300}]]}
"""
    (result,) = run_mock(write_scenarios(tmp_path, a=text)).attempts
    assert (result.status, result.turns[0].said) == ("passed", "Good evening.")
    assert result.turns[0].model_audio_s is not None


def test_turns_of_silence_do_not_use_up_the_script(tmp_path: Path) -> None:
    text = """
turns:
  - silence_s: 1
    expect: {silence: {}}
  - text: Still there?
    expect: {transcript: {contains: here}}
mock: {turns: [[], [{write: I am here.}]]}
"""
    (result,) = run_mock(write_scenarios(tmp_path, a=text)).attempts
    assert result.status == "passed"


def test_what_it_calls_itself(tmp_path: Path) -> None:
    (scenario,) = scenarios(write_scenarios(tmp_path, a=typed()))
    endpoint = ENDPOINTS.get("mock")(TESTS_OPTIONS)
    assert (endpoint.name, endpoint.virtual_time) == ("mock", True)
    assert (endpoint.model(scenario), endpoint.provenance(scenario)) == ("models/mock", "synthetic")
    named = mock(EndpointOptions(speech=TESTS_OPTIONS.speech, model="models/other"))
    assert named.model(scenario) == "models/other"


def test_the_server_behaves_as_that_of_the_model_named(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed())
    (scenario,) = scenarios(root)

    async def ready(model: str) -> object:
        options = EndpointOptions(speech=TESTS_OPTIONS.speech, model=model)
        async with mock(options).connect(scenario) as transport:
            await transport.send('{"setup": {"model": "m"}}')
            return orjson.loads(await transport.receive())

    assert in_virtual_time(ready("models/gemini-3.8-live")) == {"setupComplete": {}}
    assert in_virtual_time(ready("")) != {"setupComplete": {}}


def test_a_session_is_resumed_where_it_was(tmp_path: Path) -> None:
    text = """
setup: {session_resumption: {}}
turns:
  - {text: Hi}
  - {text: And now?, start: {reconnect: true}}
mock: {turns: [[{write: first}], [{write: second}]]}
"""
    (result,) = run_mock(write_scenarios(tmp_path, a=text)).attempts
    assert [turn.said for turn in result.turns] == ["first", "second"]
    assert [each.resumed for each in result.reconnections] == [True]
