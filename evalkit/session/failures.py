"""Why an attempt could not be measured, as the mark that says so."""

from __future__ import annotations

from evalkit.errors import (
    ConnectError,
    ConnectionClosed,
    EvalkitError,
    ExitCode,
    RemoteProtocolError,
    ServerReportedError,
    SetupError,
)
from evalkit.recording.model import Mark
from evalkit.scenario.model import Turn
from evalkit.session.setting_up import REFUSALS

__all__ = ["failure_mark"]


def failure_mark(error: EvalkitError, t: float, turn: Turn | None) -> Mark:
    """Returns the mark that says why an attempt could not be measured.

    Its `status` is "invalid" when no retry will mend it (our configuration, scenario or recording), else "infra".
    """
    if isinstance(error, SetupError | ConnectError):
        configuration = error.configuration
    else:
        configuration = error.exit_code is ExitCode.INVALID
    detail = {
        "kind": type(error).__name__,
        "message": _in_words(error, turn),
        "status": "invalid" if configuration else "infra",
    }
    return Mark(t, "session_failed", turn.index if turn else None, detail)


def _in_words(error: EvalkitError, turn: Turn | None) -> str:
    """The error as a sentence of its own: who did it, and what to do next."""
    match error:
        case SetupError() if turn is not None:
            # A session that had begun was not resumed: what failed was not its setup.
            return str(error).removeprefix("setup: ")
        case RemoteProtocolError():
            return f"the server broke the protocol: {error}; see its last message in events.jsonl"
        case ConnectionClosed(code=code) if code in REFUSALS:
            return f"{error}; the server refused what was sent before: see its reason and events.jsonl"
        case ConnectionClosed() | ServerReportedError():
            return f"{error}; try again later"
    return str(error)
