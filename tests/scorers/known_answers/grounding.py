"""What a model searched for and found; unless a case says otherwise, the answer comes at 1.5 s and ends at 3.0 s."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.trace.events import Grounded
from evalkit.trace.trace import Trace
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import a_trace, a_turn, audio, grounded, turn_complete

__all__ = ["CASES"]

COUNTS = ("queries", "sources", "supports")
REDIRECT = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/1"
UEFA, ESPN, WIKI = ("uefa.com", f"{REDIRECT}2"), ("espn.com", f"{REDIRECT}3"), ("de.wikipedia.org", f"{REDIRECT}4")
ASKED: Mapping[str, Any] = {
    "queries": {"contains": "euro 2024", "matches": r"/\bfinal\b/"},
    "sources": {"domains": ["uefa.com", "wikipedia.org"]},
}
"""A text in any case, a pattern in its own, and two domains."""
NO_DATA = unscored("no groundingMetadata came")
CUT = unscored("the recording ends before it could come")


def answered(*events: Grounded, **changes: Any) -> Trace:
    turn = a_turn("Who won?", audio(1.5, 1.0), *events, turn_complete(3.0))
    return a_trace(turn, **{"setup": {"tools": [{"googleSearch": {}}]}, **changes})


def case(what: str, trace: Trace, answers: Mapping[str, Answer], **changes: Any) -> Case:
    return Case(**{"what": what, "trace": trace, "answers": answers, "args": ASKED, **changes})


def found(queries: Answer, sources: Answer, supports: Answer, text: Answer, domains: Answer) -> Mapping[str, Answer]:
    counts = dict(zip(COUNTS, (queries, sources, supports), strict=True))
    return {**counts, "query_text": text, "source_domains": domains}


def searched() -> Iterator[Case]:
    one = grounded(2.5, "who won Euro 2024 final", sources=[UEFA, ESPN], supports=3)
    yield case("one search, two sources, three supports", answered(one), found(1, 2, 3, 1, 1))
    # Equal queries and sources count once; supports are those of the fullest message, for each holds all so far.
    again = grounded(2.7, "who won Euro 2024 final", "score", sources=[UEFA, WIKI], supports=5)
    yield case("the same said twice, and more", answered(one, again), found(2, 3, 5, 1, 2))
    yield case("the fuller message first", answered(again, one), found(2, 3, 5, 1, 2))
    late = grounded(3.4, "Euro 2024 final", sources=[WIKI], supports=1)
    yield case("after turnComplete", answered(late), found(1, 1, 1, 1, 1))
    apart = grounded(2.5, "EURO 2024", "the final", sources=[ESPN], supports=0)
    yield case("each wanted text in another query", answered(apart), found(2, 1, 0, 1, 0))
    yield case("a pattern keeps its case", answered(grounded(2.5, "Euro 2024 FINAL")), found(1, 0, 0, 0, 0))
    yield case("a wanted word in a longer one", answered(grounded(2.5, "euro 2024 finalists")), found(1, 0, 0, 0, 0))
    turkish = grounded(
        2.5, "ＥＵＲＯ 2024 final", "決勝 2024", sources=[("ウエファ", "https://uefa.com/ja")], supports=2
    )
    yield case("other scripts are other texts, a host is a host", answered(turkish), found(2, 1, 2, 0, 1))
    yield case("a recording without times", answered(one, timed=False), found(1, 2, 3, 1, 1))
    cut = a_trace(a_turn("Who won?", one, finish=""), complete=False)
    yield case("a cut recording that holds it", cut, found(1, 2, 3, 1, 1))


def domains() -> Iterator[Case]:
    """A domain is one itself or what ends in it after a dot, by title or by host."""
    sources = (
        ("notuefa.com", REDIRECT),
        ("uefa.com.example.org", REDIRECT),
        ("UEFA.com", f"{REDIRECT}5"),
        ("News", "https://www.uefa.com/euro"),
        ("Broken", "http://[uefa.com"),
    )
    some = answered(grounded(2.5, "euro 2024 final", sources=sources, supports=1))
    yield case("hosts that only look alike", some, found(1, 5, 1, 1, 2))
    same = ("uefa.com", "https://a.example"), ("uefa.com", "https://b.example")
    twice = answered(grounded(2.5, sources=same))
    yield case("one title with two addresses is two sources", twice, found(0, 2, 0, 0, 2))


def nothing() -> Iterator[Case]:
    none = found(0, 0, 0, NO_DATA, NO_DATA)
    yield case("no search", answered(), none)
    unoffered = answered(setup={"tools": [{"functionDeclarations": []}]})
    why = unscored("the setup offers no googleSearch")
    yield case("no tool to search with", unoffered, found(0, 0, 0, why, why))
    cut = a_trace(a_turn("Who won?", audio(1.5), finish=""), complete=False)
    yield case("a cut recording without it", cut, found(CUT, CUT, CUT, CUT, CUT))
    plain = {"queries": 0.0, "query_text": ABSENT, "source_domains": ABSENT}
    yield case("nothing expected, nothing judged", answered(), plain, args={})


def sessions() -> Iterator[Case]:
    """Counts are of all turns together; supports of each turn's fullest message add up."""
    first = a_turn("Who won?", grounded(2.5, "euro 2024 final", sources=[UEFA], supports=2), turn_complete(3.0))
    second = a_turn(
        "Where?",
        grounded(7.5, "euro 2024 final", "stadium", sources=[UEFA, WIKI], supports=4),
        turn_complete(8.0),
        started=5.0,
        speech_ended=6.0,
        input_ended=6.0,
    )
    yield case("session of two turns", a_trace(first, second), found(2, 2, 6, 1, 2), turn=None)
    yield case("session of one turn", a_trace(first), found(1, 1, 2, 1, 1), turn=None)
    yield case("session without a search", answered(), found(0, 0, 0, NO_DATA, NO_DATA), turn=None)


CASES = (*searched(), *domains(), *nothing(), *sessions())
