"""What the Live API costs, as data with a date, and what a conversation would cost by it; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["AS_OF", "AUDIO_TOKENS_PER_S", "PRICES", "Cost", "Price", "TurnAudio", "cost", "price_of"]

AS_OF = "2026-09-30"
"""When the prices were looked up (reference §8.2)."""
AUDIO_TOKENS_PER_S = 25
"""Of either side's audio (reference §5.2)."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one family of models costs, in US dollars per million tokens, paid tier; None: nobody has seen it."""

    title: str
    models: tuple[str, ...]
    """Regular expressions, each for a whole model id without its path."""
    audio_in: float
    audio_out: float
    text_in: float | None = None
    text_out: float | None = None
    pictures_in: float | None = None
    note: str = ""
    """What is doubtful in it; empty for a price on Google's own page."""


PRICES: tuple[Price, ...] = (
    Price(
        "2.5 native audio",
        (r"gemini-2\.5-flash-native-audio-.+",),
        audio_in=3.00,
        audio_out=12.00,
        text_in=0.50,
        text_out=2.00,
        pictures_in=3.00,
    ),
    Price(
        "2.5 native audio on Vertex AI",
        (r"gemini-live-2\.5-flash-native-audio",),
        audio_in=3.00,
        audio_out=12.00,
        text_in=0.50,
        text_out=2.00,
        pictures_in=3.00,
        note="the Developer API's price: Vertex AI's was not seen",
    ),
    Price(
        "3.1 flash live",
        (r"gemini-3\.1-flash-live-.+",),
        audio_in=3.00,
        audio_out=12.00,
        text_in=0.75,
        text_out=4.50,
        pictures_in=1.00,
        note="the price of pictures is not confirmed",
    ),
    Price(
        "3.8 live",
        (r"gemini-3\.8-live",),
        audio_in=3.00,
        audio_out=12.00,
        text_in=0.75,
        note="the Developer API's price; that of text is from third parties",
    ),
    Price(
        "3.5 live translate",
        (r"gemini-3\.5-live-translate-.+",),
        audio_in=3.50,
        audio_out=21.00,
        note="from third parties",
    ),
)


@dataclass(frozen=True, slots=True)
class TurnAudio:
    """Seconds of audio in one turn."""

    heard_s: float
    """What the user's microphone sends, its silence included."""
    said_s: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What conversations cost; text, pictures and transcriptions are left out, which are a small part of it."""

    heard_s: float = 0.0
    said_s: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    usd: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.heard_s + other.heard_s,
            self.said_s + other.said_s,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.usd + other.usd,
        )


def price_of(model: str) -> Price | None:
    """Returns the price of a model, by its id or resource name; None when it is not known."""
    name = model.rsplit("/", 1)[-1]
    return next((price for price in PRICES if any(re.fullmatch(each, name) for each in price.models)), None)


def cost(turns: Iterable[TurnAudio], price: Price) -> Cost:
    """Returns what one session costs.

    Each turn is billed for the whole conversation before it (reference §5.2), so twice as many turns cost four times as
    much.
    """
    before = tokens_in = tokens_out = 0.0
    heard_s = said_s = 0.0
    for turn in turns:
        heard_s += turn.heard_s
        said_s += turn.said_s
        tokens_in += before + turn.heard_s * AUDIO_TOKENS_PER_S
        tokens_out += turn.said_s * AUDIO_TOKENS_PER_S
        before += (turn.heard_s + turn.said_s) * AUDIO_TOKENS_PER_S
    usd = (tokens_in * price.audio_in + tokens_out * price.audio_out) / 1e6
    return Cost(heard_s, said_s, round(tokens_in), round(tokens_out), usd)
