"""How long a history takes: thirty nights of 100 scenarios x 5 attempts, read from files and judged.

    python bench/history_speed.py [--nights 30] [--scenarios 100] [--repeats 5] [--metrics 13]

Prints wall and processor seconds, the best of five, and the size of a night's file. A real run of the built-in
scenarios has 13 values an attempt; the made-up nights are filled up to as many.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from evalkit.history.night import Night, Played
from evalkit.history.store import keep_night, read_history
from evalkit.history.table import history_table
from evalkit.selftest.world import a_world
from evalkit.verdict.judge import judge

T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("nights", 30), ("scenarios", 100), ("repeats", 5), ("metrics", 13)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    random = np.random.default_rng(5)
    world = a_world(random, given.scenarios)
    nights = [
        _filled(world.night(random, number, given.repeats), random, given.metrics) for number in range(given.nights + 1)
    ]
    with tempfile.TemporaryDirectory() as folder:
        for night in nights[:-1]:
            keep_night(folder, night)
        size = max(path.stat().st_size for path in Path(folder).glob("night-*.json"))
        print(f"{given.nights} nights, {given.scenarios} x {given.repeats}, {size:,} bytes a night")
        history = _timed("read", lambda: read_history(folder))
        _timed("judge", lambda: judge(nights[-1], history))
        _timed("table", lambda: history_table(history))
        _timed("both", lambda: judge(nights[-1], read_history(folder)))


def _filled(night: Night, random: np.random.Generator, metrics: int) -> Night:
    return replace(night, endpoint="vertex", played=tuple(_more(each, random, metrics) for each in night.played))


def _more(played: Played, random: np.random.Generator, metrics: int) -> Played:
    missing = max(0, metrics - len(played.amounts) - len(played.counts))
    more = {f"made_up.time_{number:02}_ms@1": (float(random.random()) * 1_000,) for number in range(missing)}
    return replace(played, amounts={**played.amounts, **more})


def _timed(name: str, call: Callable[[], T]) -> T:
    walls, used = [], []
    for _ in range(5):
        wall, processor = time.perf_counter(), time.process_time()
        result = call()
        walls.append(time.perf_counter() - wall)
        used.append(time.process_time() - processor)
    print(f"{name:>6}: {min(walls):.2f} s, of the processor {min(used):.2f} s")
    return result


if __name__ == "__main__":
    main()
