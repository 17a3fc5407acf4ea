from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from evalkit.history.trend import PRIMARIES
from evalkit.reporters.html.trend_parts import TrendParts, trend_parts
from evalkit.reporters.html.trends import chapter_trends
from tests.history.made_nights import FIRST, a_night, attempts

CHAPTER = chapter_trends(
    [a_night(1, attempts("a", "+", amounts={FIRST: (1.0,)}) + attempts("b", "-", amounts={FIRST: (2.0,)}))], PRIMARIES
)


def parts(folder: str, inline_bytes: int) -> TrendParts:
    return trend_parts([CHAPTER, CHAPTER], [("one", ""), ("two", "")], lambda _: "", folder, inline_bytes)


def unpacked(text: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(text)))


def test_little_stands_in_the_page() -> None:
    found = parts("history.parts", 100_000)
    assert found.files == {}
    assert list(found.inline) == [
        "trends",
        "history.parts/00-0000.js",
        "history.parts/00-0001.js",
        "history.parts/01-0000.js",
        "history.parts/01-0001.js",
    ]
    assert unpacked(found.inline["history.parts/00-0001.js"])["scenario"] == "b"


def test_much_lies_beside_it() -> None:
    found = parts("history.parts", 100)
    assert list(found.inline) == ["trends"]
    named = [name for chapter in found.inline["trends"]["chapters"] for name in chapter["parts"]]
    assert named == list(found.files)
    assert unpacked(found.files["history.parts/01-0000.js"])["scenario"] == "a"


def test_without_a_folder_everything_stands_in_the_page() -> None:
    found = parts("", 1)
    assert found.files == {}
    assert len(found.inline) == 5


def test_any_folder_has_addresses_that_lead_into_it() -> None:
    found = parts("a #1%: b.parts", 100)
    named = found.inline["trends"]["chapters"][0]["parts"]
    assert named[0] == "a%20%231%25%3A%20b.parts/00-0000.js"
    assert next(iter(found.files)) == "a #1%: b.parts/00-0000.js"
    assert named[0] in parts("a #1%: b.parts", 100_000).inline
