"""One run in several jobs: which scenarios each of them plays."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.errors import UsageError
from evalkit.scenario.model import Scenario

__all__ = ["Shard", "parse_shard"]

_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of a run."""

    number: int
    """From 1."""
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def of_id(self, scenario_id: str) -> bool:
        """Returns whether a scenario is in this part: its id alone says so, on every machine and in every night.

        So a scenario that is added moves no other one into another job.
        """
        digest = hashlib.sha256(scenario_id.encode("utf-8", "surrogateescape")).digest()
        return int.from_bytes(digest[:8], "big") % self.of == self.number - 1

    def part(self, scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
        """Returns the scenarios of this part, which may be none."""
        return tuple(scenario for scenario in scenarios if self.of_id(scenario.id))


def parse_shard(text: str) -> Shard:
    """Reads `2/4`, the second part of four.

    Raises:
        UsageError: it is none.
    """
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text.strip())
    if found:
        number, of = int(found[1]), int(found[2])
        if 1 <= number <= of <= _MOST:
            return Shard(number, of)
    raise UsageError(f"--shard {text} is no part of a run", "write 1/4 for the first of four, up to 4/4")
