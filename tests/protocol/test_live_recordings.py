"""What real servers and the official SDKs sent (reference §9) is understood."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evalkit.protocol.codec import decode, encode
from evalkit.protocol.connection import Connection, Side, State
from evalkit.protocol.messages import (
    FunctionCall,
    ServerContent,
    Setup,
    SetupComplete,
    ToolCall,
    UnknownMessage,
)
from evalkit.protocol.wire_forms import Extensible

from ..shared_data import SHARED, needs_shared_data

pytestmark = needs_shared_data
FOLDER = SHARED / "live-recordings"
FILES = sorted(FOLDER.glob("*.websocket.log")) if FOLDER.is_dir() else []
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".websocket.log"))


def frames(path: Path) -> Iterator[tuple[Side, bytes]]:
    """Reads a file by the grammar of reference §9.1."""
    rest = path.read_bytes()
    while rest:
        head, _, rest = rest.partition(b" ")
        length = int(head[1:])
        yield {b">": Side.CLIENT, b"<": Side.SERVER}[head[:1]], rest[:length].removesuffix(b"\n")
        rest = rest[length:]


def test_the_recordings_are_there() -> None:
    assert len(FILES) >= 7


@each_file
def test_every_frame_decodes_and_survives_the_round_trip(path: Path) -> None:
    for sender, frame in frames(path):
        messages = decode(frame, sender)
        assert messages == decode(frame.decode(), sender)
        assert decode(encode(*messages), sender) == messages


@each_file
def test_nothing_in_them_is_unknown(path: Path) -> None:
    for sender, frame in frames(path):
        for message in decode(frame, sender):
            assert not isinstance(message, UnknownMessage)
            assert isinstance(message, Extensible)
            assert message.extra == {}


@each_file
def test_a_server_connection_accepts_the_whole_session(path: Path) -> None:
    server = Connection(Side.SERVER)
    for sender, frame in frames(path):
        if sender is Side.CLIENT:
            server.receive(frame)
        else:
            server.send(*decode(frame, Side.SERVER))
    assert server.state is State.READY


def test_what_they_say() -> None:
    def messages(name: str) -> list[object]:
        return [
            message for sender, frame in frames(FOLDER / f"{name}.websocket.log") for message in decode(frame, sender)
        ]

    setup, complete, *_, call, generation = messages("live_Vertex_should_send_tool_response")
    assert isinstance(setup, Setup)
    assert setup.generation_config == {"responseModalities": ["AUDIO"]}
    assert complete == SetupComplete(session_id="c714f9ce-aa80-413f-b55a-a13609ae9e01")
    assert call == ToolCall(
        function_calls=(
            FunctionCall(
                name="get_current_weather",
                args={"location": "Redmond, WA"},
                id="8acdafcd-9c55-44be-84da-da3d2612f9d1",
            ),
        )
    )
    assert generation == ServerContent(generation_complete=True)
    everything = [message for path in FILES for sender, frame in frames(path) for message in decode(frame, sender)]
    blobs = [
        part.inline_data
        for message in everything
        if isinstance(message, ServerContent) and message.model_turn
        for part in message.model_turn.parts
        if part.inline_data
    ]
    assert {len(blob.data) for blob in blobs} <= {9600, 11520}
    assert blobs
