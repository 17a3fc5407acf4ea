"""Which turn an event belongs to, told as a story of two turns in which the second may interrupt the first.

A story is a list of words; the answer is the turn of each word that is an event.
"""

import pytest

from evalkit.trace.attribution import turns_of
from evalkit.trace.events import Closed
from tests.trace.recordings import CLOSE, started
from tests.trace.told import told

FIRST = "turn0 ended0 heard audio said"
FIRST_TOLD = "heard:0 audio:0 said:0"


@pytest.mark.parametrize(
    ("what", "story", "expected"),
    [
        (
            "two quiet turns",
            "turn0 ended0 audio generated complete usage finished0 turn1 heard ended1 audio complete",
            "audio:0 generated:0 complete:0 usage:0 heard:1 audio:1 complete:1",
        ),
        ("nothing before the first turn", "handle turn0 handle", "handle:- handle:0"),
        ("what is sent belongs to the turn being played", "turn0 typed ended0 turn1 typed", "typed:0 typed:1"),
        ("an answer before the user ended", "turn0 audio ended0 complete", "audio:0 complete:0"),
        ("data nobody can read", "turn0 junk", "junk:0"),
    ],
)
def test_without_interruption(what: str, story: str, expected: str) -> None:
    assert told(story) == expected, what


@pytest.mark.parametrize(
    ("what", "story", "expected"),
    [
        (
            "as documented",
            "turn1 audio interrupted complete usage heard ended1 audio complete usage",
            "audio:0 interrupted:0 complete:0 usage:0 heard:1 audio:1 complete:1 usage:1",
        ),
        (
            "late transcripts between interrupted and turnComplete",
            "turn1 audio interrupted said complete ended1 said audio complete",
            "audio:0 interrupted:0 said:0 complete:0 said:1 audio:1 complete:1",
        ),
        (
            "interrupted with no turnComplete after it",
            "turn1 audio interrupted heard ended1 audio complete",
            "audio:0 interrupted:0 heard:1 audio:1 complete:1",
        ),
        (
            "interrupted with no turnComplete, and an empty answer",
            "turn1 interrupted ended1 complete",
            "interrupted:0 complete:1",
        ),
        (
            "interrupted, and nothing more",
            "turn1 audio interrupted said",
            "audio:0 interrupted:0 said:1",
        ),
        (
            "turnComplete with no interrupted, while the user speaks",
            "turn1 audio complete usage ended1 audio complete",
            "audio:0 complete:0 usage:0 audio:1 complete:1",
        ),
        (
            "turnComplete with no interrupted, after the user spoke",
            "turn1 ended1 audio complete audio complete",
            "audio:0 complete:0 audio:1 complete:1",
        ),
        (
            "turnComplete with no interrupted, and no answer",
            "turn1 audio ended1 complete",
            "audio:0 complete:0",
        ),
        (
            "neither",
            "turn1 audio heard said ended1 audio said complete",
            "audio:0 heard:1 said:0 audio:1 said:1 complete:1",
        ),
        ("neither, and never answered", "turn1 audio heard ended1", "audio:0 heard:1"),
        (
            "typed interruption: content in flight is the old turn's",
            "turn1 typed ended1 audio interrupted complete audio complete",
            "typed:1 audio:0 interrupted:0 complete:0 audio:1 complete:1",
        ),
        (
            "interrupted in the same window as the tool calls of the new turn",
            "turn1 interrupted ended1 call complete answer audio complete",
            "interrupted:0 call:1 complete:1 answer:1 audio:1 complete:1",
        ),
        (
            "two interruptions in a row",
            "turn1 audio interrupted complete ended1 audio turn2 audio interrupted complete ended2 audio complete",
            "audio:0 interrupted:0 complete:0 audio:1 audio:1 interrupted:1 complete:1 audio:2 complete:2",
        ),
        (
            "the answer outlives a whole turn",
            "turn1 audio turn2 audio interrupted complete ended2 audio",
            "audio:0 audio:0 interrupted:0 complete:0 audio:2",
        ),
    ],
)
def test_barge_in(what: str, story: str, expected: str) -> None:
    assert told(f"{FIRST} {story}") == f"{FIRST_TOLD} {expected}", what


@pytest.mark.parametrize(
    ("what", "story", "expected"),
    [
        (
            "a swallowed utterance is closed while the next one is spoken",
            "turn0 ended0 finished0 turn1 complete usage ended1 audio complete",
            "complete:0 usage:0 audio:1 complete:1",
        ),
        (
            "or after it, before the answer to it",
            "turn0 ended0 finished0 turn1 ended1 complete audio complete",
            "complete:0 audio:1 complete:1",
        ),
        (
            "an empty turn after a complete one is its own",
            "turn0 ended0 audio complete turn1 ended1 complete usage",
            "audio:0 complete:0 complete:1 usage:1",
        ),
        (
            "interrupted after the turn ended is the old turn's",
            "turn0 ended0 audio complete turn1 interrupted ended1 audio complete",
            "audio:0 complete:0 interrupted:0 audio:1 complete:1",
        ),
        (
            "usage that comes late",
            "turn0 ended0 audio complete turn1 usage ended1 audio complete usage",
            "audio:0 complete:0 usage:0 audio:1 complete:1 usage:1",
        ),
        (
            "interrupted by the server itself, with no next turn",
            "turn0 ended0 audio interrupted audio complete turn1 audio",
            "audio:0 interrupted:0 audio:0 complete:0 audio:1",
        ),
    ],
)
def test_late_endings(what: str, story: str, expected: str) -> None:
    assert told(story) == expected, what


@pytest.mark.parametrize(
    ("what", "story", "expected"),
    [
        (
            "a turn completed before its call is answered goes on",
            "turn0 ended0 call complete answer audio complete turn1 ended1 audio",
            "call:0 complete:0 answer:0 audio:0 complete:0 audio:1",
        ),
        (
            "a next turn that starts at the call interrupts it",
            "turn0 ended0 call turn1 interrupted cancel complete ended1 audio",
            "call:0 interrupted:0 cancel:0 complete:0 audio:1",
        ),
        (
            "the answer to an old call is the old turn's",
            "turn0 ended0 call complete turn1 answer audio interrupted complete ended1 audio",
            "call:0 complete:0 answer:0 audio:0 interrupted:0 complete:0 audio:1",
        ),
        ("calls without ids go by name", "turn0 ended0 call_no_id turn1 answer_no_id", "call_no_id:0 answer_no_id:0"),
        ("an answer nobody asked for", "turn0 answer", "answer:0"),
        ("a cancellation of nothing", "turn0 audio cancel", "audio:0 cancel:0"),
    ],
)
def test_tool_calls(what: str, story: str, expected: str) -> None:
    assert told(story) == expected, what


def test_the_close_is_outside_any_turn() -> None:
    close = Closed(seq=0, t=CLOSE.t, code=1000, reason="", by="local")
    assert turns_of([started(0.0, 0), close]) == [0, None]


@pytest.mark.parametrize(
    ("story", "told_as"),
    [
        # Code and what a search found are part of the answer, like speech.
        ("turn0 ended0 code ran audio complete", "code:0 ran:0 audio:0 complete:0"),
        ("turn0 ended0 code turn1 ran interrupted ended1 audio", "code:0 ran:0 interrupted:0 audio:1"),
        ("turn0 ended0 audio complete searched turn1 ended1 audio", "audio:0 complete:0 searched:0 audio:1"),
        ("turn0 ended0 audio turn1 searched complete ended1 audio", "audio:0 searched:0 complete:0 audio:1"),
        # Extended thinking: a turnComplete is not the end of an answer that is in progress (reference §4.2).
        (
            "turn0 ended0 audio complete thinking turn1 audio complete idle ended1 audio complete",
            "audio:0 complete:0 thinking:0 audio:0 complete:0 idle:0 audio:1 complete:1",
        ),
        (
            "turn0 ended0 audio complete idle turn1 ended1 audio complete",
            "audio:0 complete:0 idle:0 audio:1 complete:1",
        ),
        # A connection lost in mid-answer: the next one goes on with it.
        (
            "turn0 ended0 audio going resetup ready audio complete turn1 ended1 audio",
            "audio:0 resetup:- ready:- audio:0 complete:0 audio:1",
        ),
        (
            "turn0 ended0 call going resetup ready answer audio complete",
            "call:0 resetup:- ready:- answer:0 audio:0 complete:0",
        ),
    ],
)
def test_what_came_later_to_the_protocol(story: str, told_as: str) -> None:
    assert told(story) == told_as
