"""Did the model search, for what, and what does its answer rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import Limit, parse_limit, refuse_unknown
from evalkit.scorers.metric import Metric
from evalkit.scorers.presence import CUT_OFF, is_over
from evalkit.scorers.session_setup import offers_tool
from evalkit.scorers.wanted_texts import WANTED_KEYS, WantedTexts, read_wanted_texts, texts_of
from evalkit.text.matchers import shown
from evalkit.trace.events import Event, Grounded
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "grounding"]

_LIMIT_KEYS = ("max", "min")

_UNKNOWN = "no `groundingMetadata` came, and the recording ends before the turn does"
_NOTHING = "no `groundingMetadata` came: the expectation is missed"
_SOURCE = (
    "evalkit's own: `groundingMetadata` as the server sends it, several times or after turnComplete (reference §3.2)"
)


def _counted(name: str, formula: str) -> Metric:
    return Metric(
        scorer="grounding",
        name=name,
        formula=formula,
        eligible="every turn that says `grounding`, or a whole session",
        unscored=_UNKNOWN,
        source=_SOURCE,
    )


_QUERIES = _counted("queries", "How many different `webSearchQueries` came, equal ones counted once.")
_SOURCES = _counted(
    "sources", "How many different `groundingChunks` came, equal pairs of title and address counted once."
)
_SUPPORTS = _counted(
    "supports", "The most `groundingSupports` of any one message; of a session, added up over its turns."
)
_QUERY_TEXT = Metric(
    scorer="grounding",
    name="query_text",
    formula=(
        "1 when each wanted text (upper and lower case alike) and each pattern is in any one of the queries, else 0."
    ),
    eligible="turns (or sessions) that say `contains` or `matches` under `queries`",
    unscored=_NOTHING,
    source=_SOURCE,
    better="higher",
    yes_no=True,
)
_SOURCE_DOMAINS = Metric(
    scorer="grounding",
    name="source_domains",
    formula=(
        "How many different sources are of a wanted domain or one below it (`www.uefa.com` of `uefa.com`, "
        "`notuefa.com` not), by the title or by the host of the address: Google's own address is a redirect."
    ),
    eligible="turns (or sessions) that say `domains` under `sources`",
    unscored=_NOTHING,
    source=_SOURCE,
    better="higher",
)
METRICS = (_QUERIES, _SOURCES, _SUPPORTS, _QUERY_TEXT, _SOURCE_DOMAINS)


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
    yield _count(_QUERIES, len(found.queries), expectation.queries, found, window)
    yield _count(_SOURCES, len(found.sources), expectation.sources, found, window)
    yield _count(_SUPPORTS, found.supports, None, found, window)
    if expectation.wanted.words:
        complaints = expectation.wanted.complaints(found.queries)
        asked = f"asked {', '.join(map(shown, found.queries)) or 'nothing'}"
        explanation = "; ".join([*complaints, asked])
        yield _judged(
            _QUERY_TEXT, float(not complaints), not complaints, expectation.wanted.words, explanation, found, window
        )
    if expectation.domains:
        hits = [source for source in found.sources if any(_is_from(source, domain) for domain in expectation.domains)]
        words = f"a source from {' or '.join(expectation.domains)}"
        explanation = f"sources: {', '.join(title or uri for title, uri in found.sources) or 'none'}"
        yield _judged(_SOURCE_DOMAINS, float(len(hits)), bool(hits), words, explanation, found, window)


def _count(metric: Metric, count: int, limit: Limit | None, found: _Found, window: TurnWindow) -> Score:
    value = float(count) if found.events or found.over else None
    return metric.score(
        window.index,
        value,
        passed=None if limit is None else limit.verdict(value),
        expected="" if limit is None else limit.text,
        explanation=found.nothing,
        evidence=_seqs(found.events),
        detail=_listed(found, metric),
    )


def _listed(found: _Found, metric: Metric) -> dict[str, Any]:
    if metric is _QUERIES:
        return {"queries": list(found.queries)}
    return {"sources": [list(source) for source in found.sources]} if metric is _SOURCES else {}


def _judged(
    metric: Metric, value: float, met: bool, words: str, explanation: str, found: _Found, window: TurnWindow
) -> Score:
    """An expectation of what was found; without anything found it has no data, and is missed."""
    return metric.score(
        window.index,
        value if found.events else None,
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
