"""What each way to fail means for trying again: one row a close code, status or error."""

from typing import Literal

import pytest

from evalkit.errors import ConnectError, ConnectionClosed, ServerReportedError, SetupError
from evalkit.recording.model import Close
from evalkit.results import AttemptResult, AttemptStatus, Failure
from evalkit.runner.faults import Fault, fault_of

By = Literal["local", "remote", "lost"]


def attempt(error: Exception | None, status: AttemptStatus = "infra") -> AttemptResult:
    failure = None if error is None else Failure(kind=type(error).__name__, message=f"turn 1: {error}")
    return AttemptResult(scenario_id="a", attempt=1, status=status, failure=failure)


def closed(code: int, reason: str = "", by: By = "remote") -> Fault | None:
    """The fault of a session whose connection ended like this."""
    return fault_of(attempt(ConnectionClosed(code, reason, by)), Close(1.0, code, reason, by))


def unconnected(status: int = 0, wait_s: float | None = None, *, configuration: bool = False) -> Fault | None:
    """The fault of a connection that was answered like this."""
    error = ConnectError("wss://h", "no", "", configuration, status, wait_s)
    return fault_of(attempt(error, "invalid" if configuration else "infra"), None, error)


def refused(reason: str) -> Fault | None:
    """The fault of a setup that was refused with this reason."""
    return fault_of(attempt(SetupError(reason, configuration=True), "invalid"), Close(1.0, 1007, reason, "remote"))


@pytest.mark.parametrize(
    ("code", "reason", "by", "fault"),
    [
        (1006, "", "lost", Fault("connection lost", 3)),
        (1011, "keepalive ping timeout", "local", Fault("connection lost", 3)),
        (1011, "Internal error encountered.", "remote", Fault("close 1011", 3)),
        (1011, "The service is currently unavailable.", "remote", Fault("close 1011", 3)),
        (1011, "You exceeded your current quota", "remote", Fault("quota", 3, 60, quota=True)),
        (1011, "RESOURCE_EXHAUSTED", "remote", Fault("quota", 3, 60, quota=True)),
        (1011, "Deadline expired before operation could complete.", "remote", Fault("session ended early", 1)),
        (1011, "Deadline Exceeded", "remote", Fault("session ended early", 1)),
        (1011, "DEADLINE_EXCEEDED", "remote", Fault("session ended early", 1)),
        (1000, "", "remote", Fault("session ended early", 1)),
        (1001, "", "remote", Fault("session ended early", 1)),
        (1012, "", "remote", Fault("close 1012", 3)),
        (1013, "", "remote", Fault("close 1013", 3)),
        (1014, "", "remote", Fault("close 1014", 3)),
        (1007, "Request contains an invalid argument.", "remote", Fault("close 1007")),
        (1008, "Operation is not implemented, or supported", "remote", Fault("close 1008")),
        (1008, "Requested entity was not found.", "remote", Fault("close 1008", 1)),
        (1008, "The operation was aborted.", "remote", Fault("close 1008", 1)),
        (1002, "reserved bits must be 0", "local", Fault("close 1002")),
        (1003, "", "local", Fault("close 1003")),
        (1009, "too big", "local", Fault("close 1009")),
        (1010, "", "local", Fault("close 1010")),
        (4321, "who knows", "remote", Fault("close 4321", 1)),
    ],
)
def test_how_a_connection_ends(code: int, reason: str, by: By, fault: Fault) -> None:
    assert closed(code, reason, by) == fault


@pytest.mark.parametrize(
    ("status", "wait_s", "fault"),
    [
        (429, None, Fault("quota", 3, 60, quota=True)),
        (429, 7.0, Fault("quota", 3, 7, quota=True)),
        (503, None, Fault("HTTP 503", 3)),
        (503, 20.0, Fault("HTTP 503", 3, 20)),
        (500, None, Fault("HTTP 500", 3)),
        (408, None, Fault("HTTP 408", 3)),
        (0, None, Fault("no connection", 3)),
    ],
)
def test_no_connection_for_now(status: int, wait_s: float | None, fault: Fault) -> None:
    assert unconnected(status, wait_s) == fault


@pytest.mark.parametrize("status", [0, 400, 401, 403, 404])
def test_no_connection_for_anybody(status: int) -> None:
    assert unconnected(status, configuration=True) == Fault("configuration", for_all=True)


@pytest.mark.parametrize(
    "reason",
    [
        "API key not valid. Please pass a valid API key.",
        "API key expired. Please renew the API key.",
        "User location is not supported for the API use.",
        "Method doesn't allow unregistered callers",
        "models/x is not found for API version v1beta, or is not supported for bidiGenerateContent.",
        "Publisher Model `projects/p/locations/l/publishers/google/models/x` was not found",
    ],
)
def test_a_setup_that_nobody_will_get_through(reason: str) -> None:
    assert refused(reason) == Fault("setup refused", for_all=True)


@pytest.mark.parametrize(
    "reason",
    [
        "Invalid JSON payload received. Unknown name \"x\" at 'setup': Cannot find field.",
        "Cannot extract voices from a non-audio request.",
        "Request contains an invalid argument.",
    ],
)
def test_a_setup_that_is_one_scenarios_own_fault(reason: str) -> None:
    assert refused(reason) == Fault("setup refused")


def test_a_setup_without_an_answer() -> None:
    silent = attempt(SetupError("no setupComplete within 10 s", configuration=False))
    assert fault_of(silent, Close(10.0, 1000, "", "local")) == Fault("no setupComplete", 1)
    lost = attempt(SetupError("connection lost instead of setupComplete", configuration=False))
    assert fault_of(lost, Close(1.0, 1006, "", "lost")) == Fault("connection lost", 3)


def test_a_session_that_could_not_go_on_may_be_begun_anew() -> None:
    error = SetupError("the session was not resumed: closed instead of setupComplete", configuration=False)
    assert fault_of(attempt(error), Close(60.0, 1008, "gone", "remote")) == Fault("session not resumed", 1)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (8, Fault("quota", 3, 60, quota=True)),
        (429, Fault("quota", 3, 60, quota=True)),
        (14, Fault("error 14 in band", 3)),
        (503, Fault("error 503 in band", 3)),
        (3, Fault("error 3 in band")),
    ],
)
def test_an_error_in_band(code: int, fault: Fault) -> None:
    reported = attempt(ServerReportedError(code, "why", "STATUS"))
    assert fault_of(reported, Close(1.0, 1000, "", "local")) == fault


def test_credentials_that_are_refused_in_the_middle_of_a_run() -> None:
    from evalkit.errors import UsageError

    assert fault_of(attempt(UsageError("refused"), "invalid"), None) == Fault("configuration", for_all=True)


@pytest.mark.parametrize("status", ["passed", "failed", "expected_failure", "unexpected_pass"])
def test_what_was_measured_is_no_fault(status: AttemptStatus) -> None:
    assert fault_of(attempt(None, status), Close(1.0, 1011, "late", "remote")) is None
    assert fault_of(attempt(ConnectionClosed(1006, "", "lost"), status), Close(1.0, 1006, "", "lost")) is None


def test_what_is_wrong_here_is_no_fault_of_a_server() -> None:
    from evalkit.errors import LocalProtocolError, ReplayMismatch

    for error in (LocalProtocolError("bad setup"), ReplayMismatch(0, "this", "that"), ZeroDivisionError()):
        assert fault_of(attempt(error, "invalid"), Close(1.0, 1000, "", "local")) is None
