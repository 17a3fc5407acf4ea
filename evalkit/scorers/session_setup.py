"""What the client's setup asked for, as far as scorers need to know it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evalkit.scenario.setup_check import field_of
from evalkit.trace.events import SetupSent
from evalkit.trace.trace import Trace

__all__ = ["asks_for", "offers_tool", "setup_of"]


def setup_of(trace: Trace) -> Mapping[str, Any]:
    """The setup as it was sent, else the scenario's; empty when neither is known."""
    sent = next((event.setup for event in trace.events if isinstance(event, SetupSent)), trace.scenario.setup)
    inner = sent.get("setup")
    return inner if isinstance(inner, Mapping) else sent


def asks_for(trace: Trace, key: str) -> bool:
    """True when the setup holds the camelCase `key`; `{}` switches a transcription on (reference §2.1)."""
    return field_of(setup_of(trace), key) is not None


def offers_tool(trace: Trace, key: str) -> bool | None:
    """Whether the setup offers one of the API's own tools, by its camelCase key; None when no setup is known."""
    setup = setup_of(trace)
    if not setup:
        return None
    return any(field_of(tool, key) is not None for tool in _mappings(field_of(setup, "tools")))


def _mappings(value: Any) -> Iterable[Mapping[str, Any]]:
    # The API also takes a single object where it documents a list.
    several = [value] if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else []
    return (one for one in several if isinstance(one, Mapping))
