"""The profiles of the models known today, as data (reference §2.6, §8, §10.1), and which of them a model belongs to."""

from __future__ import annotations

import re

from evalkit.profiles.profile import Backend, Profile

__all__ = ["ANY", "PROFILES", "profile_of"]

ANY = Profile("any", "a model this version knows nothing of")
"""For the mock's own model, and for any that is not known: the dialect that most models understand."""

PROFILES: tuple[Profile, ...] = (ANY,)


def profile_of(model: str, backend: Backend | None = None) -> Profile:
    """Returns the profile of a model, by its id or resource name; `ANY` for one that is not known."""
    name = model.rsplit("/", 1)[-1]
    for profile in PROFILES:
        if backend in (None, profile.backend) and any(re.fullmatch(each, name) for each in profile.models):
            return profile
    return ANY
