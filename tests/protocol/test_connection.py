import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import LocalProtocolError, RemoteProtocolError
from evalkit.protocol.codec import encode
from evalkit.protocol.connection import Connection, Side, State
from evalkit.protocol.messages import (
    Message,
    ServerContent,
    ServerError,
    SetupComplete,
)

from .pair import SETUP, SPEECH, TURN, Pair, client_may_not, facts, ready_pair, refuses
from .strategies import CLIENT_MESSAGES, SERVER_MESSAGES


def test_the_states_of_a_session() -> None:
    pair = Pair()
    assert pair.both("state") is State.AWAITING_SETUP
    assert pair.both("setup") is None
    pair.client_sends(SETUP)
    assert pair.both("state") is State.AWAITING_SETUP_COMPLETE
    assert pair.both("setup") == SETUP
    pair.server_sends(SetupComplete(session_id="s"))
    assert pair.both("state") is State.READY
    for connection in (pair.client, pair.server):
        connection.close(1000, "done")
    assert pair.both("state") is State.CLOSED
    assert pair.both("setup") == SETUP


def test_what_cannot_be_read_or_written_changes_nothing() -> None:
    pair = ready_pair()
    problem = "toolCall.functionCalls.0.args: expected an object, found a number"
    frame = '{"serverContent":{"interrupted":true},"toolCall":{"functionCalls":[{"args":1}]}}'
    refuses(lambda: pair.client.receive(frame), pair.client, RemoteProtocolError, problem)
    problem = "serverContent.a: expected a finite number, found inf"
    content = ServerContent(interrupted=True, extra={"a": float("inf")})
    refuses(lambda: pair.server.send(content), pair.server, LocalProtocolError, problem)


def test_after_an_error_the_connection_goes_on() -> None:
    pair = ready_pair()
    client_may_not(pair, "setup: expected it only once, found a second one", SETUP)
    pair.client_sends(TURN)
    pair.server_sends(SPEECH)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(("reason", "told"), [("", ""), ("gone", " 'gone'")])
def test_nothing_is_sent_after_closing(side: Side, reason: str, told: str) -> None:
    connection = Connection(side)
    connection.close(1011, reason)
    message = SETUP if side is Side.CLIENT else ServerError(code=1)
    problem = f"expected an open connection, found it closed: 1011{told}"
    refuses(lambda: connection.send(message), connection, LocalProtocolError, problem)


def test_the_first_close_counts() -> None:
    connection = Connection(Side.CLIENT)
    assert (connection.close_code, connection.close_reason) == (None, "")
    connection.close(1000, "done")
    connection.close(1006)
    assert (connection.close_code, connection.close_reason) == (1000, "done")


def test_frames_on_their_way_when_we_closed_are_read_and_not_judged() -> None:
    pair = ready_pair()
    pair.client.close(1000)
    before = facts(pair.client)
    assert pair.client.receive(encode(SetupComplete(), SPEECH)) == (SetupComplete(), SPEECH)
    assert facts(pair.client) == before
    with pytest.raises(RemoteProtocolError, match=r"^expected a JSON object, found an array$"):
        pair.client.receive("[]")


ANY_MESSAGE = st.one_of(*CLIENT_MESSAGES.values(), *SERVER_MESSAGES.values())


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.lists(ANY_MESSAGE, max_size=2)), max_size=4))
def test_whatever_is_sent_is_received_and_nothing_but_protocol_errors_comes_out(
    frames: list[tuple[bool, list[Message]]],
) -> None:
    pair = ready_pair()
    for from_client, messages in frames:
        sender, receiver = (pair.client, pair.server) if from_client else (pair.server, pair.client)
        before = facts(sender)
        try:
            frame = sender.send(*messages)
        except LocalProtocolError:
            assert facts(sender) == before
        else:
            assert receiver.receive(frame) == tuple(messages)
        assert facts(pair.client) == facts(pair.server)
