"""How patient a run is: when a failed try is repeated, after how long, and when the whole run gives up."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from types import TracebackType

from evalkit.runner.faults import Fault

__all__ = ["Lanes", "Retries", "RetryPolicy"]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The numbers of a run's patience; times in seconds."""

    tries: int = 4
    """Of one attempt, the first included; some failures are worth fewer."""
    base_s: float = 1.0
    """Longest wait before the second try; it doubles with each further one."""
    longest_s: float = 30.0
    """What it grows to; a server that asks for more gets more."""
    attempt_s: float = 120.0
    """What one attempt may wait in all."""
    budget: float = 0.1
    """Tries beyond the first, as a share of the run's attempts."""
    least_budget: int = 3
    same_in_a_row: int = 5
    """Failures of one class, with nothing measured between them, after which the run gives up; those of tries that
    were open side by side count as one."""


class Retries:
    """What is left of a run's patience.

    Waits have full jitter: each is drawn between 0 and its limit, so that many runs that failed together do not come
    back together.

    Args:
        policy: the numbers.
        planned: attempts of the run.
        seed: the same seed draws the same waits.
    """

    def __init__(self, policy: RetryPolicy, planned: int, seed: str) -> None:
        self.stopped = ""
        """Why the run gives up; empty as long as it does not."""
        self._policy = policy
        self._left = max(policy.least_budget, int(policy.budget * planned))
        self._random = random.Random(seed)
        self._cause, self._in_a_row = "", 0
        self._counted = 0

    def begin(self) -> int:
        """Returns what `side_by_side` and `wait_s` must be told of a try that begins now."""
        return self._counted

    def side_by_side(self, fault: Fault, begun: int) -> bool:
        """Returns whether another try has failed for the same reason since this one began: one trouble met both."""
        return fault.cause == self._cause and begun < self._counted

    def wait_s(self, fault: Fault | None, tries: int, waited_s: float = 0.0, begun: int | None = None) -> float | None:
        """Takes note of how a try ended, and returns the seconds until the attempt's next; None: it was the last.

        Args:
            fault: why the try was not measured; None when it was.
            tries: tries of the attempt so far, this one included.
            waited_s: what the attempt has waited between them.
            begun: what `begin` returned before the try; None: no other one was under way.
        """
        self._count(fault, self._counted if begun is None else begun)
        if fault is None or self.stopped or not self._left:
            return None
        if tries > fault.retries or tries >= self._policy.tries:
            return None
        limit_s = min(self._policy.longest_s, self._policy.base_s * 2.0 ** (tries - 1))
        wait_s = max(fault.wait_s, self._random.uniform(0.0, limit_s))
        if waited_s + wait_s > self._policy.attempt_s:
            return None
        self._left -= 1
        return wait_s

    def _count(self, fault: Fault | None, begun: int) -> None:
        if fault is None:
            self._cause = ""
            return
        if self.stopped or (not fault.for_all and self.side_by_side(fault, begun)):
            return
        self._in_a_row = self._in_a_row + 1 if fault.cause == self._cause else 1
        self._cause = fault.cause
        self._counted += 1
        if fault.for_all:
            self.stopped = "credentials, address or model were refused, and every other attempt would be too"
        elif self._in_a_row >= self._policy.same_in_a_row:
            self.stopped = f"{self._in_a_row} failures in a row for the same reason ({fault.cause})"


class Lanes:
    """Lets so many tries be open at once, and fewer once a quota is used up: entering waits for a free lane."""

    def __init__(self, lanes: int) -> None:
        self._lanes, self._open = lanes, 0
        self._left = asyncio.Condition()

    def halve(self) -> None:
        """Halves the lanes, to no less than one; sessions that are open are left alone."""
        self._lanes = max(1, self._lanes // 2)

    async def __aenter__(self) -> None:
        async with self._left:
            await self._left.wait_for(lambda: self._open < self._lanes)
            self._open += 1

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._open -= 1
        async with self._left:
            self._left.notify_all()
