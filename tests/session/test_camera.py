"""Pictures are shown when they are due."""

from collections.abc import Sequence

import pytest

from evalkit.clock import Stopwatch
from evalkit.media.frames import Frame
from evalkit.session.camera import Camera
from tests.virtual import in_virtual_time

FRAMES = (Frame(0.0, b"a"), Frame(0.0, b"b"), Frame(1.0, b"c"), Frame(2.0, b"d"))


def shown(frames: Sequence[Frame], *until: float, held_s: float = 0.0) -> tuple[list[tuple[float, bytes]], float]:
    """What is shown when until these moments and then to the end, and how long the first wait was held up."""
    seen: list[tuple[float, bytes]] = []
    held: list[float] = []

    async def use() -> None:
        clock = Stopwatch()

        async def show(frame: Frame) -> float:
            seen.append((clock(), frame.data))
            return held_s if frame.data == b"a" else 0.0

        camera = Camera(frames, show, clock)
        for t in until:
            held.append(await camera.show_until(t))
            await clock.until(t)
        rest_s = camera.rest_s
        began_t = clock()
        await camera.show_rest()
        assert clock() - began_t == pytest.approx(rest_s)

    in_virtual_time(use())
    return seen, held[0] if held else 0.0


def test_each_frame_once_in_order_at_its_moment() -> None:
    assert shown(FRAMES)[0] == [(0.0, b"a"), (0.0, b"b"), (1.0, b"c"), (2.0, b"d")]


def test_only_what_is_due_is_shown_the_moment_itself_included() -> None:
    assert shown(FRAMES, 0.98, 1.0)[0] == [(0.0, b"a"), (0.0, b"b"), (1.0, b"c"), (2.0, b"d")]


def test_what_was_held_up_puts_off_the_rest() -> None:
    seen, held_s = shown(FRAMES, 0.1, held_s=0.5)
    assert held_s == 0.5
    assert [data for _, data in seen] == [b"a", b"b", b"c", b"d"]
    assert [t for t, _ in seen] == pytest.approx([0.0, 0.5, 1.5, 2.5])


def test_nothing_to_show_takes_no_time() -> None:
    assert shown((), 0.5) == ([], 0.0)
