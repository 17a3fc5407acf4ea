"""A responder and a session in one process: who hears of which error."""

import asyncio

import pytest

from evalkit.errors import ConnectionClosed, ReplayMismatch
from evalkit.mock.server import Responder, serve_in_process
from evalkit.transport.base import Transport
from tests.virtual import in_virtual_time


class Echo:
    """Sends everything back, until it is told to fail."""

    def __init__(self, failure: Exception | None = None, *, at_the_end: bool = False) -> None:
        self.failure, self.at_the_end, self.ended = failure, at_the_end, False

    async def serve(self, transport: Transport) -> None:
        try:
            while True:
                data = await transport.receive()
                if self.failure is not None and not self.at_the_end:
                    raise self.failure
                await transport.send(data)
        finally:
            self.ended = True
            if self.failure is not None and self.at_the_end:
                raise self.failure


async def asks(responder: Responder, *, then: BaseException | None = None) -> str:
    async with serve_in_process(responder) as transport:
        await transport.send("hello")
        data = await transport.receive()
        if then is not None:
            raise then
    assert asyncio.all_tasks() == {asyncio.current_task()}
    return str(data)


def test_what_is_sent_arrives_and_the_responder_ends_with_the_connection() -> None:
    echo = Echo()
    assert in_virtual_time(asks(echo)) == "hello"
    assert echo.ended


def test_the_responders_error_takes_the_place_of_the_close_it_caused() -> None:
    with pytest.raises(ReplayMismatch):
        in_virtual_time(asks(Echo(ReplayMismatch(0, "this", "that"))))


def test_an_error_as_the_connection_ends_is_raised_on_leaving() -> None:
    with pytest.raises(ReplayMismatch):
        in_virtual_time(asks(Echo(ReplayMismatch(0, "this", "that"), at_the_end=True)))


@pytest.mark.parametrize("first", [KeyError("mine"), asyncio.CancelledError()])
def test_the_callers_own_error_goes_first(first: BaseException) -> None:
    echo = Echo(ReplayMismatch(0, "this", "that"), at_the_end=True)
    with pytest.raises(type(first)):
        in_virtual_time(asks(echo, then=first))
    assert echo.ended


def test_a_mistake_in_a_responder_closes_with_1011_and_is_raised() -> None:
    async def client() -> ConnectionClosed:
        async with serve_in_process(Echo(ZeroDivisionError("our own"))) as transport:
            await transport.send("hello")
            with pytest.raises(ConnectionClosed) as caught:
                await transport.receive()
            seen.append(caught.value)
        return caught.value

    seen: list[ConnectionClosed] = []
    with pytest.raises(ZeroDivisionError):
        in_virtual_time(client())
    assert [(closed.code, closed.reason) for closed in seen] == [(1011, "our own")]
