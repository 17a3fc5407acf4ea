"""Short names of models, and what each backend calls them; pure."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.errors import UsageError
from evalkit.profiles.profile import Backend

__all__ = ["ALIASES", "model_named"]

ALIASES: Mapping[str, Mapping[Backend, str]] = {
    "2.5": {"vertex": "gemini-live-2.5-flash-native-audio", "gemini": "gemini-2.5-flash-native-audio-latest"},
    "3.1": {"gemini": "gemini-3.1-flash-live-preview"},
    "3.8": {"vertex": "gemini-3.8-live", "gemini": "gemini-3.8-live"},
    "3.8-thinking": {
        "vertex": "gemini-3.8-live-extended-thinking",
        "gemini": "gemini-3.8-live-extended-thinking",
    },
    "transcribe": {"vertex": "gemini-3.5-transcribe-live-preview", "gemini": "gemini-3.5-transcribe-live"},
    "translate": {"vertex": "gemini-3.5-live-translate-preview", "gemini": "gemini-3.5-live-translate-preview"},
}
"""By what people call a family: the id of its newest member on each backend that serves it (reference §8.1)."""


def model_named(name: str, backend: Backend) -> str:
    """Returns the id behind a short name; any other name is returned as it is.

    Raises:
        UsageError: the backend serves no model of this short name.
    """
    served = ALIASES.get(name)
    if served is None:
        return name
    if backend not in served:
        others = ", ".join(alias for alias, ids in ALIASES.items() if backend in ids)
        problem = f"model {name} is not served on --endpoint {backend}"
        raise UsageError(problem, f"choose --endpoint {next(iter(served))}, or one of: {others}")
    return served[backend]
