"""The profiles of the models known today, by name and by model."""

from __future__ import annotations

import re

from evalkit.errors import UsageError, nearest
from evalkit.profiles.gemini_2 import PROFILES_2
from evalkit.profiles.gemini_3 import PROFILES_3
from evalkit.profiles.profile import Accepts, Backend, Profile

__all__ = ["ANY", "PROFILES", "backend_of", "profile_named", "profile_of"]

ANY = Profile(
    "any",
    "a model this version knows nothing of",
    accepts=Accepts(
        modalities=frozenset({"TEXT", "AUDIO", "VIDEO"}),
        thinking_level="optional",
        thinking_levels=frozenset({"MINIMAL", "LOW", "MEDIUM", "HIGH"}),
        translation="optional",
        avatar=True,
    ),
)
"""For the mock's own model, and for any that is not known: takes everything, in the dialect that most understand."""

PROFILES: tuple[Profile, ...] = (ANY, *PROFILES_2, *PROFILES_3)
"""Every profile; no two of one backend share a model."""


def profile_of(model: str, backend: Backend | None = None) -> Profile:
    """Returns the profile of a model; `ANY` for one that is not known, or that the backend does not serve.

    Args:
        model: an id (`gemini-3.8-live`) or a resource name (`models/…`, `projects/…/publishers/google/models/…`).
        backend: where it is served; None: where its resource name says, or else the first backend that has it, which is
            the Developer API for a model of both.
    """
    name = model.strip().rsplit("/", 1)[-1]
    served = backend or backend_of(model)
    for profile in PROFILES:
        if served in (None, profile.backend) and any(re.fullmatch(each, name) for each in profile.models):
            return profile
    return ANY


def backend_of(model: str) -> Backend | None:
    """Returns the backend whose resource names look like this one; None for a bare id (reference §1.3)."""
    if model.strip().startswith(("projects/", "publishers/")):
        return "vertex"
    return "gemini" if model.strip().startswith("models/") else None


def profile_named(name: str) -> Profile:
    """Returns the profile of that name.

    Raises:
        UsageError: there is none; the message names the nearest one.
    """
    known = {profile.name: profile for profile in PROFILES}
    if name in known:
        return known[name]
    close = nearest(name, known)
    hint = f"did you mean {close!r}?" if close else f"known: {', '.join(known)}"
    raise UsageError(f"there is no profile {name!r}", hint)
