"""A client and a server connection joined without a network, and what to demand of both."""

from collections.abc import Callable
from typing import Any

import pytest

from evalkit.errors import LocalProtocolError, ProtocolError, RemoteProtocolError
from evalkit.protocol.codec import encode
from evalkit.protocol.connection import Connection, Side
from evalkit.protocol.messages import (
    Blob,
    ClientContent,
    Content,
    Message,
    Part,
    RealtimeInput,
    ServerContent,
    Setup,
    SetupComplete,
)


class Pair:
    """What one side sends the other receives at once; both are asked for their facts."""

    def __init__(self) -> None:
        self.client = Connection(Side.CLIENT)
        self.server = Connection(Side.SERVER)

    def client_sends(self, *messages: Message) -> None:
        assert self.server.receive(self.client.send(*messages)) == messages

    def server_sends(self, *messages: Message) -> None:
        assert self.client.receive(self.server.send(*messages).encode()) == messages

    def both(self, fact: str) -> Any:
        """A fact on which the two sides must agree."""
        ours, theirs = getattr(self.client, fact), getattr(self.server, fact)
        assert ours == theirs
        return ours


def ready_pair(**setup: Any) -> Pair:
    """A pair whose session is set up."""
    pair = Pair()
    pair.client_sends(Setup(model="m", **setup))
    pair.server_sends(SetupComplete())
    return pair


MANUAL: dict[str, Any] = {"realtime_input_config": {"automaticActivityDetection": {"disabled": True}}}
HISTORY: dict[str, Any] = {"history_config": {"initialHistoryInClientContent": True}}
SETUP = Setup(model="m")
SPEECH = ServerContent(model_turn=Content(parts=(Part(inline_data=Blob(mime_type="audio/pcm", data=b"\0\0")),)))
START, END = RealtimeInput(activity_start=True), RealtimeInput(activity_end=True)
STREAM_END = RealtimeInput(audio_stream_end=True)
TURN = ClientContent(turns=(Content(role="user", parts=(Part(text="hi"),)),), turn_complete=True)
FACTS = (
    *("state", "setup", "pending_calls", "cancelled_calls", "manual_activity", "awaiting_history", "generating"),
    "interrupted",
)


def facts(connection: Connection) -> list[Any]:
    return [getattr(connection, name) for name in FACTS]


def refuses(act: Callable[[], object], connection: Connection, error: type[ProtocolError], problem: str) -> None:
    before = facts(connection)
    with pytest.raises(error) as caught:
        act()
    assert str(caught.value) == problem
    assert facts(connection) == before
    if isinstance(caught.value, RemoteProtocolError):
        assert caught.value.close_code == 1007


def client_may_not(pair: Pair, problem: str, *messages: Message) -> None:
    """The client cannot send it, and the server does not take it."""
    refuses(lambda: pair.client.send(*messages), pair.client, LocalProtocolError, problem)
    refuses(lambda: pair.server.receive(encode(*messages)), pair.server, RemoteProtocolError, problem)


def server_may_not(pair: Pair, problem: str, *messages: Message) -> None:
    """The server cannot send it, and the client does not take it."""
    refuses(lambda: pair.server.send(*messages), pair.server, LocalProtocolError, problem)
    refuses(lambda: pair.client.receive(encode(*messages)), pair.client, RemoteProtocolError, problem)
