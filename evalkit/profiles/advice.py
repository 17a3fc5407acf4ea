"""What a model will not take of a setup, or take otherwise than meant: known before anything is connected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.profiles.asked import Advice, Asked, Severity
from evalkit.profiles.field_advice import field_advice
from evalkit.profiles.generation_advice import generation_advice
from evalkit.profiles.profile import Profile
from evalkit.profiles.refusal import Refusal
from evalkit.profiles.session_advice import session_advice
from evalkit.profiles.tool_advice import scheduling_advice, tool_advice
from evalkit.scenario.model import Scenario
from evalkit.scenario.setup_check import snake_case

__all__ = ["Advice", "Severity", "advice", "refusal_of", "setup_advice"]


def advice(
    setup: Mapping[str, Any],
    scenario: Scenario,
    profile: Profile,
    *,
    version: str = "",
    spoken_s: Mapping[int, float] | None = None,
) -> tuple[Advice, ...]:
    """Returns everything to be said of a scenario before a model; nothing for the profile `any`.

    Args:
        setup: the API's setup in either spelling, or in both.
        scenario: who sends it; its own `setup` is not looked at.
        profile: the model's.
        version: of the API, as in `v1beta`; empty: not known.
        spoken_s: length of each turn's audio in seconds, by turn index; what is missing counts as 0.
    """
    if profile.kind == "any":
        return ()
    asked = Asked(setup, profile, version, scenario, spoken_s or {})
    return (*_of_setup(asked), *scheduling_advice(asked), *session_advice(asked))


def setup_advice(setup: Mapping[str, Any], profile: Profile, version: str = "") -> tuple[Advice, ...]:
    """Returns what is to be said of a setup alone, whoever sends it; its errors are what a server refuses."""
    return () if profile.kind == "any" else tuple(_of_setup(Asked(setup, profile, version)))


def refusal_of(found: Advice, profile: Profile) -> Refusal | None:
    """Returns how the model's server refuses what was found; None for a warning, which it does not refuse."""
    if found.severity != "error" or found.feature is None:
        return None
    refusal = profile.refusal(found.feature)
    *where, name = (snake_case(part) if isinstance(part, str) else part for part in found.path)
    said = refusal.reason.replace("{name}", str(name)).replace("{where}", _where(where))
    return Refusal(refusal.code, said)


def _where(path: list[str | int]) -> str:
    """A path as the server writes it: `setup.tools[0]`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _of_setup(asked: Asked) -> Iterator[Advice]:
    yield from generation_advice(asked)
    yield from field_advice(asked)
    yield from tool_advice(asked)
