"""A run's patience: how long it waits, what it may spend, when it gives up, and how many lanes are open."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from evalkit.runner.faults import Fault
from evalkit.runner.retry import Lanes, Retries, RetryPolicy
from tests.virtual import in_virtual_time

LOST = Fault("connection lost", 3)
POLICY = RetryPolicy()


def patient(planned: int = 1000, seed: str = "run", **numbers: float) -> Retries:
    return Retries(RetryPolicy(**{"same_in_a_row": 10_000, **numbers}), planned, seed)  # type: ignore[arg-type]


def test_the_numbers() -> None:
    assert RetryPolicy(4, 1.0, 30.0, 120.0, 0.1, 3, 5) == POLICY


@given(st.text(max_size=8))
def test_waits_are_drawn_below_a_limit_that_doubles_up_to_a_cap(seed: str) -> None:
    retries = patient(seed=seed, tries=10)
    often = Fault("connection lost", 9)
    waits = [retries.wait_s(often, tries) for tries in range(1, 10)]
    for wait_s, limit_s in zip(waits, (1, 2, 4, 8, 16, 30, 30, 30, 30), strict=True):
        assert wait_s is not None
        assert 0 <= wait_s <= limit_s
    again = patient(seed=seed, tries=10)
    assert [again.wait_s(often, tries) for tries in range(1, 10)] == waits


def test_four_tries_and_no_fifth() -> None:
    retries = patient()
    assert [retries.wait_s(LOST, tries) is None for tries in (1, 2, 3, 4)] == [False, False, False, True]
    assert [patient(tries=2).wait_s(LOST, tries) is None for tries in (1, 2)] == [False, True]
    assert patient(tries=1).wait_s(LOST, 1) is None


def test_a_server_is_given_the_time_it_asks_for_and_no_more_than_there_is() -> None:
    assert patient().wait_s(Fault("quota", 3, 45.0, quota=True), 1) == 45
    assert patient().wait_s(Fault("quota", 3, 121.0, quota=True), 1) is None
    assert patient().wait_s(Fault("quota", 3, 60.0, quota=True), 2, waited_s=60.0) == 60
    assert patient().wait_s(Fault("quota", 3, 60.0, quota=True), 3, waited_s=60.5) is None


def test_the_budget_is_a_tenth_of_the_attempts_and_three_at_least() -> None:
    for planned, budget in ((1, 3), (30, 3), (59, 5), (1000, 100)):
        retries = patient(planned)
        spent = [retries.wait_s(LOST, 1) for _ in range(planned + budget)]
        assert sum(wait_s is not None for wait_s in spent) == budget
        assert retries.stopped == ""


def test_five_of_a_kind_in_a_row_and_it_gives_up() -> None:
    retries = Retries(POLICY, 1000, "run")
    for _ in range(4):
        assert retries.wait_s(LOST, 1) is not None
    assert retries.wait_s(None, 1) is None
    for fault in (LOST, LOST, LOST, LOST, Fault("close 1011", 3), LOST, LOST, LOST, LOST):
        assert retries.wait_s(fault, 1) is not None
    assert retries.stopped == ""
    assert retries.wait_s(LOST, 1) is None
    assert retries.stopped == "5 failures in a row for the same reason (connection lost)"
    assert retries.wait_s(Fault("close 1011", 3), 1) is None


def test_tries_that_fail_side_by_side_count_as_one() -> None:
    retries = Retries(POLICY, 1000, "run")
    for wave in range(4):
        begun = [retries.begin() for _ in range(8)]
        assert [retries.side_by_side(LOST, each) for each in begun] == [False] * 8
        assert all(retries.wait_s(LOST, 1, begun=each) is not None for each in begun), wave
        assert [retries.side_by_side(LOST, each) for each in begun] == [True] * 8
        assert not retries.side_by_side(Fault("quota"), begun[0])
    assert retries.wait_s(LOST, 1, begun=retries.begin()) is None
    assert retries.stopped == "5 failures in a row for the same reason (connection lost)"


def test_a_wrong_key_ends_it_though_others_fail_beside_it() -> None:
    retries = Retries(POLICY, 1000, "run")
    begun = retries.begin()
    retries.wait_s(LOST, 1, begun=begun)
    retries.wait_s(Fault("connection lost", for_all=True), 1, begun=begun)
    assert retries.stopped.startswith("credentials, address or model were refused")


def test_what_concerns_all_ends_it_at_once() -> None:
    retries = Retries(POLICY, 1000, "run")
    assert retries.wait_s(Fault("configuration", for_all=True), 1) is None
    assert retries.stopped == "credentials, address or model were refused, and every other attempt would be too"


def test_lanes_let_so_many_in_and_fewer_later() -> None:
    async def most_open(halvings: int) -> int:
        lanes, open_now, most = Lanes(5), 0, 0

        async def pass_through() -> None:
            nonlocal open_now, most
            async with lanes:
                open_now += 1
                most = max(most, open_now)
                await asyncio.sleep(1)
                open_now -= 1

        for _ in range(halvings):
            lanes.halve()
        await asyncio.gather(*(pass_through() for _ in range(20)))
        return most

    assert [in_virtual_time(most_open(halvings)) for halvings in (0, 1, 2, 3)] == [5, 2, 1, 1]
