"""The setup a session sends, and what is said when it is not accepted."""

import pytest

from evalkit.errors import ConnectError, ConnectionClosed, LocalProtocolError, ServerReportedError, SetupError
from evalkit.session.setting_up import is_refusal, not_resumed, refused, resuming, setup_message, unanswered
from tests.conversations import a_scenario
from tests.recordings import setup
from tests.session.turns import TYPED

CLOSED = ConnectionClosed(1011, "Internal error", "remote")


def test_the_scenarios_setup_gets_the_model() -> None:
    message = setup_message(a_scenario(TYPED, setup={"session_resumption": {}}), "models/m")
    assert (message.model, message.session_resumption, message.generation_config) == ("models/m", {}, None)


def test_a_setup_that_is_none_names_its_place() -> None:
    scenario = a_scenario(TYPED, setup={}, setup_unchecked={"tools": "all of them"})
    with pytest.raises(LocalProtocolError, match="correct it in the scenario") as error:
        setup_message(scenario, "models/m")
    assert error.value.where == "setup.tools"


def test_the_setup_that_resumes_is_whole_but_for_the_history() -> None:
    first = setup(session_resumption={"transparent": True}, history_config={"initialHistoryInClientContent": True})
    assert resuming(first, "h") == setup(session_resumption={"transparent": True, "handle": "h"})


@pytest.mark.parametrize(
    ("error", "refusal"),
    [
        (ConnectionClosed(1007, "", "remote"), True),
        (ConnectionClosed(1008, "", "remote"), True),
        (CLOSED, False),
        (ServerReportedError(3, "bad argument"), True),
        (ServerReportedError(14, "unavailable"), False),
        (ConnectError("wss://host", "HTTP 401", configuration=True), True),
        (ConnectError("wss://host", "HTTP 503"), False),
        (unanswered(10), False),
        (ValueError("something else"), False),
    ],
)
def test_what_would_be_refused_again(error: Exception, refusal: bool) -> None:
    assert is_refusal(error) is refusal
    if isinstance(error, ConnectionClosed | ServerReportedError):
        assert refused(error).configuration is refusal


@pytest.mark.parametrize(
    ("error", "tries", "said"),
    [
        (CLOSED, 1, f"setup: the session was not resumed: {CLOSED} instead of setupComplete; try again later"),
        (
            ConnectError("wss://host", "HTTP 503", "wait"),
            4,
            "setup: the session was not resumed after 4 tries: cannot connect to wss://host: HTTP 503; wait; "
            "try again later",
        ),
        (
            ConnectionClosed(1008, "session not found", "remote"),
            1,
            "setup: the session was not resumed: connection closed by the server: 1008 'session not found' instead of "
            "setupComplete; the server may have forgotten the session: try again later",
        ),
    ],
)
def test_a_session_that_is_not_resumed_may_be_in_another_attempt(error: Exception, tries: int, said: str) -> None:
    failure = not_resumed(error, tries)
    assert isinstance(failure, SetupError)
    assert (str(failure), failure.configuration) == (said, False)
