"""A mock Live API model: what answers every connection of a server, by profile and with faults."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from evalkit.mock.answers.base import Answers
from evalkit.mock.faults.known import Fault, check_faults
from evalkit.mock.model.conversation import Conversation
from evalkit.mock.model.house import House
from evalkit.mock.model.sessions import Sessions
from evalkit.mock.network.request import LiveRequest
from evalkit.mock.server import Responder
from evalkit.profiles.known import ANY, PROFILES, profile_of
from evalkit.profiles.profile import Backend, Profile
from evalkit.transport.base import Transport

__all__ = ["LiveModel"]

_USUAL: Mapping[Backend | None, str] = {"vertex": "vertex-2.5-native", "gemini": "dev-2.5", None: "any"}
"""Who answers for `models/mock`, a name that every backend takes."""
_MOCK = "mock"


class LiveModel:
    """Makes the responder of each connection; sessions that are resumed are remembered across them.

    Args:
        answers: what the model says.
        profile: how its server behaves, whatever model a setup names; None: as the model named in each setup does. A
            model that is not known is then refused as the real API refuses it, except on a gateway's path, and except
            names that begin with `mock`, for which each backend's usual model answers.
        faults: how it misbehaves; those of the upgrade are for whoever lets connections in.
        speed: how much faster than real time audio is sent.

    Raises:
        UsageError: the faults exclude one another.
    """

    def __init__(
        self, answers: Answers, profile: Profile | None = None, faults: Sequence[Fault] = (), *, speed: float = 4.0
    ) -> None:
        check_faults(faults)
        self._answers, self._profile, self._speed = answers, profile, speed
        self._faults = frozenset(fault.name for fault in faults)
        self._sessions = Sessions()
        self._numbers = itertools.count(1)

    def __call__(self, request: LiveRequest) -> Responder:
        """Makes what answers one connection."""
        house = House(
            self._answers,
            lambda model: self._profile or _profile_of(model, request.backend),
            backend=request.backend,
            version=request.version,
            faults=self._faults,
            speed=self._speed,
            sessions=self._sessions,
        )
        return _Connection(house, f"session {next(self._numbers)}", request.scenario)


class _Connection:
    def __init__(self, house: House, name: str, scenario: str) -> None:
        self._house, self._name, self._scenario = house, name, scenario

    async def serve(self, transport: Transport) -> None:
        """Answers until either side closes."""
        await Conversation(transport, self._house, self._name, self._scenario).run()


def _profile_of(model: str, backend: Backend | None) -> Profile | None:
    """The profile of a model that a client names; None for one that this backend does not serve."""
    found = profile_of(model, backend)
    if found is not ANY or not model:
        return found if model else None
    if backend is not None and not model.rsplit("/", 1)[-1].startswith(_MOCK):
        return None
    return next((profile for profile in PROFILES if profile.name == _USUAL[backend]), ANY)
