"""Whatever a recording holds, it has a timeline that can be written, and whose columns point at each other."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.recording.model import Close, Entry, Item, Mark, MarkName, Recording
from evalkit.recording.websocket_log import import_websocket_log
from evalkit.recording.wire import encode_item
from evalkit.scenario.document import scenario_from_document
from evalkit.timeline.build import build_timeline
from evalkit.timeline.script import timeline_files
from evalkit.trace.build import build_trace
from tests.recordings import audio_chunk, noise, sent, setup
from tests.shared_data import SHARED, needs_shared_data
from tests.timeline.scripts import handed_over
from tests.trace.recordings import a_recording, audio_part, content, received

HOSTILE = st.sampled_from(['</script><script>alert("x")</script>', "\ud800", "\u202e", "\x00", "a\nb", "é" * 400])
MARKS: tuple[MarkName, ...] = (
    "turn_started",
    "speech_started",
    "speech_ended",
    "input_ended",
    "turn_finished",
    "reconnecting",
    "reconnected",
)


def call(t: float, name: str) -> Entry:
    return received(t, {"toolCall": {"functionCalls": [{"name": name, "args": {"a": name}}]}})


def answered(t: float, name: str) -> Entry:
    return Entry(t, "sent", received(t, {"toolResponse": {"functionResponses": [{"name": name, "response": {}}]}}).data)


def marked(t: float, name: MarkName, turn: int | None, why: str) -> Mark:
    return Mark(t, name, turn, {"reason": why})


TIMES = st.floats(0, 100).map(lambda t: round(t, 6))
ITEMS = st.lists(
    st.one_of(
        st.builds(lambda t: sent(t, setup()), TIMES),
        st.builds(lambda t: received(t, {"setupComplete": {}}), TIMES),
        st.builds(lambda t, seed: sent(t, audio_chunk(noise(0.02, seed))), TIMES, st.integers(0, 3)),
        st.builds(lambda t, size: content(t, modelTurn=audio_part(size)), TIMES, st.integers(0, 2000)),
        st.builds(lambda t, mime: content(t, modelTurn=audio_part(40, mime)), TIMES, st.just("audio/pcm;rate=16000")),
        st.builds(lambda t, text: content(t, outputTranscription={"text": text}), TIMES, HOSTILE),
        st.builds(lambda t, text: content(t, inputTranscription={"text": text}), TIMES, HOSTILE),
        st.builds(lambda t: content(t, interrupted=True), TIMES),
        st.builds(lambda t: content(t, turnComplete=True), TIMES),
        st.builds(call, TIMES, HOSTILE),
        st.builds(answered, TIMES, HOSTILE),
        st.builds(lambda t, key: received(t, {key: {key: [key]}}), TIMES, HOSTILE),
        st.builds(Entry, TIMES, st.just("received"), st.text(st.characters(codec="utf-8")) | st.binary(max_size=9)),
        st.builds(marked, TIMES, st.sampled_from(MARKS), st.none() | st.integers(0, 2), HOSTILE),
        st.builds(lambda t, why: Close(t, 1011, why, "remote"), TIMES, HOSTILE),
    ),
    max_size=25,
)


def documents(recording: Recording, lines: Sequence[bytes] = ()) -> dict[str, Any]:
    """What the files of a recording hand over, by name."""
    scenario = scenario_from_document(recording.header.scenario, "x", None)
    timeline = build_timeline(recording, build_trace(recording, scenario), lines)
    return {name: handed_over(script) for name, script in timeline_files(timeline, lines)}


def check(document: dict[str, Any], items: int) -> None:
    """Columns are as long as each other, and what they point at is there."""
    events, messages, told = document["events"], document["messages"], document["transcripts"]
    assert len({len(column) for name, column in events.items() if name != "kinds"}) == 1
    assert len({len(column) for column in told.values()}) == 1
    assert [len(messages[name]) for name in ("t", "way", "kind", "bytes")] == [items] * 4
    assert all(0 <= place < len(events["kinds"]) for place in events["kind"])
    assert all(0 <= place < len(messages["kinds"]) for place in messages["kind"])
    assert all(0 <= place < items for place in (*events["message"], *told["message"]))
    assert all(each["from"] <= each["to"] for each in document["speech"])
    assert len(document["buffer"]["t"]) == len(document["buffer"]["s"])
    assert document["buffer"]["t"] == sorted(document["buffer"]["t"])
    assert all(seconds >= 0 for seconds in document["buffer"]["s"])
    for lane in filter(None, (document["user"], document["model"])):
        for columns in (lane["chunks"], lane["played"]):
            assert len({len(column) for column in columns.values()}) == 1


@settings(max_examples=150, deadline=None)
@given(ITEMS, st.booleans(), st.booleans())
def test_any_items_have_a_timeline(items: list[Item], timed: bool, in_order: bool) -> None:
    if in_order:
        items = sorted(items, key=lambda item: item.t or 0.0)
    recording = a_recording(*items, timed=timed)
    document = documents(recording)["timeline.js"]
    check(document, len(items))
    assert document["timed"] is (timed and any(isinstance(item, Entry) for item in items))


@settings(max_examples=60, deadline=None)
@given(ITEMS)
def test_kinds_read_from_lines_are_those_read_from_messages(items: list[Item]) -> None:
    entries = [item for item in items if isinstance(item, Entry)]
    lines = [encode_item(entry, 0).line.rstrip(b"\n") for entry in entries]
    recording = a_recording(*entries)
    with_lines, without = documents(recording, lines), documents(recording)
    assert _kinds(with_lines["timeline.js"]) == _kinds(without["timeline.js"])
    assert [line for name, page in with_lines.items() if name != "timeline.js" for line in page] == [
        line.decode() for line in lines
    ]


def _kinds(document: dict[str, Any]) -> list[str]:
    messages = document["messages"]
    return [messages["kinds"][kind] for kind in messages["kind"]]


@needs_shared_data
@pytest.mark.parametrize("log", sorted((SHARED / "live-recordings").glob("*.log")), ids=lambda log: log.name[:40])
def test_real_recordings_have_timelines(log: Path) -> None:
    recording = import_websocket_log(log)
    check(documents(recording)["timeline.js"], len(recording.items))
    untimed = replace(recording, header=replace(recording.header, timed=False))
    assert set(documents(untimed)["timeline.js"]["events"]["t"]) <= {0.0}
