"""A camera: pictures are shown at their moments, on the same clock as the user's speech."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from evalkit.clock import Stopwatch
from evalkit.media.frames import Frame

__all__ = ["Camera"]


class Camera:
    """Shows the frames of one turn, each once and in order, when it is due.

    Args:
        frames: in order of time; their moments count from now.
        show: sends one frame; returns for how many seconds it was kept from it on purpose.
        clock: the session's.
    """

    def __init__(self, frames: Sequence[Frame], show: Callable[[Frame], Awaitable[float]], clock: Stopwatch) -> None:
        self._frames, self._show, self._clock = deque(frames), show, clock
        self._began_t = clock()

    @property
    def rest_s(self) -> float:
        """Seconds from now until the last frame is due; 0 when all were shown."""
        return max(0.0, self._due_t(self._frames[-1]) - self._clock()) if self._frames else 0.0

    async def show_until(self, t: float) -> float:
        """Shows every frame that is due by `t`, the moment itself included; returns for how long that was held up."""
        held_s = 0.0
        while self._frames and self._due_t(self._frames[0]) <= t:
            frame = self._frames.popleft()
            await self._clock.until(self._due_t(frame))
            frame_held_s = await self._show(frame)
            self.hold(frame_held_s)
            held_s += frame_held_s
            t += frame_held_s
        return held_s

    async def show_rest(self) -> None:
        """Shows all that is left, in its time."""
        while self._frames:
            await self.show_until(self._due_t(self._frames[0]))

    def hold(self, seconds: float) -> None:
        """Puts off what is left."""
        self._began_t += seconds

    def _due_t(self, frame: Frame) -> float:
        return round(self._began_t + frame.t_s, 9)
