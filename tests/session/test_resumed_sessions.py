"""What happens while a session is resumed: refusals, tries, and what is carried over to the new connection."""

import asyncio
from typing import Any

import pytest

from evalkit.recording.model import Close, Entry, Recording
from tests.session.servers import (
    DONE,
    RESUMING,
    Peer,
    answers,
    answers_when_resumed,
    called,
    closing,
    failure,
    handle,
    news,
    resuming,
    says,
    served,
)
from tests.session.turns import TYPED, finishes

TRANSPARENT = {**RESUMING, "session_resumption": {"transparent": True}}
DECLARED = {**RESUMING, "tools": [{"function_declarations": [{"name": "f"}]}]}
SLOW = {"f": {"return": {"n": 1}, "after_ms": 2000}}


class TestRefused:
    def test_1011_is_tried_again_with_longer_and_longer_waits(self) -> None:
        async def refuses(peer: Peer) -> None:
            await peer.hears("setup")
            await asyncio.sleep(0.5)
            await peer.closes(1011, "Internal error encountered.")

        recording, _ = served(resuming(TYPED), closing(1011), refuses, refuses, refuses, answers_when_resumed)
        assert finishes(recording) == ["turn_complete"]
        gaps = [
            (after.t or 0) - (before.t or 0)
            for before, after in zip(recording.items, recording.items[1:], strict=False)
            if isinstance(before, Close) and isinstance(after, Entry)
        ]
        assert gaps == pytest.approx([1.0, 2.0, 4.0])
        assert news(recording) == [
            ("reconnecting", {"reason": "closed"}),
            ("reconnected", {"connection": 4, "resumed": True}),
        ]

    def test_after_four_tries_it_is_given_up(self) -> None:
        async def refuses(peer: Peer) -> None:
            await peer.hears("setup")
            await peer.closes(1011, "Internal error encountered.")

        recording, peers = served(resuming(TYPED), closing(1011), *[refuses] * 5)
        assert failure(recording) == {
            "kind": "SetupError",
            "message": "the session was not resumed after 4 tries: connection closed by the server: 1011 "
            "'Internal error encountered.' instead of setupComplete; try again later",
            "status": "infra",
        }
        assert [bool(peer.got) for peer in peers] == [True] * 5 + [False]

    @pytest.mark.parametrize(("code", "reason"), [(1008, "BidiGenerateContent session not found"), (1007, "no")])
    def test_a_refusal_is_not_tried_again(self, code: int, reason: str) -> None:
        async def refuses(peer: Peer) -> None:
            await peer.hears("setup")
            await peer.closes(code, reason)

        recording, peers = served(resuming(TYPED), closing(1011), refuses, answers_when_resumed)
        assert failure(recording) == {
            "kind": "SetupError",
            "message": f"the session was not resumed: connection closed by the server: {code} {reason!r} "
            "instead of setupComplete; the server may have forgotten the session: try again later",
            "status": "infra",
        }
        assert peers[2].got == []

    def test_a_server_that_keeps_silent_is_tried_again(self) -> None:
        async def silent(peer: Peer) -> None:
            await peer.hears("setup")

        recording, _ = served(resuming(TYPED), closing(1011), silent, answers_when_resumed)
        assert finishes(recording) == ["turn_complete"]

    def test_connections_that_bring_nothing_are_not_resumed_for_ever(self) -> None:
        async def dies(peer: Peer) -> None:
            await peer.set_up(handle("h"))
            await asyncio.sleep(0.1)
            await peer.closes(1011, "Internal error encountered.")

        recording, peers = served(resuming(TYPED), closing(1011), *[dies] * 9)
        assert failure(recording)["kind"] == "ConnectionClosed"
        assert sum(bool(peer.got) for peer in peers) == 1 + 4


class TestTransparent:
    def test_what_was_not_consumed_is_sent_again(self) -> None:
        async def first(peer: Peer) -> None:
            await peer.set_up(handle("h1", lastConsumedClientMessageIndex="0"))
            await peer.hears("clientContent")
            await peer.closes(1011)

        recording, (_, second) = served(resuming(TYPED, setup=TRANSPARENT), first, answers())
        assert finishes(recording) == ["turn_complete"]
        assert second.kinds() == ["setup", "clientContent"]
        assert second.got[0]["setup"]["sessionResumption"] == {"transparent": True, "handle": "h1"}

    def test_what_was_consumed_is_not(self) -> None:
        async def first(peer: Peer) -> None:
            await peer.set_up()
            await peer.hears("clientContent")
            await peer.sends(handle("h1", lastConsumedClientMessageIndex="1"))
            await asyncio.sleep(0.1)
            await peer.closes(1011)

        recording, (_, second) = served(resuming(TYPED, setup=TRANSPARENT), first, answers_when_resumed)
        assert (finishes(recording), second.kinds()) == (["turn_complete"], ["setup"])


class TestCallsAcross:
    def across(self, id: str | None, *after: dict[str, Any]) -> tuple[Recording, Peer]:
        async def second(peer: Peer) -> None:
            await peer.set_up(*after)
            if id is not None and not after:
                await peer.hears("toolResponse")
            await peer.sends(says("one"), DONE)

        scenario = resuming(TYPED, setup=DECLARED, tools=SLOW)
        recording, (_, peer) = served(scenario, closing(1011, before=(called("f", id),)), second)
        return recording, peer

    def test_an_answer_whose_connection_is_gone_is_sent_on_the_next_one(self) -> None:
        recording, peer = self.across("a")
        (answer,) = (message["toolResponse"] for message in peer.got if "toolResponse" in message)
        assert answer == {"functionResponses": [{"id": "a", "name": "f", "response": {"n": 1}}]}
        assert finishes(recording) == ["turn_complete"]

    def test_without_an_id_it_cannot_be(self) -> None:
        recording, peer = self.across(None)
        assert (peer.kinds(), finishes(recording)) == (["setup"], ["turn_complete"])

    @pytest.mark.parametrize(("id", "sent"), [(None, ["setup"]), ("a", ["setup", "toolResponse"])])
    def test_an_answer_that_leaves_as_its_connection_is_lost(self, id: str | None, sent: list[str]) -> None:
        async def second(peer: Peer) -> None:
            await peer.set_up()
            await asyncio.sleep(0.1)
            await peer.sends(says("one"), DONE)

        scenario = resuming(TYPED, setup=DECLARED, tools={"f": {"return": {"n": 1}, "after_ms": 500}})
        recording, (_, peer) = served(scenario, closing(1011, after_s=0.5, before=(called("f", id),)), second)
        assert (peer.kinds(), finishes(recording)) == (sent, ["turn_complete"])

    def test_a_call_that_is_taken_back_there_is_not_answered(self) -> None:
        recording, peer = self.across("a", {"toolCallCancellation": {"ids": ["a"]}})
        assert (peer.kinds(), finishes(recording)) == (["setup"], ["turn_complete"])
