"""Quarantine: a scenario that is played, scored and shown, and for a while is no part of any verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["LONGEST_DAYS", "Quarantine"]

LONGEST_DAYS = 14
"""How far ahead a quarantine may end that does not say why it takes longer."""


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Why a scenario does not count, and until when; on which day it is asked decides whether it holds."""

    until: date
    """The last day on which it holds, in UTC."""
    reason: str
    longer: str = ""
    """Why it may end more than `LONGEST_DAYS` ahead; empty: it may not."""

    def problem(self, day: date) -> str:
        """Returns why it does not hold on a day; empty where it does."""
        if day > self.until:
            return f"the quarantine ended on {self.until}"
        ahead = (self.until - day).days
        if ahead > LONGEST_DAYS and not self.longer:
            return f"the quarantine ends in {ahead} days; {LONGEST_DAYS} are the most"
        return ""

    def hint(self, day: date) -> str:
        """Returns what to do where it does not hold on a day."""
        if day > self.until:
            return "mend the scenario, remove the key, or give it another day and a reason that is true by now"
        last = day + timedelta(days=LONGEST_DAYS)
        return f"end it by {last}, or write beside it why it takes longer: `longer: …`"

    def __str__(self) -> str:
        return f"until {self.until}: {self.reason}"
