"""Searches counted and judged, on traces whose answer is known."""

from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scorers.base import Score
from evalkit.scorers.grounding import grounding
from evalkit.trace.events import Event
from evalkit.trace.trace import Trace
from tests.traces import a_trace, a_turn, grounded, said, turn_complete

REDIRECT = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/abc"
UEFA, WIKI = ("uefa.com", REDIRECT), ("Euro 2024", "https://en.wikipedia.org/wiki/UEFA_Euro_2024")
SETUP: dict[str, Any] = {"tools": [{"googleSearch": {}}]}


def searched(*events: Event, finish: str = "turn_complete", setup: Any = None, complete: bool = True) -> Trace:
    draft = a_turn("Who won the Euro 2024?", *events, finish=finish)
    return a_trace(draft, setup=SETUP if setup is None else setup, complete=complete)


def scores(trace: Trace, session: bool = False, **args: Any) -> dict[str, Score]:
    found = grounding(**args)(trace, trace.session if session else trace.turns[0])
    return {score.metric: score for score in found}


SPAIN = searched(
    grounded(2, "euro 2024 winner", sources=[UEFA, WIKI], supports=3), said(2.1, "Spain."), turn_complete(3)
)


def test_counts_are_measured_without_any_expectation() -> None:
    found = scores(SPAIN)
    assert {name: score.value for name, score in found.items()} == {"queries": 1, "sources": 2, "supports": 3}
    assert all(score.passed is None and score.evidence == (0,) for score in found.values())
    assert found["queries"].detail == {"queries": ["euro 2024 winner"]}
    assert found["sources"].detail == {"sources": [list(UEFA), list(WIKI)]}


@pytest.mark.parametrize(
    ("args", "metric", "passed"),
    [
        ({"queries": {"min": 1}}, "queries", True),
        ({"queries": {"min": 2}}, "queries", False),
        ({"queries": {"max": 0}}, "queries", False),
        ({"queries": {"contains": "EURO"}}, "query_text", True),
        ({"queries": {"contains": ["euro", "1998"]}}, "query_text", False),
        ({"queries": {"min": 1, "matches": r"^euro \d+"}}, "query_text", True),
        ({"sources": {"min": 1, "max": 2}}, "sources", True),
        ({"sources": {"domains": ["uefa.com"]}}, "source_domains", True),
        ({"sources": {"domains": "Wikipedia.org"}}, "source_domains", True),
        ({"sources": {"domains": ["fifa.com", "wikipedia.org"]}}, "source_domains", True),
        ({"sources": {"domains": ["pedia.org"]}}, "source_domains", False),
        ({"sources": {"domains": ["fifa.com"]}}, "source_domains", False),
    ],
)
def test_expectations(args: dict[str, Any], metric: str, passed: bool) -> None:
    found = scores(SPAIN, **args)
    assert found[metric].passed is passed
    assert [name for name, score in found.items() if score.passed is not None][-1] == metric


def test_a_missed_expectation_says_what_was_there() -> None:
    found = scores(SPAIN, queries={"contains": "1998"}, sources={"domains": ["fifa.com", "dfb.de"]})
    assert found["query_text"].explanation == 'lacks "1998"; asked "euro 2024 winner"'
    assert found["query_text"].expected == 'contains "1998"'
    assert found["source_domains"].explanation == "sources: uefa.com, Euro 2024"
    assert found["source_domains"].expected == "a source from fifa.com or dfb.de"
    assert found["source_domains"].value == 0


def test_the_same_thing_said_in_several_frames_counts_once() -> None:
    trace = searched(
        grounded(2, "a", sources=[UEFA], supports=1),
        grounded(2.5, "a", "b", sources=[UEFA, WIKI], supports=2),
        turn_complete(3),
    )
    assert {name: score.value for name, score in scores(trace).items()} == {"queries": 2, "sources": 2, "supports": 2}


def test_a_session_adds_up_its_turns() -> None:
    turns = (a_turn("a", grounded(2, "x", supports=2)), a_turn("b", grounded(4, "y", supports=3)))
    found = scores(a_trace(*turns), session=True)
    assert {name: score.value for name, score in found.items()} == {"queries": 2, "sources": 0, "supports": 5}


@pytest.mark.parametrize(
    ("setup", "explanation"),
    [
        (None, "no groundingMetadata came"),
        ({"model": "m"}, "the setup offers no googleSearch"),
        ({"tools": {"google_search": {}}}, "no groundingMetadata came"),
    ],
)
def test_no_search_is_a_count_of_zero_with_its_reason(setup: Any, explanation: str) -> None:
    found = scores(
        searched(said(2, "Spain."), turn_complete(3), setup=setup),
        queries={"min": 1, "contains": "a"},
        sources={"max": 0, "domains": "a.example"},
    )
    assert (found["queries"].value, found["queries"].passed, found["queries"].explanation) == (0, False, explanation)
    assert (found["sources"].value, found["sources"].passed) == (0, True)
    for name in ("query_text", "source_domains"):
        assert (found[name].value, found[name].passed, found[name].explanation) == (None, False, explanation)


def test_a_recording_that_was_cut_off_is_unscored() -> None:
    found = scores(searched(said(2, "Spa"), finish="", complete=False), queries={"max": 0})
    assert (found["queries"].value, found["queries"].passed) == (None, False)
    assert found["queries"].explanation == "the recording ends before it could come"


@pytest.mark.parametrize("uri", ["http://[", "//", "javascript:alert(1)", "https://uefa.com@evil.example/", "\x00"])
def test_no_address_of_strangers_breaks_or_fools_it(uri: str) -> None:
    trace = searched(grounded(2, "a", sources=[("", uri)]), turn_complete(3))
    assert scores(trace, sources={"domains": ["uefa.com"]})["source_domains"].passed is False


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"querys": 1}, "grounding: unknown argument 'querys'; did you mean 'queries'?"),
        (
            {"queries": 1},
            "grounding.queries: expected a mapping, found 1; write max, min, contains, matches under it",
        ),
        ({"sources": {}}, "grounding.sources: expected a mapping, found {}; write max, min, domains under it"),
        ({"sources": {"domain": "a"}}, "grounding.sources: unknown argument 'domain'; did you mean 'domains'?"),
        ({"sources": {"min": "a"}}, "grounding.sources.min: expected a finite number, found 'a'"),
        (
            {"sources": {"domains": "https://uefa.com"}},
            'grounding.sources.domains: "https://uefa.com" is no domain; write it as uefa.com',
        ),
        (
            {"queries": {"contains": []}},
            "grounding.queries.contains: must be text or a list of texts, not []",
        ),
    ],
)
def test_bad_arguments_are_named(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        grounding(**args)
    assert str(caught.value) == message
