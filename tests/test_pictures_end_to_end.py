"""From the wire to the page: pictures, a search and a resumption, written, read back, scored and shown."""

import base64
import json
from pathlib import Path
from typing import Any

from evalkit.recording.model import Close, Entry, Header, Item, Mark
from evalkit.recording.store import RecordingWriter, read_recording
from evalkit.reporters.html.files import present
from evalkit.reporters.html.writer import REPORTER
from evalkit.results import RunResult
from evalkit.results_json import result_from_line, result_to_line
from evalkit.runner.attempt import score_attempt
from tests.reporters.parts import details_of

FIRST, SECOND = b"\xff\xd8 a dog", b"\xff\xd8 a dog that sits"
SCENARIO: dict[str, Any] = {
    "setup": {"session_resumption": {}, "tools": [{"google_search": {}}]},
    "turns": [{"text": "What is this?"}, {"text": "And its breed?"}],
    "expect": {
        "grounding": {"queries": {"min": 1, "contains": "breed"}, "sources": {"domains": ["akc.org"]}},
        "session": {"connections": {"max": 2}, "resumed": True, "go_away": True, "reconnect_ms": {"max": 1500}},
    },
}


def sent(t: float, message: dict[str, Any]) -> Entry:
    return Entry(t, "sent", json.dumps(message))


def received(t: float, **keys: Any) -> Entry:
    return Entry(t, "received", json.dumps(keys).encode())


def shown(t: float, picture: bytes) -> Entry:
    blob = {"mimeType": "image/jpeg", "data": base64.b64encode(picture).decode()}
    return sent(t, {"realtimeInput": {"video": blob}})


def typed(t: float, words: str) -> Entry:
    content = {"role": "user", "parts": [{"text": words}]}
    return sent(t, {"clientContent": {"turns": [content], "turnComplete": True}})


def said(t: float, words: str, **more: Any) -> Entry:
    return received(t, serverContent={"modelTurn": {"parts": [{"text": words}]}, "turnComplete": True, **more})


GROUNDING = {
    "webSearchQueries": ["dog breed"],
    "groundingChunks": [{"web": {"uri": "https://vertexaisearch.cloud.google.com/r/1", "title": "akc.org"}}],
}
ITEMS: tuple[Item, ...] = (
    sent(0, {"setup": {"model": "m", "sessionResumption": {}, "tools": [{"googleSearch": {}}]}}),
    received(0.1, setupComplete={}),
    Mark(1, "turn_started", 0),
    shown(1, FIRST),
    shown(2, SECOND),
    shown(3, FIRST),
    typed(3.1, "What is this?"),
    Mark(3.1, "input_ended", 0),
    said(4, "A dog."),
    Mark(4, "turn_finished", 0, {"reason": "turn_complete"}),
    received(5, goAway={"timeLeft": "50s"}),
    Close(6, 1000, "", "local"),
    Mark(6, "reconnecting", None, {"reason": "goAway"}),
    sent(7, {"setup": {"model": "m", "sessionResumption": {"handle": "h"}}}),
    received(7.1, setupComplete={}),
    Mark(7.1, "reconnected", None, {"connection": 2, "resumed": True}),
    Mark(8, "turn_started", 1),
    typed(8, "And its breed?"),
    Mark(8, "input_ended", 1),
    said(9, "A beagle.", groundingMetadata=GROUNDING),
    Mark(9, "turn_finished", 1, {"reason": "turn_complete"}),
    Close(10, 1000, "", "local"),
)


def test_a_session_with_pictures_and_two_connections_from_the_wire_to_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "attempts" / "video" / "dog" / "1"
    header = Header(
        scenario_id="video/dog", scenario=SCENARIO, attempt=1, endpoint="mock", model="m", provenance="recorded"
    )
    with RecordingWriter(folder, header) as writer:
        for item in ITEMS:
            writer.write(item)
    result = score_attempt(read_recording(folder), folder, tmp_path)
    result = result_from_line(result_to_line(result), tmp_path / "results.jsonl")
    missed = [f"{score.scorer}.{score.metric}: {score.explanation}" for score in result.scores if score.passed is False]
    assert (result.status, missed, result.failure) == ("passed", [], None)
    assert [frame.file for frame in result.turns[0].frames] == ["frames/0001.jpg", "frames/0002.jpg", "frames/0001.jpg"]
    assert [turn.said for turn in result.turns] == ["A dog.", "A beagle."]
    assert {file.name: file.read_bytes() for file in (folder / "frames").iterdir()} == {
        "0001.jpg": FIRST,
        "0002.jpg": SECOND,
    }
    run = RunResult(run_id="r", endpoint="mock", attempts=(result,))
    assert "video/dog" in REPORTER.write(run, tmp_path).read_text()
    shown_of = details_of(run, present(run, tmp_path))["attempts"]["video/dog/1"]
    first, second = shown_of["turns"]
    assert [each["url"].rpartition("/")[2] for each in first["frames"]["thumbnails"]] == [
        "0001.jpg",
        "0002.jpg",
        "0001.jpg",
    ]
    assert [each["words"] for each in second["before"]] == [
        "goAway at 5.00 s: the server will close in 50s",
        "connection 1 ended at 6.00 s (goAway); connection 2 resumed the session after 1.10 s",
    ]
    assert second["search"]["queries"] == ["dog breed"]
