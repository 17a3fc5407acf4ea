"""Which turn an event belongs to when connections are lost and calls wait for answers."""

import pytest

from tests.trace.told import told

CUT = "turn0 ended0 audio going resetup ready again"
CUT_TOLD = "audio:0 resetup:- ready:- again:-"


@pytest.mark.parametrize(
    ("what", "story", "expected"),
    [
        ("the model goes on with it", "audio complete turn1 ended1 audio", "audio:0 complete:0 audio:1"),
        ("nothing came of it", "turn1 spoke1 audio complete ended1", "audio:1 complete:1"),
        ("nothing came of it, and the next turn is typed", "turn1 typed ended1 audio", "typed:1 audio:1"),
        ("nothing came of it, nor of the next turn", "turn1 spoke1 complete ended1", "complete:1"),
        (
            "it is said again while the user speaks, and interrupted",
            "turn1 audio spoke1 interrupted complete ended1 audio complete",
            "audio:0 interrupted:0 complete:0 audio:1 complete:1",
        ),
        (
            "it is completed while the user speaks",
            "turn1 complete audio spoke1 ended1 complete",
            "complete:0 audio:1 complete:1",
        ),
        (
            "interrupted while the user speaks, closed after that",
            "turn1 interrupted spoke1 complete ended1 audio",
            "interrupted:0 complete:0 audio:1",
        ),
        (
            "lost once more while the user speaks",
            "turn1 audio again audio spoke1 ended1 complete",
            "audio:0 again:- audio:1 complete:1",
        ),
    ],
)
def test_an_answer_that_a_lost_connection_cut(what: str, story: str, expected: str) -> None:
    assert told(f"{CUT} {story}") == f"{CUT_TOLD} {expected}", what


@pytest.mark.parametrize(
    ("what", "story", "expected"),
    [
        (
            "a call without an id",
            "call_no_id complete again turn1 spoke1 audio",
            "call_no_id:0 complete:0 again:- audio:1",
        ),
        (
            "a call with one is answered on the next connection",
            "call complete again answer audio complete turn1 audio",
            "call:0 complete:0 again:- answer:0 audio:0 complete:0 audio:1",
        ),
        (
            "a silent answer leaves a complete turn complete",
            "call complete silently turn1 audio complete ended1",
            "call:0 complete:0 silently:0 audio:1 complete:1",
        ),
        (
            "a late transcript does, too",
            "audio complete said turn1 audio complete ended1",
            "audio:0 complete:0 said:0 audio:1 complete:1",
        ),
        (
            "an id that is used again means the new call",
            "call call answer complete turn1 audio",
            "call:0 call:0 answer:0 complete:0 audio:1",
        ),
        (
            "a cancelled call's complete turn is over",
            "call complete cancel turn1 audio",
            "call:0 complete:0 cancel:0 audio:1",
        ),
    ],
)
def test_what_is_waited_for_after_a_call(what: str, story: str, expected: str) -> None:
    assert told(f"turn0 ended0 {story}") == expected, what
