"""Which calls of a conversation still wait for an answer, and in which turn each was made."""

from evalkit.protocol.open_calls import OpenCalls
from evalkit.protocol.signs import Called, Responded


def called(id: str | None = None, name: str = "f") -> Called:
    return Called(name, id)


def response(id: str | None = None, name: str = "f", *, more: bool = False) -> Responded:
    return Responded(name, id, more=more)


def calls(*made: tuple[Called, int]) -> OpenCalls:
    found = OpenCalls()
    for call, turn in made:
        found.called(call, turn)
    return found


def test_an_answer_closes_the_call_of_its_id() -> None:
    found = calls((called("a"), 0), (called("b"), 1))
    assert (found.wait_in(0), found.wait_in(1), found.wait_in(2)) == (True, True, False)
    assert found.responded(response("a")) == 0
    assert (found.wait_in(0), found.wait_in(1)) == (False, True)


def test_an_answer_that_more_will_follow_leaves_it_open() -> None:
    found = calls((called("a"), 0))
    assert found.responded(response("a", more=True)) == 0
    assert found.wait_in(0)


def test_without_ids_the_oldest_of_the_name_is_answered() -> None:
    found = calls((called(), 0), (called(), 1), (called(name="g"), 2))
    found.responded(response())
    assert [found.wait_in(turn) for turn in range(3)] == [False, True, True]


def test_an_answer_without_an_id_may_mean_a_call_that_has_one() -> None:
    found = calls((called("a"), 0))
    assert found.responded(response()) == 0
    assert not found.wait_in(0)


def test_an_answer_to_nothing_changes_nothing() -> None:
    found = calls((called("a"), 0))
    assert found.responded(response("b", name="g")) is None
    assert found.responded(response(None, name="g")) is None
    assert found.wait_in(0)


def test_an_answer_given_twice_closes_one_call() -> None:
    found = calls((called("a"), 0), (called("b"), 0))
    found.responded(response("a"))
    found.responded(response("a"))
    assert found.wait_in(0)


def test_an_id_used_again_means_the_new_call() -> None:
    found = calls((called("a"), 0), (called("a"), 1))
    assert (found.wait_in(0), found.wait_in(1), found.turn_of("a", "")) == (False, True, 1)


def test_cancelled_calls_wait_no_longer() -> None:
    found = calls((called("a"), 0), (called("b"), 1))
    assert found.cancelled(["unknown", "b"]) == 1
    assert (found.wait_in(0), found.wait_in(1)) == (True, False)
    assert found.cancelled(["unknown"]) is None
    assert found.cancelled(["b"]) == 1, "it belongs to its turn however often it is taken back"


def test_on_another_connection_calls_without_ids_cannot_be_answered() -> None:
    found = calls((called(), 0), (called("a"), 1))
    found.abandoned()
    assert (found.wait_in(0), found.wait_in(1)) == (False, True)
    assert found.turn_of(None, "f") == 1
