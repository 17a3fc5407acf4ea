"""Sessions that live on over several connections: asked to, told to leave, or cut off."""

import asyncio

import pytest

from evalkit.recording.model import Close, Entry, Mark
from evalkit.transport.base import Transport
from tests.conversations import a_scenario, marks, messages, played
from tests.session.servers import (
    DONE,
    RESUMING,
    Peer,
    answers,
    answers_when_resumed,
    closing,
    failure,
    handle,
    news,
    resuming,
    says,
    served,
)
from tests.session.turns import SPOKEN, TYPED, finishes

AGAIN = {**TYPED, "start": {"reconnect": True}}


class TestAsked:
    def test_a_turn_may_ask_for_a_new_connection(self) -> None:
        recording, (first, second) = served(resuming(TYPED, AGAIN), answers(name="h1"), answers(name="h2"))
        assert finishes(recording) == ["turn_complete", "turn_complete"]
        assert news(recording) == [
            ("reconnecting", {"reason": "asked"}),
            ("reconnected", {"connection": 1, "resumed": True}),
        ]
        assert first.got[0]["setup"]["sessionResumption"] == {}
        assert second.got[0]["setup"] == {**first.got[0]["setup"], "sessionResumption": {"handle": "h1"}}

    def test_each_connection_has_its_close_and_one_clock_runs_through(self) -> None:
        recording, _ = served(resuming(TYPED, AGAIN), answers(name="h1"), answers(name="h2"))
        closes = [item for item in recording.items if isinstance(item, Close)]
        assert [(close.code, close.by) for close in closes] == [(1000, "local")] * 2
        times = [item.t or 0.0 for item in recording.items]
        assert times == sorted(times)
        place = recording.items.index(closes[0])
        after = recording.items[place + 1 : place + 3]
        assert isinstance(after[0], Mark)
        assert isinstance(after[1], Entry)
        assert (after[0].name, after[0].turn) == ("reconnecting", 0)
        assert after[1].t == pytest.approx((closes[0].t or 0.0) + 1.0), "sooner, the server refuses with 1011"

    def test_the_wait_is_the_scenarios(self) -> None:
        scenario = resuming(TYPED, AGAIN, timeouts={"reconnect_s": 2.5})
        recording, _ = served(scenario, answers(name="h1"), answers())
        (gone,), (back,) = marks(recording, "reconnecting"), marks(recording, "reconnected")
        assert gone.t is not None
        assert back.t == pytest.approx(gone.t + 2.5)

    @pytest.mark.parametrize("after_s", [0.299, 0.3, 0.301])
    def test_a_message_in_the_very_moment_of_leaving_does_not_hold_it_up(self, after_s: float) -> None:
        async def first(peer: Peer) -> None:
            await answers(name="h1")(peer)
            await asyncio.sleep(after_s)
            await peer.sends({"usageMetadata": {}}, {})

        recording, _ = served(resuming(TYPED, AGAIN), first, answers())
        assert finishes(recording) == ["turn_complete", "turn_complete"]

    def test_a_handle_that_covers_the_last_turn_is_waited_for(self) -> None:
        async def first(peer: Peer) -> None:
            await peer.set_up(handle("early"))
            await peer.hears("clientContent")
            await peer.sends(handle("early", resumable=False), says("yes"), DONE)
            await asyncio.sleep(1.5)
            await peer.sends(handle("covers the turn"))

        recording, (_, second) = served(resuming(TYPED, AGAIN), first, answers())
        assert second.got[0]["setup"]["sessionResumption"] == {"handle": "covers the turn"}
        assert finishes(recording) == ["turn_complete", "turn_complete"]

    def test_when_none_comes_the_last_resumable_one_is_used(self) -> None:
        async def first(peer: Peer) -> None:
            await peer.set_up(handle("early"))
            await peer.hears("clientContent")
            await peer.sends(says("yes"), DONE, handle("", resumable=False))

        _, (_, second) = served(resuming(TYPED, AGAIN), first, answers())
        assert second.got[0]["setup"]["sessionResumption"] == {"handle": "early"}

    def test_without_any_handle_it_is_an_error_that_says_what_to_do(self) -> None:
        recording, _ = served(resuming(TYPED, AGAIN), answers(), answers())
        assert failure(recording) == {
            "kind": "SetupError",
            "message": "the session cannot be resumed: no resumable handle came within 2 s; the server sends "
            "one only when the setup holds session_resumption and the model supports it",
            "status": "infra",
        }


class TestLost:
    @pytest.mark.parametrize("code", [1001, 1006, 1011])
    def test_a_connection_lost_within_a_turn_is_resumed(self, code: int) -> None:
        recording, (_, second) = served(resuming(TYPED), closing(code), answers_when_resumed)
        assert finishes(recording) == ["turn_complete"]
        assert news(recording)[0] == ("reconnecting", {"reason": "closed"})
        assert second.kinds() == ["setup"], "what was said on the old connection is not said again"
        assert marks(recording, "session_failed") == []

    @pytest.mark.parametrize("code", [1000, 1007, 1008])
    def test_a_close_that_the_server_means_is_not(self, code: int) -> None:
        recording, (_, second) = served(resuming(TYPED), closing(code, "enough"), answers_when_resumed)
        assert (finishes(recording), second.got) == (["closed"], [])
        assert failure(recording)["kind"] == "ConnectionClosed"

    def test_without_a_handle_the_end_is_the_end(self) -> None:
        async def first(peer: Peer) -> None:
            await peer.set_up()
            await peer.closes(1011, "Internal error")

        recording, (_, second) = served(resuming(TYPED), first, answers_when_resumed)
        assert (failure(recording)["status"], second.got) == ("infra", [])

    def test_without_session_resumption_in_the_setup_the_end_is_the_end(self) -> None:
        recording, (_, second) = served(a_scenario(TYPED), closing(1011), answers_when_resumed)
        assert (failure(recording)["kind"], second.got) == ("ConnectionClosed", [])

    def test_after_the_last_answer_nothing_is_resumed(self) -> None:
        async def first(peer: Peer) -> None:
            await answers(name="h1")(peer)
            await peer.closes(1011)

        recording, (_, second) = served(resuming(TYPED), first, answers_when_resumed)
        assert (finishes(recording), second.got) == (["turn_complete"], [])
        assert marks(recording, "session_failed") == []
        assert recording.close is not None, "it is whole, although its connection was about to be replaced"

    def test_patience_begins_anew_on_the_new_connection(self) -> None:
        async def slow(peer: Peer) -> None:
            await peer.set_up()
            await asyncio.sleep(2.5)
            await peer.sends(says("sorry"), DONE)

        scenario = resuming(TYPED, timeouts={"first_response_s": 3, "reconnect_s": 2})
        recording, _ = served(scenario, closing(1011, after_s=2.5), slow)
        assert finishes(recording) == ["turn_complete"]

    def test_the_user_goes_on_where_the_connection_broke(self) -> None:
        async def first(peer: Peer) -> None:
            await peer.set_up(handle("h1"))
            for _ in range(20):
                await peer.hears("audio")
            await peer.closes(1006)

        async def second(peer: Peer) -> None:
            await peer.set_up()
            for _ in range(30 + 60):
                await peer.hears("audio")
            await peer.sends(says("yes"), DONE)

        recording, (one, two) = served(resuming(SPOKEN), first, second)
        assert finishes(recording) == ["turn_complete"]
        assert len(one.got) + len(two.got) == 2 + 50 + 60, "each chunk once, and no tail is lost"
        started, ended = marks(recording, "speech_started")[0].t, marks(recording, "speech_ended")[0].t
        assert started is not None
        assert ended == pytest.approx(started + 1.0 + 0.98), "the chunk due 20 ms after the loss left 0.98 s later"
        assert marks(recording, "stalled") == []

    def test_an_activity_window_that_was_open_is_opened_again(self) -> None:
        async def first(peer: Peer) -> None:
            await peer.set_up(handle("h1"))
            for _ in range(20):
                await peer.hears("audio")
            await peer.closes(1006)

        async def second(peer: Peer) -> None:
            await peer.set_up()
            await peer.hears("activityEnd")
            await peer.sends(says("yes"), DONE)

        manual = {"realtime_input_config": {"automatic_activity_detection": {"disabled": True}}}
        recording, (one, two) = served(resuming(SPOKEN, setup={**RESUMING, **manual}), first, second)
        assert finishes(recording) == ["turn_complete"]
        assert one.kinds() == ["setup", "activityStart", "audio"]
        assert two.kinds() == ["setup", "activityStart", "audio", "activityEnd"]

    def test_a_connection_that_is_half_open_is_no_models_fault(self) -> None:
        """Nothing comes, not even pongs: the transport's pings end it within 80 s."""

        class HalfOpen(Peer):
            async def serve(self, transport: Transport) -> None:
                self._transport = transport
                await self.set_up()
                await asyncio.sleep(80)
                await transport.close(1006, "no pong")

        limits = {"first_response_s": 55, "turn_s": 60}
        recording = played(a_scenario(TYPED, TYPED, timeouts=limits), {}, HalfOpen(answers()))
        assert finishes(recording) == ["no_response", "closed"]
        assert failure(recording)["status"] == "infra"
        assert recording.items[-1].t == pytest.approx(80.0)


class TestGoAway:
    def test_the_turn_is_finished_first(self) -> None:
        async def first(peer: Peer) -> None:
            await peer.set_up(handle("h1"), {"goAway": {"timeLeft": "50s"}})
            await peer.hears("clientContent")
            await asyncio.sleep(3)
            await peer.sends(says("yes"), DONE)

        recording, (_, second) = served(resuming(TYPED, TYPED), first, answers())
        assert finishes(recording) == ["turn_complete", "turn_complete"]
        assert news(recording)[0] == ("reconnecting", {"reason": "go_away"})
        assert [mark.turn for mark in marks(recording, "reconnected")] == [0]
        assert second.kinds() == ["setup", "clientContent"]

    @pytest.mark.parametrize(("left", "leaves_s"), [("30s", 25.0), ("6s", 3.0), (None, 5.0), ("later", 5.0)])
    def test_a_server_that_falls_silent_is_left_in_time(self, left: str | None, leaves_s: float) -> None:
        async def first(peer: Peer) -> None:
            await peer.set_up(handle("h1"))
            await peer.hears("clientContent")
            await peer.sends({"goAway": {} if left is None else {"timeLeft": left}})

        scenario = resuming(TYPED, timeouts={"first_response_s": 40})
        recording, _ = served(scenario, first, answers_when_resumed)
        (told,), (gone,) = messages(recording, "received", "goAway"), marks(recording, "reconnecting")
        assert told.t is not None
        assert gone.t == pytest.approx(told.t + leaves_s)
        assert (finishes(recording), gone.detail) == (["turn_complete"], {"reason": "go_away"})

    def test_a_server_that_closes_as_it_said_is_resumed_whatever_the_code(self) -> None:
        first = closing(1000, "The operation was cancelled.", before=({"goAway": {"timeLeft": "30s"}},))
        recording, _ = served(resuming(TYPED), first, answers_when_resumed)
        assert finishes(recording) == ["turn_complete"]
        assert news(recording)[0] == ("reconnecting", {"reason": "closed"})

    def test_without_a_handle_the_session_stays_to_the_end(self) -> None:
        async def first(peer: Peer) -> None:
            await peer.set_up({"goAway": {"timeLeft": "10s"}})
            await peer.hears("clientContent")
            await asyncio.sleep(12)
            await peer.sends(says("late but here"), DONE)

        recording, (_, second) = served(resuming(TYPED), first, answers())
        assert (finishes(recording), second.got) == (["turn_complete"], [])

    def test_an_answer_that_is_barged_into_is_not_left(self) -> None:
        async def first(peer: Peer) -> None:
            await peer.set_up(handle("h1"), {"goAway": {"timeLeft": "50s"}})
            await peer.hears("clientContent")
            await peer.sends(says("well, let me"))
            await peer.hears("clientContent")
            await peer.sends({"serverContent": {"interrupted": True}}, DONE, says("fine"), DONE)

        barging = {**TYPED, "start": {"after": "input_end", "delay_ms": 500}}
        recording, (_, second) = served(resuming(TYPED, barging), first, answers())
        assert (finishes(recording), second.got) == (["barged_in", "turn_complete"], [])
