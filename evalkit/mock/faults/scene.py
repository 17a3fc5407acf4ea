"""What the faults of an answer have in common: what they see, and how steps are put in their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from evalkit.mock.answers.base import Voice
from evalkit.protocol.messages import Setup
from evalkit.scenario.script import Complete, Hear, Step

__all__ = ["Scene", "Spoil", "Steps", "before_first", "content", "ends_turn"]

Steps: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a fault may look at."""

    setup: Setup
    voice: Voice
    session: str
    turn: int
    strike: Callable[[str], bool]
    """True when a fault that comes once a session is to come now."""


Spoil: TypeAlias = Callable[[Steps, Scene], Steps]
"""Makes of an answer what a fault makes of it."""


def before_first(steps: Steps, *new: Step) -> Steps:
    """Puts steps in the place where the model first acts; they take over its pause."""
    place = next((number for number, step in enumerate(steps) if not isinstance(step, Hear)), len(steps))
    if place == len(steps):
        return steps
    first = replace(new[0], after_ms=steps[place].after_ms)
    return (*steps[:place], first, *new[1:], replace(steps[place], after_ms=0.0), *steps[place + 1 :])


def content(**fields: Any) -> Mapping[str, Any]:
    """Returns a serverContent as a script sends it."""
    return {"serverContent": fields}


def ends_turn(steps: Steps, number: int) -> bool:
    """True when the turn ends, in the usual way, right after step `number`."""
    following = steps[number + 1] if number + 1 < len(steps) else None
    return isinstance(following, Complete) and following.reason is None
