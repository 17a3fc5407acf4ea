"""The tables that people choose profiles and faults from."""

from __future__ import annotations

from evalkit.mock.faults.known import FAULTS
from evalkit.profiles.known import PROFILES

__all__ = ["fault_table", "profile_table"]


def profile_table() -> list[tuple[str, str]]:
    """Returns (name, what it is) of every profile, for people."""
    return [(profile.name, profile.title) for profile in PROFILES]


def fault_table() -> list[tuple[str, str]]:
    """Returns (name, what the server does) of every fault, for people."""
    return [(fault.name, fault.summary) for fault in FAULTS.values()]
