"""The steps beside speech, as frames."""

from __future__ import annotations

import pytest

from evalkit.scenario.script import Complete, GoAway, RunCode, Say, Search, Step, Write
from tests.mock.phone import HELLO, SETUP, Phone, dial, live, says, words

DONE = Complete()


def plays(*steps: Step, profile: str = "vertex-2.5-native") -> Phone:
    return dial(says(SETUP, HELLO), *live(steps, profile=profile), listen_s=20)


def test_a_search_is_grounding_beside_the_answer() -> None:
    phone = plays(Say("yes", 100), Search(("cats", "dogs"), (("Cats", "https://cats"),)), DONE)
    assert words(phone)[1:] == ["modelTurn", "groundingMetadata", "generationComplete", "turnComplete"]
    assert phone.frames[2]["serverContent"]["groundingMetadata"] == {
        "webSearchQueries": ["cats", "dogs"],
        "groundingChunks": [{"web": {"uri": "https://cats", "title": "Cats"}}],
    }


def test_code_is_written_then_run() -> None:
    phone = plays(RunCode("print(2)", "2\n"), DONE)
    parts = [frame["serverContent"]["modelTurn"]["parts"] for frame in phone.frames[1:3]]
    assert parts == [
        [{"executableCode": {"language": "PYTHON", "code": "print(2)"}}],
        [{"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "2\n"}}],
    ]
    assert words(phone)[3:] == ["generationComplete", "turnComplete"]


@pytest.mark.parametrize(
    ("profile", "end"),
    [
        ("vertex-2.5-native", "close 1000 The operation was cancelled."),
        ("dev-2.5", "close 1011 Deadline expired before operation could complete."),
    ],
)
def test_go_away_tells_the_time_and_keeps_it(profile: str, end: str) -> None:
    phone = plays(GoAway(10.5, 500), Write("still here", after_ms=1000), DONE, profile=profile)
    assert phone.frames[1] == {"goAway": {"timeLeft": "10.5s"}}
    assert phone.seen[1:3] == [(0.5, "goAway"), (1.5, "modelTurn")]
    assert phone.seen[-1] == (20.0, end), "which this client only sees as it leaves"
    assert phone.frames[-1] != phone.frames[1]


def test_text_counts_as_tokens_of_the_answer() -> None:
    usage = plays(Write("one two three"), DONE).frames[-1]["usageMetadata"]
    assert usage["candidatesTokenCount"] == 4
    assert usage["candidatesTokensDetails"][1] == {"modality": "TEXT", "tokenCount": 4}
