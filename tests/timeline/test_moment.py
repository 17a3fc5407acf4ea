"""Times of a page: to a tenth of a millisecond, one at a time or many at once."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from evalkit.timeline.moment import moment, moment_or_none, moments


def test_a_tenth_of_a_millisecond() -> None:
    assert (moment(1.23456), moment(None), moment_or_none(1.23456), moment_or_none(None)) == (1.2346, 0.0, 1.2346, None)
    assert moments([1.23456, None, 2]) == (1.2346, 0.0, 2.0)
    assert moments([]) == ()


@given(st.lists(st.integers(0, 10**9).map(lambda us: us / 1e6), max_size=20))
def test_many_are_as_one_and_written_as_short(times: list[float]) -> None:
    found = moments(times)
    assert found == tuple(map(moment, times))
    assert all(len(text.partition(".")[2]) <= 4 for text in orjson.dumps(found).decode().strip("[]").split(","))
