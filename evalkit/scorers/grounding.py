"""Did the model search, for what, and what does its answer rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import Limit, parse_limit, refuse_unknown
from evalkit.scorers.presence import CUT_OFF, is_over
from evalkit.scorers.session_setup import offers_tool
from evalkit.scorers.wanted_texts import WANTED_KEYS, WantedTexts, read_wanted_texts, texts_of
from evalkit.text.matchers import shown
from evalkit.trace.events import Event, Grounded
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["grounding"]

_VERSION = 1
_LIMIT_KEYS = ("max", "min")


@dataclass(frozen=True, slots=True)
class _Expectation:
    queries: Limit | None
    sources: Limit | None
    wanted: WantedTexts
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was searched and found in one window; the server may say the same thing in several frames."""

    events: tuple[Grounded, ...]
    over: bool
    offered: bool | None

    @property
    def queries(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(query for event in self.events for query in event.queries))

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        return tuple(dict.fromkeys(source for event in self.events for source in event.sources))

    @property
    def supports(self) -> int:
        most: dict[int | None, int] = {}
        for event in self.events:
            most[event.turn] = max(most.get(event.turn, 0), event.supports)
        return sum(most.values())

    @property
    def nothing(self) -> str:
        """Why there is nothing, in words; empty when there is something."""
        if self.events:
            return ""
        if not self.over:
            return CUT_OFF
        return "the setup offers no googleSearch" if self.offered is False else "no groundingMetadata came"


def grounding(queries: Any = None, sources: Any = None, **unknown: Any) -> Scorer:
    """Counts the search queries, the sources and the supported pieces of the answer.

    `queries`, `sources` and `supports` are counts, equal queries and sources counted once. `query_text` is 1 when all
    that was wanted is in the queries, `source_domains` the number of sources from the domains wanted. Google names a
    source by its title and gives a redirect for its address (reference §3.2), so a domain is looked for in both.

    Args:
        queries: `{min, max, contains, matches}`: how many, and what must be in any of them.
        sources: `{min, max, domains}`: how many, and a list of domains one of which a source must come from: `uefa.com`
            is also `www.uefa.com`.
        **unknown: refused.

    Raises:
        UsageError: an argument is unknown or not valid.
    """
    refuse_unknown("grounding", unknown, ("queries", "sources"))
    query_limit, texts = _split("queries", queries, WANTED_KEYS)
    source_limit, others = _split("sources", sources, ("domains",))
    expectation = _Expectation(
        queries=query_limit,
        sources=source_limit,
        wanted=read_wanted_texts("grounding.queries", texts),
        domains=tuple(map(_domain, texts_of("grounding.sources.domains", others.get("domains")))),
    )

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        found = _Found(window.of(Grounded), is_over(trace, window), offers_tool(trace, "googleSearch"))
        return tuple(_scores(expectation, found, window))

    return score


def _split(name: str, value: Any, others: tuple[str, ...]) -> tuple[Limit | None, Mapping[str, Any]]:
    """The limit in an argument, and what else stands beside it."""
    if value is None:
        return None, {}
    where = f"grounding.{name}"
    if not isinstance(value, Mapping) or not value:
        hint = f"write {', '.join((*_LIMIT_KEYS, *others))} under it"
        raise UsageError(f"{where}: expected a mapping, found {shown(value)}", hint)
    refuse_unknown(where, value, (*_LIMIT_KEYS, *others))
    limit = {key: value[key] for key in _LIMIT_KEYS if key in value}
    rest = {key: value[key] for key in others if key in value}
    return (parse_limit("grounding", name, limit) if limit else None), rest


def _domain(text: str) -> str:
    domain = text.strip().casefold().strip(".")
    if "/" in domain or ":" in domain or " " in domain:
        raise UsageError(f"grounding.sources.domains: {shown(text)} is no domain", "write it as uefa.com")
    return domain


def _scores(expectation: _Expectation, found: _Found, window: TurnWindow) -> Iterator[Score]:
    yield _count("queries", len(found.queries), expectation.queries, found, window)
    yield _count("sources", len(found.sources), expectation.sources, found, window)
    yield _count("supports", found.supports, None, found, window)
    if expectation.wanted.words:
        complaints = expectation.wanted.complaints(found.queries)
        asked = f"asked {', '.join(map(shown, found.queries)) or 'nothing'}"
        explanation = "; ".join([*complaints, asked])
        yield _judged(
            "query_text", float(not complaints), not complaints, expectation.wanted.words, explanation, found, window
        )
    if expectation.domains:
        hits = [source for source in found.sources if any(_is_from(source, domain) for domain in expectation.domains)]
        words = f"a source from {' or '.join(expectation.domains)}"
        explanation = f"sources: {', '.join(title or uri for title, uri in found.sources) or 'none'}"
        yield _judged("source_domains", float(len(hits)), bool(hits), words, explanation, found, window)


def _count(metric: str, count: int, limit: Limit | None, found: _Found, window: TurnWindow) -> Score:
    value = float(count) if found.events or found.over else None
    return Score(
        scorer="grounding",
        metric=metric,
        version=_VERSION,
        turn=window.index,
        value=value,
        passed=None if limit is None else limit.verdict(value),
        expected="" if limit is None else limit.text,
        explanation=found.nothing,
        evidence=_seqs(found.events),
        detail={"queries": list(found.queries)} if metric == "queries" else _sources(found, metric),
    )


def _sources(found: _Found, metric: str) -> dict[str, Any]:
    return {"sources": [list(source) for source in found.sources]} if metric == "sources" else {}


def _judged(
    metric: str, value: float, met: bool, words: str, explanation: str, found: _Found, window: TurnWindow
) -> Score:
    """An expectation of what was found; without anything found it has no data, and is missed."""
    return Score(
        scorer="grounding",
        metric=metric,
        version=_VERSION,
        turn=window.index,
        value=value if found.events else None,
        better="higher",
        passed=met and bool(found.events),
        expected=words,
        explanation=found.nothing or explanation,
        evidence=_seqs(found.events),
    )


def _is_from(source: tuple[str, str], domain: str) -> bool:
    title, uri = source
    return any(host == domain or host.endswith(f".{domain}") for host in (title.strip().casefold(), _host(uri)))


def _host(uri: str) -> str:
    try:
        return (urlsplit(uri).hostname or "").casefold()
    except ValueError:
        return ""


def _seqs(events: tuple[Event, ...]) -> tuple[int, ...]:
    return tuple(event.seq for event in events)
