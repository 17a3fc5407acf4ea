"""The `mock` endpoint: a scenario's `mock` section answers, in virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.mock.answers.scenario_script import heard_script, heard_scripts, rehearse, stored_voice
from evalkit.mock.model.scripted import ScriptedResponder
from evalkit.mock.model.sessions import Sessions
from evalkit.mock.server import serve_in_process
from evalkit.profiles.known import profile_of
from evalkit.profiles.profile import Profile
from evalkit.recording.model import Provenance
from evalkit.scenario.model import Scenario
from evalkit.transport.base import Transport

__all__ = ["mock"]

_MISSING = ("the scenario has no mock section", "write one, or choose another --endpoint")


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
            ScenarioErrors: every scenario that has no script.
            MediaError: nothing here can speak a line.
        """
        for scenario, script in zip(scenarios, heard_scripts(scenarios, _MISSING), strict=True):
            rehearse(script, stored_voice(scenario, self._options.speech))

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
        script, voice = heard_script(scenario, _MISSING), stored_voice(scenario, self._options.speech)
        responder = ScriptedResponder(script, voice, scenario.id, None, self.profile(scenario), self._sessions)
        async with serve_in_process(responder) as transport:
            yield transport
