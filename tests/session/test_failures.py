"""Why an attempt could not be measured: in words, and whether a retry may mend it."""

from pathlib import Path

import pytest

from evalkit.errors import (
    ConnectError,
    ConnectionClosed,
    EvalkitError,
    RecordingError,
    RemoteProtocolError,
    ReplayMismatch,
    ServerReportedError,
    SetupError,
)
from evalkit.scenario.model import TextInput, Turn
from evalkit.session.failures import failure_mark


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (
            ConnectionClosed(1011, "Internal error", "remote"),
            "infra",
            "connection closed by the server: 1011 'Internal error'; try again later",
        ),
        (
            ConnectionClosed(1007, "no", "remote"),
            "infra",
            "connection closed by the server: 1007 'no'; the server refused what was sent before: see its reason and "
            "events.jsonl",
        ),
        (
            ServerReportedError(14, "busy", "UNAVAILABLE"),
            "infra",
            "the server reports error 14 UNAVAILABLE: 'busy'; try again later",
        ),
        (
            RemoteProtocolError("odd", "setupComplete"),
            "infra",
            "the server broke the protocol: setupComplete: odd; see its last message in events.jsonl",
        ),
        (SetupError("not resumed", configuration=True), "invalid", "not resumed"),
        (SetupError("not resumed", configuration=False), "infra", "not resumed"),
        (
            ConnectError("wss://host", "HTTP 401", configuration=True),
            "invalid",
            "cannot connect to wss://host: HTTP 401",
        ),
        (RecordingError(Path("a"), 3, "broken"), "invalid", "a:3: broken"),
        (
            ReplayMismatch(0, "this", "that"),
            "invalid",
            "replay, turn 1: expected this, found that; record the scenario again if the change is meant",
        ),
    ],
)
def test_each_error_in_words_and_what_it_means(error: EvalkitError, status: str, said: str) -> None:
    mark = failure_mark(error, 1.5, Turn(2, TextInput("hello")))
    assert (mark.name, mark.t, mark.turn) == ("session_failed", 1.5, 2)
    assert {name: mark.detail[name] for name in ("kind", "message", "status")} == {
        "kind": type(error).__name__,
        "message": said,
        "status": status,
    }


def test_before_the_first_turn_there_is_none() -> None:
    mark = failure_mark(SetupError("no answer", configuration=False), 0.0, None)
    assert (mark.turn, mark.detail["message"]) == (None, "setup: no answer")
