"""Every line of a recording is a row that says what it holds, and its raw text stands in a page."""

import orjson
import pytest

from evalkit.recording.model import Entry, Item
from evalkit.recording.wire import encode_item
from evalkit.timeline.messages import PAGE_SIZE, message_pages, messages_of, page_name
from tests.recordings import answer, audio_chunk, close, mark, noise, received, sent, set_up, text, tool_answer

ITEMS: tuple[Item, ...] = (
    *set_up(),
    mark(0.1, "turn_started"),
    sent(0.2, audio_chunk(noise(0.02))),
    sent(0.3, text("hello")),
    received(0.4, answer("Hi", turn_complete=True)),
    sent(0.5, tool_answer("f", {"a": 1})),
    Entry(0.6, "received", "not json at all"),
    Entry(0.7, "received", b"{}"),
    Entry(0.8, "received", "[1]"),
    close(0.9),
)


def lines_of(items: tuple[Item, ...]) -> list[bytes]:
    lane, lines = 0, []
    for item in items:
        stored = encode_item(item, lane)
        lane += len(stored.audio)
        lines.append(stored.line.rstrip(b"\n"))
    return lines


@pytest.mark.parametrize("known", [True, False], ids=["from the lines", "without the lines"])
def test_a_row_for_each_item(known: bool) -> None:
    found = messages_of(ITEMS, lines_of(ITEMS) if known else [])
    assert [found.kinds[kind] for kind in found.kind] == [
        "setup",
        "setupComplete",
        "turn_started",
        "realtimeInput.audio",
        "clientContent.turns + clientContent.turnComplete",
        "serverContent.modelTurn.text + serverContent.turnComplete",
        "toolResponse",
        "not JSON",
        "empty",
        "not JSON",
        "close",
    ]
    assert found.way == (1, 0, 2, 1, 1, 0, 1, 0, 0, 0, 3)
    assert found.t == (0.0, 0.1, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    assert found.bytes[7:10] == (15, 2, 3)
    assert found.pages == (("messages-0000.js",) if known else ())


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ('[{"inlineData":{"mimeType":"audio/pcm","data":"AAAA"}}]', "serverContent.modelTurn"),
        ('[{"inlineData":{"data":"AAAA"}},{"text":"Hi"}]', "serverContent.modelTurn.text"),
        ('[{"thought":true,"text":"Hm"}]', "serverContent.modelTurn.text"),
        ('[{"executableCode":{"code":"1"}}]', "serverContent.modelTurn.executableCode"),
        ("[]", "serverContent.modelTurn"),
        ("[7]", "serverContent.modelTurn"),
        ("7", "serverContent.modelTurn"),
    ],
)
def test_a_models_turn_says_what_it_holds_beside_audio(parts: str, kind: str) -> None:
    items: tuple[Item, ...] = (Entry(0.0, "received", f'{{"serverContent":{{"modelTurn":{{"parts":{parts}}}}}}}'),)
    assert messages_of(items, lines_of(items)).kinds == messages_of(items, []).kinds == (kind,)


def test_a_message_is_as_big_as_it_was_on_the_wire() -> None:
    items: tuple[Item, ...] = (Entry(0.0, "received", '"é"'), Entry(0.0, "received", b"12345"))
    assert messages_of(items, lines_of(items)).bytes == (4, 5)


def test_long_recordings_have_pages() -> None:
    lines = [b'{"t":%d}' % number for number in range(PAGE_SIZE + 1)]
    pages = dict(message_pages(lines))
    assert list(pages) == [page_name(0), page_name(1)] == ["messages-0000.js", "messages-0001.js"]
    assert [len(page) for page in pages.values()] == [PAGE_SIZE, 1]
    assert orjson.loads(pages["messages-0001.js"][0]) == {"t": PAGE_SIZE}


def test_bytes_that_are_no_text_stay_readable() -> None:
    assert next(message_pages([b"\xff\xfe"]))[1] == ["\ufffd\ufffd"]
