"""What a client may not send, however politely."""

from websockets.frames import Opcode

from tests.mock.listening import ends, run, server


def test_message_in_too_many_fragments_is_refused() -> None:
    async def play() -> tuple[int, str]:
        async with server() as live, live.connect() as client:
            async with client.send_context():
                client.protocol.send_text(b"", fin=False)
                for _ in range(1024):
                    client.protocol.send_continuation(b"", fin=False)
            return await ends(client)

    assert run(play()) == (1009, "a message in more than 1,024 fragments")


def test_flood_of_pings_is_refused() -> None:
    async def play() -> tuple[int, str]:
        async with server() as live, live.connect() as client:
            async with client.send_context():
                for _ in range(300):
                    client.protocol.send_ping(b"")
            return await ends(client)

    assert run(play()) == (1008, "more than 100 pings in a second")


def test_message_that_is_too_long_is_refused() -> None:
    async def play() -> int:
        async with server() as live, live.connect() as client:
            async with client.send_context():
                # The frame's head alone says how long it would be.
                client.protocol.writes.append(bytes([Opcode.TEXT | 0x80, 0x80 | 127]) + (2**24 + 1).to_bytes(8))
            return (await ends(client))[0]

    assert run(play()) == 1009


def test_nothing_is_compressed() -> None:
    async def play() -> list[str]:
        async with server() as live, live.connect(compression="deflate") as client:
            assert client.response is not None
            return client.response.headers.get_all("Sec-WebSocket-Extensions")

    assert run(play()) == []
