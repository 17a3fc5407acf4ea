"""Waiting until something happens."""

import asyncio

import pytest

from evalkit.clock import Stopwatch
from evalkit.session.news import News
from tests.virtual import in_virtual_time


@pytest.mark.parametrize(
    ("told_s", "limit_s", "expected"), [(1, 2, (True, 1)), (3, 2, (False, 2)), (1, -1, (False, 0))]
)
def test_news_are_waited_for_until_the_limit(told_s: float, limit_s: float, expected: tuple[bool, float]) -> None:
    async def use() -> tuple[bool, float]:
        news, clock = News(), Stopwatch()
        asyncio.get_running_loop().call_later(told_s, news.tell)
        return await news.wait(limit_s), clock()

    assert in_virtual_time(use()) == expected


def test_news_from_before_count_once() -> None:
    async def use() -> list[bool]:
        news = News()
        news.tell()
        news.tell()
        return [await news.wait(1), await news.wait(1)]

    assert in_virtual_time(use()) == [True, False]
