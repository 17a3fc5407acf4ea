"""Says what is to be said of a setup, in lines that a test can read."""

from collections.abc import Mapping
from typing import Any

from evalkit.profiles.advice import setup_advice
from evalkit.profiles.known import profile_named

__all__ = ["AUDIO", "function", "generation", "said"]

AUDIO = {"generation_config": {"response_modalities": ["AUDIO"]}}


def said(profile: str, setup: Mapping[str, Any], version: str = "") -> list[str]:
    """Everything said, as `severity path: problem; hint`, with the profile's title as T."""
    known = profile_named(profile)
    found = setup_advice(setup, known, version)
    lines = (f"{each.severity} {'.'.join(map(str, each.path))}: {each.problem}; {each.hint}" for each in found)
    return [line.replace(known.title, "T") for line in lines]


def generation(**fields: Any) -> dict[str, Any]:
    return {"generation_config": {"response_modalities": ["AUDIO"], **fields}}


def function(**fields: Any) -> dict[str, Any]:
    return {**AUDIO, "tools": [{"function_declarations": [{"name": "f", **fields}]}]}
