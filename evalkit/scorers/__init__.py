"""The table of built-in scorers; importing it loads none of them."""

from __future__ import annotations

from evalkit.registry import Registry
from evalkit.scorers.base import ScorerFactory

__all__ = ["SCORERS"]

_BUILT_IN = (
    *("audio", "code", "delivery", "grounding", "heard", "interruption", "judge", "key_terms", "language", "latency"),
    *("recognition", "session", "silence", "tools", "transcript", "turn", "usage", "wer"),
)

SCORERS: Registry[ScorerFactory] = Registry("scorer", {name: f"evalkit.scorers.{name}:{name}" for name in _BUILT_IN})
"""Every scorer by the name it has under `expect`; others come from the entry-point group `evalkit.scorers`."""
