"""The setup a session sends, and what it says when the server does not accept it."""

from __future__ import annotations

from dataclasses import replace

import orjson

from evalkit.errors import (
    ConnectError,
    ConnectionClosed,
    LocalProtocolError,
    RemoteProtocolError,
    ServerReportedError,
    SetupError,
)
from evalkit.protocol.codec import decode
from evalkit.protocol.connection import Side
from evalkit.protocol.messages import Setup
from evalkit.scenario.model import Scenario

__all__ = [
    "REFUSALS",
    "is_refusal",
    "no_handle",
    "not_resumed",
    "refused",
    "resuming",
    "setup_message",
    "unanswered",
]

REFUSALS = (1007, 1008)
"""Close codes that refuse what was asked for (reference §6.3)."""
_REFUSED_STATUS = (3, 5, 7, 16, 400, 401, 403, 404)
"""Codes of an error in band that no retry will mend: a bad argument, an unknown model, no permission (google.rpc.Code
and HTTP)."""


def setup_message(scenario: Scenario, model: str) -> Setup:
    """Returns the setup a scenario asks for, with the model's name.

    Raises:
        LocalProtocolError: the setup in the scenario is not one (wrong types), with the place inside it.
    """
    try:
        (message,) = decode(orjson.dumps({"setup": {"model": model, **scenario.setup}}).decode(), Side.CLIENT)
    except RemoteProtocolError as error:
        raise LocalProtocolError(f"{error.problem}; correct it in the scenario", error.where) from None
    assert isinstance(message, Setup)
    return message


def resuming(setup: Setup, handle: str) -> Setup:
    """Returns the setup of a connection that resumes a session: the full one with the handle (reference §4.7).

    History is announced on the first connection only: what a handle leads back to has it.
    """
    return replace(
        setup, session_resumption={**(setup.session_resumption or {}), "handle": handle}, history_config=None
    )


def is_refusal(error: Exception) -> bool:
    """True when the same setup would be refused again."""
    match error:
        case ConnectionClosed(code=code):
            return code in REFUSALS
        case ServerReportedError(code=code):
            return code in _REFUSED_STATUS
        case SetupError(configuration=configuration) | ConnectError(configuration=configuration):
            return configuration
    return False


def refused(ended: ConnectionClosed | ServerReportedError) -> SetupError:
    """Returns the error for a connection that ended before it was set up: whether a retry can mend it."""
    configuration = is_refusal(ended)
    meant = "the server refused the setup: compare it with what the model accepts"
    hint = meant if configuration else "try again later"
    return SetupError(f"{ended} instead of setupComplete", configuration=configuration, hint=hint)


def not_resumed(error: Exception, tries: int) -> SetupError:
    """Returns the error for a session that could not go on over another connection.

    Another attempt may fare better, whatever the code: the same setup was accepted before, and handles grow old.
    """
    said = str(error) if isinstance(error, SetupError | ConnectError) else f"{error} instead of setupComplete"
    hint = "the server may have forgotten the session: try again later" if is_refusal(error) else "try again later"
    often = f" after {tries} tries" if tries > 1 else ""
    return SetupError(f"the session was not resumed{often}: {said}", configuration=False, hint=hint)


def no_handle(waited_s: float) -> SetupError:
    """Returns the error for a session that is to be resumed before the server sent anything to resume it with."""
    return SetupError(
        f"the session cannot be resumed: no resumable handle came within {waited_s:g} s",
        configuration=False,
        hint="the server sends one only when the setup holds session_resumption and the model supports it",
    )


def unanswered(limit_s: float) -> SetupError:
    """Returns the error for a server that kept silent."""
    return SetupError(
        f"no setupComplete within {limit_s:g} s",
        configuration=False,
        hint="some models answer an unsupported setup with silence: compare it with the model's page",
    )
