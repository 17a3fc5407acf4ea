"""Keeps credentials out of recordings also when they are renewed while the run goes on."""

from __future__ import annotations

from collections.abc import Callable

from evalkit.recording.redact import Redactor

__all__ = ["RenewedSecrets"]


class RenewedSecrets(Redactor):
    """A redactor that asks, before it looks at anything, which secrets there are by now.

    Args:
        known: the secrets so far; called often, and never gives fewer than before.
    """

    def __init__(self, known: Callable[[], tuple[str, ...]]) -> None:
        self._known = known
        self._learnt = known()
        super().__init__(self._learnt)

    def suspects(self, text: str) -> bool:
        """As of any redactor."""
        self._learn()
        return super().suspects(text)

    def text(self, text: str) -> str:
        """As of any redactor."""
        self._learn()
        return super().text(text)

    def _learn(self) -> None:
        known = self._known()
        if known != self._learnt:
            self._learnt = known
            super().__init__(known)
