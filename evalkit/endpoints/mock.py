"""The `mock` endpoint: a scenario's `mock` section answers, in virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.errors import ScenarioError, ScenarioErrors
from evalkit.media.pcm import resample
from evalkit.mock.answers import Voice
from evalkit.mock.scripted import ScriptedResponder
from evalkit.mock.server import serve_in_process
from evalkit.mock.sessions import Sessions
from evalkit.mock.wire import OUTPUT_RATE_HZ
from evalkit.profiles.known import profile_of
from evalkit.profiles.profile import Profile
from evalkit.recording.model import Provenance
from evalkit.scenario.model import Scenario, SilenceInput
from evalkit.scenario.script import Say, Script
from evalkit.transport.base import Transport

__all__ = ["mock"]

_STORED_RATE_HZ = 16_000


def mock(options: EndpointOptions) -> Endpoint:
    """Makes the endpoint; the server behaves as that of the model named."""
    return _Mock(options)


class _Mock:
    name = "mock"
    virtual_time = True

    def __init__(self, options: EndpointOptions) -> None:
        self._options = options
        self._sessions = Sessions()

    def check(self, scenarios: Sequence[Scenario]) -> None:
        """Speaks every line of every script, so that a missing voice is known before anything is played.

        Raises:
            ScenarioErrors: every scenario whose script is missing or cannot be played.
            MediaError: nothing here can speak a line.
        """
        errors = []
        for scenario in scenarios:
            try:
                _heard_turns(scenario)
            except ScenarioError as error:
                errors.append(error)
        if errors:
            raise ScenarioErrors(tuple(errors))
        for scenario in scenarios:
            _speak_all(_heard_turns(scenario), self._voice(scenario))

    def model(self, scenario: Scenario) -> str:
        """The name asked for, else one that says what it is."""
        return self._options.model or "models/mock"

    def profile(self, scenario: Scenario) -> Profile:
        """That of the model's name."""
        return profile_of(self.model(scenario))

    def provenance(self, scenario: Scenario) -> Provenance:
        """A script's words are made up."""
        return "synthetic"

    def secrets(self) -> tuple[str, ...]:
        """None: nobody is asked for anything."""
        return ()

    @asynccontextmanager
    async def connect(self, scenario: Scenario, number: int = 0) -> AsyncIterator[Transport]:
        """Joins the session to a mock server that plays the script, and goes on with it where a session is resumed."""
        script, voice, profile = _heard_turns(scenario), self._voice(scenario), self.profile(scenario)
        responder = ScriptedResponder(script, voice, scenario.id, None, profile, self._sessions)
        async with serve_in_process(responder) as transport:
            yield transport

    def _voice(self, scenario: Scenario) -> Voice:
        assert scenario.root is not None, "a scenario read from a file has a root"
        store = self._options.speech(scenario.root)

        def speak(step: Say) -> NDArray[np.int16]:
            samples = store.get(step.text, step.speaker, scenario.language)
            return resample(samples, _STORED_RATE_HZ, OUTPUT_RATE_HZ)

        return speak


def _script(scenario: Scenario) -> Script:
    if scenario.script is None:
        assert scenario.source is not None
        raise ScenarioError(
            scenario.source, 0, 0, "mock", "the scenario has no mock section", "write one, or choose another --endpoint"
        )
    return scenario.script


def _heard_turns(scenario: Scenario) -> Script:
    """The script without the turns in which nobody speaks: a server's ears do not notice those.

    Raises:
        ScenarioError: such a turn has steps; nothing would ever start them.
    """
    script = _script(scenario)
    turns = tuple(zip(scenario.turns, script.turns, strict=True))
    unheard = [turn.index for turn, answer in turns if isinstance(turn.user, SilenceInput) and answer.steps]
    if unheard:
        assert scenario.source is not None
        raise ScenarioError(
            scenario.source,
            0,
            0,
            f"mock.turns.{unheard[0]}",
            "nobody speaks in this turn, so nothing starts its steps",
            "give it [], a model that stays silent",
        )
    heard = (answer for turn, answer in turns if not isinstance(turn.user, SilenceInput))
    return replace(script, turns=tuple(heard))


def _speak_all(script: Script, voice: Voice) -> None:
    for turn in script.turns:
        for step in turn.steps:
            if isinstance(step, Say):
                voice(step)
