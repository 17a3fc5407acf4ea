"""What an endpoint is: a name for something that opens connections."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from evalkit.media.speech.store import SpeechStore
from evalkit.profiles.profile import Profile
from evalkit.recording.model import Provenance
from evalkit.scenario.model import Scenario
from evalkit.transport.base import Transport

__all__ = ["SETTINGS", "Endpoint", "EndpointFactory", "EndpointOptions"]

SETTINGS = (
    "EVALKIT_GEMINI_API_VERSION",
    "EVALKIT_VERTEX_API_VERSION",
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "GOOGLE_CLOUD_LOCATION",
    "GOOGLE_CLOUD_PROJECT",
    "GOOGLE_GEMINI_BASE_URL",
    "GOOGLE_GENAI_USE_VERTEXAI",
    "GOOGLE_VERTEX_BASE_URL",
)
"""Environment variables that endpoints are configured by."""


@dataclass(frozen=True, slots=True)
class EndpointOptions:
    """What the user asked of an endpoint."""

    speech: Callable[[Path], SpeechStore]
    """Spoken audio of the scenarios below a scenario root."""
    model: str = ""
    """Model name; empty: the endpoint's default."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Those of `SETTINGS` that are set; some are secrets."""


class Endpoint(Protocol):
    """Opens connections for scenarios."""

    @property
    def name(self) -> str:
        """As the user names it."""

    @property
    def virtual_time(self) -> bool:
        """True when nothing outside this process is waited for, so that time may jump."""

    def check(self, scenarios: Sequence[Scenario]) -> None:
        """Looks before anything is played.

        Raises:
            EvalkitError: a scenario cannot be played here, and what to do about it.
        """

    def model(self, scenario: Scenario) -> str:
        """The model's resource name, as the setup carries it."""

    def provenance(self, scenario: Scenario) -> Provenance:
        """Where the model's words in a recording made here come from."""

    def secrets(self) -> tuple[str, ...]:
        """The credentials in use as far as they are known, after `check`; they are kept out of whatever is written."""

    def profile(self, scenario: Scenario) -> Profile:
        """What is known of the model: the session speaks its dialect."""

    def connect(self, scenario: Scenario, number: int = 0) -> AbstractAsyncContextManager[Transport]:
        """Opens a connection for one attempt; leaving the context closes it.

        Args:
            scenario: what will be played.
            number: 0 for the attempt's first connection, then 1 and so on for those that resume the session.

        Raises:
            TransportError: no connection could be opened.
            ReplayMismatch: on leaving, the session did not do what the recording holds.
        """


EndpointFactory: TypeAlias = Callable[[EndpointOptions], Endpoint]
