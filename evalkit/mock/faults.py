"""The ways in which a real server has been seen to misbehave, each by name (reference §10.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["FAULTS", "Fault"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One switch of the mock server."""

    name: str
    """As `--fault` takes it."""
    summary: str
    """What the server does, in one sentence for people."""
    stage: Literal["upgrade", "setup", "answer", "wire", "session"]
    source: str = ""
    """Where it was seen: a section of the reference, an issue."""
    http_status: int = 0
    """What an `upgrade` fault answers in place of 101."""


FAULTS: Mapping[str, Fault] = {}
