"""What is written has the fields that the front end's contract names, no more and no fewer."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from evalkit.timeline.model import (
    Buffer,
    EventKind,
    Events,
    Frame,
    Lane,
    Messages,
    Overhang,
    Speech,
    Stretches,
    Timeline,
    Transcripts,
    TurnTimes,
)

CONTRACT = re.sub(r"/\*.*?\*/|//[^\n]*", "", Path("frontend/src/data/timeline.ts").read_text("utf-8"), flags=re.DOTALL)


def body(pattern: str) -> str:
    """What stands between the braces that follow a pattern."""
    found = re.search(pattern + r"\s*\{", CONTRACT)
    assert found is not None, pattern
    depth, end = 1, found.end()
    while depth:
        depth += {"{": 1, "}": -1}.get(CONTRACT[end], 0)
        end += 1
    return CONTRACT[found.end() : end - 1]


def names(pattern: str) -> set[str]:
    """The fields of an interface, without those of the objects inside it."""
    flat = body(pattern)
    while "{" in flat:
        flat = re.sub(r"\{[^{}]*\}", "", flat)
    return set(re.findall(r"(?:^|[;\n])\s*(\w+)\??:", flat))


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        (r"interface Timeline", Timeline),
        (r"interface Lane", Lane),
        (r"interface TurnTimes", TurnTimes),
        (r"interface Events", Events),
        (r"interface Messages", Messages),
        (r"\bkinds:", EventKind),
        (r"\bbuffer:", Buffer),
        (r"\boverhangs:", Overhang),
        (r"\btranscripts:", Transcripts),
        (r"\bframes:", Frame),
        (r"\bchunks:", Stretches),
        (r"\bplayed:", Stretches),
    ],
)
def test_fields_are_those_of_the_contract(pattern: str, written: type) -> None:
    assert {field.name for field in fields(written)} == names(pattern)


def test_speech_is_that_of_the_contract() -> None:
    assert set(Speech.__annotations__) == names(r"\bspeech:")
