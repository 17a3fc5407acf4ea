"""Makes an answer fit the session it is given in: its modality, its transcriptions, its tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from evalkit.mock.answers.base import HeardTurn
from evalkit.protocol.messages import Setup
from evalkit.scenario.script import Call, Hear, Say, Step, Write

__all__ = ["asks_for_text", "fitted", "is_blocking"]


def fitted(steps: tuple[Step, ...], setup: Setup, heard: HeardTurn) -> tuple[Step, ...]:
    """Returns the steps as a model gives them in this session.

    Only speech is transcribed, and only where the setup asks for it; in TEXT mode what would be said is written.
    """
    return tuple(_fitted(steps, setup, heard))


def _fitted(steps: tuple[Step, ...], setup: Setup, heard: HeardTurn) -> Iterator[Step]:
    writes, skipped_ms = asks_for_text(setup), 0.0
    for step in steps:
        match step:
            case Hear() if not heard.spoken or setup.input_audio_transcription is None:
                skipped_ms += step.after_ms
                continue
            case Say() if writes:
                yield Write(step.text, step.after_ms + skipped_ms)
            case _:
                yield _later(step, skipped_ms)
        skipped_ms = 0.0


def _later(step: Step, ms: float) -> Step:
    return replace(step, after_ms=step.after_ms + ms) if ms else step


def asks_for_text(setup: Setup) -> bool:
    """True when the session's answers are written."""
    return (setup.generation_config or {}).get("responseModalities") == ["TEXT"]


def is_blocking(step: Call, setup: Setup, *, by_default: bool) -> bool:
    """True when the conversation waits for the answers to these calls.

    Args:
        step: the calls of one frame; one that blocks is enough.
        setup: declares the functions; an undeclared one behaves as a declared one without `behavior`.
        by_default: what the model does with a function whose behaviour is not declared (reference §2.3).
    """
    declared = dict(_behaviors(setup))
    return any(declared.get(name, by_default) for name, _ in step.calls)


def _behaviors(setup: Setup) -> Iterator[tuple[str, bool]]:
    """Yields (function, blocks) for each declaration that says so."""
    for tool in _listed(setup.tools):
        for function in _listed(tool.get("functionDeclarations") if isinstance(tool, Mapping) else None):
            if isinstance(function, Mapping) and function.get("behavior") in ("BLOCKING", "NON_BLOCKING"):
                yield str(function.get("name")), function["behavior"] == "BLOCKING"


def _listed(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [value]
    return list(value) if isinstance(value, list | tuple) else []
