"""The profiles by name, and the tables that people choose profiles and faults from."""

from __future__ import annotations

from evalkit.errors import UsageError, nearest
from evalkit.mock.faults import FAULTS
from evalkit.profiles.known import PROFILES
from evalkit.profiles.profile import Profile

__all__ = ["fault_table", "profile_named", "profile_table"]


def profile_named(name: str) -> Profile:
    """Returns a profile by its name.

    Raises:
        UsageError: there is none of that name; says the nearest one.
    """
    profiles = {profile.name: profile for profile in PROFILES}
    if name not in profiles:
        close = nearest(name, profiles)
        hint = f"did you mean {close!r}?" if close else "`evalkit serve --list-profiles` lists them"
        raise UsageError(f"there is no profile {name!r}", hint)
    return profiles[name]


def profile_table() -> list[tuple[str, str]]:
    """Returns (name, what it is) of every profile, for people."""
    return [(profile.name, profile.title) for profile in PROFILES]


def fault_table() -> list[tuple[str, str]]:
    """Returns (name, what the server does) of every fault, for people."""
    return [(fault.name, fault.summary) for fault in FAULTS.values()]
