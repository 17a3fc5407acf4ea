"""Every built-in scenario is answered by the repertoire of them all, chosen by ear."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from functools import cache
from pathlib import Path

from evalkit.mock.answers.base import Answers
from evalkit.mock.answers.repertoire import repertoire
from evalkit.mock.model.live import LiveModel
from evalkit.mock.model.setup_rules import profile_refusal
from evalkit.mock.network.request import LiveRequest
from evalkit.mock.server import serve_in_process
from evalkit.profiles.known import profile_named
from evalkit.profiles.profile import Profile
from evalkit.recording.model import Item
from evalkit.results import AttemptResult
from evalkit.runner.preparation import Prepared, prepare, speech_of
from evalkit.scenario.loader import load_scenarios
from evalkit.scenario.model import Scenario
from evalkit.scoring import score_recording
from evalkit.serving.pieces import pieces_of
from evalkit.session.session import Session
from evalkit.transport.base import Transport
from tests.recordings import a_recording
from tests.virtual import in_virtual_time

_GOOD = ("passed", "expected_failure")
ROOT = Path(__file__).resolve().parents[3] / "scenarios"


@cache
def prepared() -> tuple[tuple[Scenario, ...], dict[str, Prepared]]:
    scenarios = tuple(load_scenarios([ROOT]))
    return scenarios, prepare(scenarios, speech_of())


@cache
def answers() -> Answers:
    return repertoire(pieces_of(prepared()[0], speech_of()))


def play(scenario: Scenario, profile: Profile) -> AttemptResult:
    items: list[Item] = []
    ready = prepared()[1][scenario.id]
    model = LiveModel(answers(), profile)

    def connect(_: int = 0) -> AbstractAsyncContextManager[Transport]:
        return serve_in_process(model(LiveRequest(None)))

    async def both() -> None:
        session = Session(
            scenario, ready.spoken, "models/mock", items.append, profile=profile, frames=ready.frames, reconnect=connect
        )
        async with connect() as transport:
            await session.run(transport)

    in_virtual_time(both())
    return score_recording(a_recording(*items, scenario=scenario.document))


def test_every_scenario_that_the_model_takes_is_recognised_and_answered() -> None:
    """Played against the model whose dialect is the least like that of the recordings."""
    profile = profile_named("dev-3.8")
    taken = [each for each in prepared()[0] if profile_refusal({"model": "m", **each.setup}, profile, "") is None]
    failed = {each.id: status for each in taken if (status := play(each, profile).status) not in _GOOD}
    assert not failed
    assert len(taken) >= 10
