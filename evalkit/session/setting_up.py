"""The setup a session sends, and what it says when the server does not accept it."""

from __future__ import annotations

import orjson

from evalkit.errors import (
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

__all__ = ["REFUSALS", "refused", "setup_message", "unanswered"]

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


def refused(ended: Exception) -> Exception:
    """Returns the error for a conversation that ended before it was set up: whether a retry can mend it."""
    match ended:
        case ConnectionClosed(code=code):
            configuration = code in REFUSALS
        case ServerReportedError(code=code):
            configuration = code in _REFUSED_STATUS
        case _:
            return ended
    meant = "the server refused the setup: compare it with what the model accepts"
    hint = meant if configuration else "try again later"
    return SetupError(f"{ended} instead of setupComplete", configuration=configuration, hint=hint)


def unanswered(limit_s: float) -> SetupError:
    """Returns the error for a server that kept silent."""
    return SetupError(
        f"no setupComplete within {limit_s:g} s",
        configuration=False,
        hint="some models answer an unsupported setup with silence: compare it with the model's page",
    )
