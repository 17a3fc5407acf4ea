"""The two ends of a Live API connection."""

from __future__ import annotations

from enum import Enum

__all__ = ["Side"]


class Side(Enum):
    """One end of the connection; its value reads well in a sentence."""

    CLIENT = "client"
    SERVER = "server"

    @property
    def peer(self) -> Side:
        """The other end."""
        return Side.SERVER if self is Side.CLIENT else Side.CLIENT
