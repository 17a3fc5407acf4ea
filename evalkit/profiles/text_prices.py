"""What models cost that are asked by `generateContent`, as data with a date; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["AS_OF", "AUDIO_TOKENS_PER_S", "TEXT_PRICES", "Charge", "TextPrice", "charge", "text_price_of"]

AS_OF = "2026-10-07"
"""When the prices were read off the Developer API's page, by a third party that quotes it."""
AUDIO_TOKENS_PER_S = 32
"""Of audio in a prompt of `generateContent`, by the Developer API's guide to audio; the Live API counts otherwise."""

_LONG_PROMPT_TOKENS = 200_000
"""Above it some models cost more, which is not in the table."""


@dataclass(frozen=True, slots=True)
class TextPrice:
    """What one family of models costs, in US dollars per million tokens, paid tier; thoughts are billed as answered."""

    title: str
    models: tuple[str, ...]
    """Regular expressions, each for a whole model id without its path."""
    text_in: float
    audio_in: float
    out: float
    note: str = ""
    """What is doubtful in it."""


_ONE_PRICE = "the page gives one price for all input, taken for audio too"

TEXT_PRICES: tuple[TextPrice, ...] = (
    TextPrice(
        "3.8 flash",
        (r"gemini-3\.8-flash",),
        text_in=0.75,
        audio_in=0.75,
        out=3.75,
        note=f"half price until 2026-12-31; {_ONE_PRICE}",
    ),
    TextPrice("3.5 flash", (r"gemini-3\.5-flash",), text_in=1.50, audio_in=1.50, out=9.00, note=_ONE_PRICE),
    TextPrice("3.5 flash-lite", (r"gemini-3\.5-flash-lite",), text_in=0.30, audio_in=0.30, out=2.50),
    TextPrice("3.1 pro", (r"gemini-3\.1-pro-preview",), text_in=2.00, audio_in=2.00, out=12.00, note=_ONE_PRICE),
    TextPrice(
        "2.5 pro",
        (r"gemini-2\.5-pro",),
        text_in=1.25,
        audio_in=1.25,
        out=10.00,
        note=f"that of answers is from third parties; {_ONE_PRICE}",
    ),
    TextPrice(
        "2.5 flash",
        (r"gemini-2\.5-flash(?:-preview-\d\d-\d{4})?",),
        text_in=0.30,
        audio_in=1.00,
        out=2.50,
        note="that of answers is from third parties",
    ),
)


@dataclass(frozen=True, slots=True)
class Charge:
    """What one reply cost; `usd` None where nobody can say, and `why`."""

    counts: Mapping[str, int]
    """Tokens by kind, as far as they were told: prompt, audio, output, thought."""
    usd: float | None = None
    why: str = ""


def text_price_of(model: str) -> TextPrice | None:
    """Returns the price of a model, by its id or resource name; None when it is not known."""
    name = model.rsplit("/", 1)[-1]
    return next((price for price in TEXT_PRICES if any(re.fullmatch(each, name) for each in price.models)), None)


def charge(model: str, usage: Any, *, heard: bool) -> Charge:
    """Returns what one reply cost by its `usageMetadata`; unknown is never 0.

    Args:
        model: its id or resource name.
        usage: `usageMetadata` of the reply, or whatever came in its place.
        heard: whether there was audio in the prompt.
    """
    prompt, output = _count(usage, "promptTokenCount"), _count(usage, "candidatesTokenCount")
    thought, total = _count(usage, "thoughtsTokenCount") or 0, _count(usage, "totalTokenCount")
    if output is None and prompt is not None and total is not None:
        # JSON leaves a zero out; here the total holds the thoughts too.
        output = max(0, total - prompt - thought)
    audio = _audio(usage)
    told = {"prompt": prompt, "audio": audio, "output": output, "thought": thought or None}
    counts = {kind: count for kind, count in told.items() if count is not None}
    price = text_price_of(model)
    if prompt is None or output is None:
        return Charge(counts, why="the reply does not tell its tokens")
    if price is None:
        return Charge(counts, why=f"the price of {model.rsplit('/', 1)[-1]} is not known")
    if prompt > _LONG_PROMPT_TOKENS:
        return Charge(counts, why=f"the price of a prompt above {_LONG_PROMPT_TOKENS:,} tokens is not known")
    if audio is None and heard and price.audio_in != price.text_in:
        return Charge(counts, why="the reply does not tell its audio tokens")
    of_audio = min(audio or 0, prompt)
    usd = (prompt - of_audio) * price.text_in + of_audio * price.audio_in + (output + thought) * price.out
    return Charge(counts, usd / 1e6)


def _audio(usage: Any) -> int | None:
    details = usage.get("promptTokensDetails") if isinstance(usage, Mapping) else None
    listed = details if isinstance(details, list) else ()
    counts = [_count(each, "tokenCount") for each in listed if isinstance(each, Mapping)]
    modalities = [str(each.get("modality")).upper() for each in listed if isinstance(each, Mapping)]
    found = [count or 0 for count, modality in zip(counts, modalities, strict=True) if modality == "AUDIO"]
    return sum(found) if found else None


def _count(usage: Any, name: str) -> int | None:
    value = usage.get(name) if isinstance(usage, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
