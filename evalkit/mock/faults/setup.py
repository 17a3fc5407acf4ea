"""Faults of the setup: how a mock server turns a session away although it asks for nothing wrong."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.mock.model.sessions import Progress
from evalkit.profiles.refusal import INTERNAL_ERROR, INVALID_ARGUMENT, Refusal
from evalkit.transport.base import cut_reason

__all__ = ["forgets", "setup_fault"]

_RESTS_S = 1.0
"""Reference §4.7: resuming works one second after the connection has ended."""
_LONG = (
    "models/gemini-live-unknown is not found for API version v1beta, or is not supported for bidiGenerateContent. "
    "Call ListModels to see the list of available models and their supported methods."
)
_REFUSALS: Mapping[str, Refusal] = {
    "bad-credentials": Refusal(1007, "API key not valid. Please pass a valid API key."),
    "setup-silent": Refusal(None),
    "setup-close-1007": INVALID_ARGUMENT,
    "setup-close-1008": Refusal(1008, "Operation is not implemented, or supported, or enabled."),
    "setup-close-1011": INTERNAL_ERROR,
    "long-close-reason": Refusal(1008, cut_reason(_LONG)),
    "drop-at-setup": Refusal(1006),
}


def setup_fault(faults: frozenset[str], *, resuming: bool, alone_s: float) -> Refusal | None:
    """Returns how the setup is answered in place of setupComplete; None for a setup that fares well.

    Args:
        faults: the switches that are on.
        resuming: the setup brings a handle.
        alone_s: how long the session has had no connection.
    """
    refusals = [refusal for name, refusal in _REFUSALS.items() if name in faults]
    if refusals:
        return refusals[0]
    if resuming and "stale-handle" in faults:
        return Refusal(1008, "BidiGenerateContent session not found")
    if resuming and "resume-race" in faults and alone_s < _RESTS_S:
        return INTERNAL_ERROR
    return None


def forgets(faults: frozenset[str], progress: Progress) -> bool:
    """True when a session that is resumed once more has lost what was before (reference §4.7)."""
    return "resume-amnesia" in faults and progress.connections > 1
