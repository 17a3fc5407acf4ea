"""Token counts as the server tells them, each model turn's once, and what they cost by a table of prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from evalkit.profiles.prices import Price
from evalkit.trace.events import (
    AudioReceived,
    CodeRun,
    CodeWritten,
    Event,
    Interrupted,
    MediaReceived,
    TextReceived,
    ToolCalled,
    TurnComplete,
    UsageReported,
)

__all__ = ["Bill", "Kind", "Tokens", "Usage", "bill_of", "usages"]

Kind: TypeAlias = Literal["prompt", "response", "thought", "tool"]

_COUNTS: Mapping[Kind, tuple[str, ...]] = {
    "prompt": ("promptTokenCount",),
    "response": ("responseTokenCount", "candidatesTokenCount"),
    "thought": ("thoughtsTokenCount",),
    "tool": ("toolUsePromptTokenCount",),
}
"""Names on the wire; the Developer API says `response` where Vertex says `candidates` (reference §3.5)."""
_DETAILS: Mapping[Kind, tuple[str, ...]] = {
    "prompt": ("promptTokensDetails",),
    "response": ("responseTokensDetails", "candidatesTokensDetails"),
    "thought": (),
    "tool": ("toolUsePromptTokensDetails",),
}
_Begins: TypeAlias = AudioReceived | TextReceived | ToolCalled | CodeWritten | CodeRun | MediaReceived


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one kind."""

    count: int = 0
    by_modality: Mapping[str, int] = field(default_factory=dict)
    """As far as the server says; it may be less than `count` or more (reference §3.5)."""

    @property
    def unstated(self) -> int:
        """Tokens whose modality nobody told."""
        return max(0, self.count - sum(self.by_modality.values()))


@dataclass(frozen=True, slots=True)
class Usage:
    """The last snapshot of one model turn; a count the server left out is None."""

    event: UsageReported
    prompt: Tokens | None
    """The whole context of the turn, which every turn bills again."""
    response: Tokens | None
    thought: Tokens | None
    tool: Tokens | None

    def of(self, kind: Kind) -> Tokens | None:
        """The tokens of one kind."""
        return {"prompt": self.prompt, "response": self.response, "thought": self.thought, "tool": self.tool}[kind]

    @property
    def billed(self) -> int | None:
        """Prompt, tools' prompt, answer and thoughts; None when it is not told what went in or what came out.

        Not `totalTokenCount`, which leaves thoughts out (reference §3.5).
        """
        if self.prompt is None or self.response is None:
            return None
        return self.prompt.count + self.response.count + sum(each.count for each in (self.thought, self.tool) if each)


@dataclass(frozen=True, slots=True)
class Bill:
    """What something costs in US dollars: from `least` to `most`, or the reason why nobody can say."""

    least: float = 0.0
    most: float = 0.0
    unstated: int = 0
    """Tokens of no told modality; they make the difference between the two."""
    why: str = ""

    def __add__(self, other: Bill) -> Bill:
        return Bill(
            self.least + other.least,
            self.most + other.most,
            self.unstated + other.unstated,
            self.why or other.why,
        )


def usages(events: Iterable[Event]) -> tuple[Usage, ...]:
    """Returns the last snapshot of each model turn among events of one user turn.

    A snapshot may be repeated within a turn, so the last one counts and they are never summed (reference §3.5); one
    after turnComplete is still that turn's, until new content begins another. A user turn holds several model turns
    where the model goes on after a tool's answer, and each of them bills its context.
    """
    found: list[UsageReported] = []
    begun = ended = False
    for event in events:
        match event:
            case UsageReported() if _tells(event):
                if begun:
                    found.pop()
                found.append(event)
                begun = True
            case TurnComplete() | Interrupted():
                ended = True
            case _ if ended and isinstance(event, _Begins):
                begun = ended = False
    return tuple(_usage(event) for event in found)


def bill_of(usage: Usage, price: Price) -> Bill:
    """Returns what one model turn costs.

    Thoughts are priced as text that is answered, cached tokens in full. Tokens whose modality is not told, where the
    others' is, make a span between the cheapest and the dearest price; where none is told, nothing can be said.
    """
    ways_in = {"TEXT": price.text_in, "AUDIO": price.audio_in, "IMAGE": price.pictures_in, "VIDEO": price.pictures_in}
    ways_out = {"TEXT": price.text_out, "AUDIO": price.audio_out}
    if usage.prompt is None or usage.response is None:
        return Bill(why=f"the usage does not tell the {'prompt' if usage.prompt is None else 'response'} tokens")
    bill = _priced("prompt", usage.prompt, ways_in, "in") + _priced("response", usage.response, ways_out, "out")
    if usage.tool is not None:
        bill += _priced("tool", usage.tool, ways_in, "in")
    if usage.thought is not None:
        thoughts = Tokens(usage.thought.count, {"TEXT": usage.thought.count})
        bill += _priced("thought", thoughts, ways_out, "out")
    return bill


def _priced(kind: Kind, tokens: Tokens, prices: Mapping[str, float | None], way: str) -> Bill:
    usd = 0.0
    for modality, count in tokens.by_modality.items():
        price = prices.get(modality)
        if count and price is None:
            return Bill(why=f"the price of {modality} {way} is not known")
        usd += count * (price or 0.0)
    if tokens.unstated and tokens.unstated == tokens.count:
        return Bill(why=f"the usage does not say of what modality its {tokens.count} {kind} tokens are")
    known = [price for price in prices.values() if price is not None]
    least, most = usd + tokens.unstated * min(known), usd + tokens.unstated * max(known)
    return Bill(least / 1e6, most / 1e6, tokens.unstated)


def _tells(event: UsageReported) -> bool:
    return any(_count(event.usage, name) is not None for names in _COUNTS.values() for name in names)


def _usage(event: UsageReported) -> Usage:
    prompt, tool = _tokens(event.usage, "prompt"), _tokens(event.usage, "tool")
    response = _tokens(event.usage, "response")
    total = _count(event.usage, "totalTokenCount")
    if response is None and prompt is not None and total is not None:
        # JSON leaves a zero out; the total is prompt and answer (reference §3.5: 564 = 522 + 42).
        response = Tokens(max(0, total - prompt.count - (0 if tool is None else tool.count)))
    return Usage(event, prompt, response, _tokens(event.usage, "thought"), tool)


def _tokens(usage: Mapping[str, Any], kind: Kind) -> Tokens | None:
    counts = (_count(usage, name) for name in _COUNTS[kind])
    count = next((each for each in counts if each is not None), None)
    if count is None:
        return None
    by_modality: dict[str, int] = {}
    for modality, tokens in next((found for name in _DETAILS[kind] if (found := tuple(_details(usage, name)))), ()):
        by_modality[modality] = by_modality.get(modality, 0) + tokens
    return Tokens(count, by_modality)


def _details(usage: Mapping[str, Any], name: str) -> Iterator[tuple[str, int]]:
    listed = usage.get(name)
    for each in listed if isinstance(listed, list | tuple) else ():
        count = _count(each, "tokenCount") if isinstance(each, Mapping) else None
        if count is not None:
            yield str(each.get("modality") or "MODALITY_UNSPECIFIED"), count


def _count(usage: Mapping[str, Any], name: str) -> int | None:
    value = usage.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
