"""The last handle, the deadline, and what must be sent again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import ConnectionClosed
from evalkit.protocol.messages import ClientMessage, GoAway, RealtimeInput, SessionResumptionUpdate
from evalkit.session.resumption import Outbox, Resumption

ASKED: dict[str, Any] = {"sessionResumption": {}}
TRANSPARENT = {"session_resumption": {"transparent": True}}
START, END = RealtimeInput(activity_start=True), RealtimeInput(activity_end=True)


def update(handle: str | None, resumable: bool = True, index: int | None = None) -> SessionResumptionUpdate:
    return SessionResumptionUpdate(new_handle=handle, resumable=resumable, last_consumed_client_message_index=index)


def after(*messages: SessionResumptionUpdate | GoAway, setup: dict[str, Any] | None = None) -> Resumption:
    resumption = Resumption(ASKED if setup is None else setup)
    for message in messages:
        resumption.take(message, 100.0)
    return resumption


def numbered(*numbers: int) -> tuple[ClientMessage, ...]:
    return tuple(RealtimeInput(text=str(number)) for number in numbers)


class TestHandle:
    @pytest.mark.parametrize(
        ("updates", "handle", "stale"),
        [
            ((), None, False),
            ((update("a"),), "a", False),
            ((update("a"), update("b")), "b", False),
            ((update("a"), update("", False)), "a", True),
            ((update("a"), update("b", False)), "a", True),
            ((update("a"), update(None, False), update("c")), "c", False),
            ((update(None),), None, False),
        ],
    )
    def test_the_last_resumable_one_counts(
        self, updates: tuple[SessionResumptionUpdate, ...], handle: str | None, stale: bool
    ) -> None:
        resumption = after(*updates)
        assert (resumption.handle, resumption.stale) == (handle, stale)

    def test_a_setup_that_does_not_ask_gets_none(self) -> None:
        assert after(update("a"), setup={}).handle is None


class TestDeadline:
    @pytest.mark.parametrize(
        ("left", "leave_t"),
        [("50s", 145.0), ("60.5s", 155.5), ("8s", 104.0), ("0s", 100.0), ("-3s", 100.0), (None, 105.0), ("?", 105.0)],
    )
    def test_it_comes_before_the_servers(self, left: str | None, leave_t: float) -> None:
        assert after(update("a"), GoAway(time_left=left)).leave_t == leave_t

    def test_it_holds_only_for_a_session_that_can_be_resumed(self) -> None:
        assert after(GoAway(time_left="50s")).leave_t is None

    def test_it_is_the_old_connections(self) -> None:
        resumption = after(update("a"), GoAway(time_left="50s"))
        resumption.opened()
        assert (resumption.leave_t, resumption.handle) == (None, "a")


@pytest.mark.parametrize(
    ("code", "went_away", "survives"),
    [
        (1011, False, True),
        (1006, False, True),
        (1001, False, True),
        (1000, False, False),
        (1000, True, True),
        (1007, True, False),
        (1008, True, False),
    ],
)
def test_which_ends_a_session_survives(code: int, went_away: bool, survives: bool) -> None:
    news = (update("a"), GoAway(time_left="9s")) if went_away else (update("a"),)
    assert after(*news).survives(ConnectionClosed(code, "", "remote")) is survives
    assert not after(*news[1:]).survives(ConnectionClosed(code, "", "remote")), "without a handle"


class TestOutbox:
    def outbox(self, *messages: ClientMessage, setup: dict[str, Any] | None = None) -> Outbox:
        outbox = Outbox(TRANSPARENT if setup is None else setup)
        for message in messages:
            outbox.sent(message)
        return outbox

    def test_without_transparent_resumption_nothing_is_kept(self) -> None:
        assert self.outbox(*numbered(1, 2), setup=ASKED).reopened() == ()

    @given(sent=st.integers(0, 20), consumed=st.lists(st.integers(0, 25), max_size=4))
    def test_what_was_consumed_last_decides_the_setup_being_0(self, sent: int, consumed: list[int]) -> None:
        outbox = self.outbox(*numbered(*range(1, sent + 1)))
        for index in consumed:
            outbox.take(update("h", index=index))
        assert outbox.reopened() == numbered(*range(max(consumed, default=0) + 1, sent + 1))

    def test_each_connection_counts_anew(self) -> None:
        outbox = self.outbox(*numbered(1, 2, 3))
        outbox.take(update("h", index=2))
        for message in outbox.reopened():
            outbox.sent(message)
        outbox.take(update("h", index=0))
        assert outbox.reopened() == numbered(3)

    @pytest.mark.parametrize(
        ("sent", "index", "expected"),
        [
            ((START, *numbered(2)), 1, (START, *numbered(2))),
            ((START, *numbered(2), END), 2, (START, END)),
            ((START, END, *numbered(3)), 2, numbered(3)),
            ((START, END), 0, (START, END)),
        ],
    )
    def test_an_open_window_is_opened_again(
        self, sent: tuple[ClientMessage, ...], index: int, expected: tuple[ClientMessage, ...]
    ) -> None:
        outbox = self.outbox(*sent)
        outbox.take(update("h", index=index))
        assert outbox.reopened() == expected

    def test_an_open_window_is_opened_again_without_transparency_too(self) -> None:
        assert self.outbox(START, *numbered(1), setup=ASKED).reopened() == (START,)
        assert self.outbox(START, END, setup=ASKED).reopened() == ()
