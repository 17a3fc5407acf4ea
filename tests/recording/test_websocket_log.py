import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import RecordingError
from evalkit.recording.model import Entry, Mark
from evalkit.recording.store import EVENTS, read_recording, write_recording
from evalkit.recording.websocket_log import import_websocket_log
from tests.shared_data import SHARED, needs_shared_data

LOGS = sorted((SHARED / "live-recordings").glob("*.websocket.log"))


def record(direction: str, payload: bytes) -> bytes:
    return b"%b%d %b\n" % (direction.encode(), len(payload) + 1, payload)


def log(path: Path, *records: bytes) -> Path:
    path.write_bytes(b"".join(records))
    return path


SETUP = record(">", b'{"setup":{"model":"models/m","tools":[]}}')
READY = record("<", b'{\n  "setupComplete": {}\n}\n')
ASK = record(">", b'{"clientContent":{"turns":[{"parts":[{"text":"Hi"}]}],"turnComplete":true}}')


def test_log_becomes_a_recording_without_times(tmp_path: Path) -> None:
    found = import_websocket_log(log(tmp_path / "asks_once.websocket.log", SETUP, READY, ASK))
    assert found.items == (
        Entry(None, "sent", '{"setup":{"model":"models/m","tools":[]}}'),
        Entry(None, "received", b'{\n  "setupComplete": {}\n}\n'),
        Mark(None, "turn_started", 0),
        Entry(None, "sent", '{"clientContent":{"turns":[{"parts":[{"text":"Hi"}]}],"turnComplete":true}}'),
        Mark(None, "input_ended", 0),
    )
    header = found.header
    assert (header.scenario_id, header.model, header.endpoint) == ("asks_once", "models/m", "gemini")
    assert (header.provenance, header.timed, header.source) == ("imported", False, "asks_once.websocket.log")
    assert header.scenario == {
        "description": "imported from asks_once.websocket.log",
        "setup_unchecked": {"tools": []},
        "turns": [{"text": "Hi"}],
    }


def test_client_that_did_not_wait_for_the_setup_keeps_its_order(tmp_path: Path) -> None:
    found = import_websocket_log(log(tmp_path / "a.websocket.log", SETUP, ASK, READY))
    kinds = [item.name if isinstance(item, Mark) else type(item).__name__ for item in found.items]
    assert kinds == ["Entry", "turn_started", "Entry", "input_ended", "Entry"]
    assert [entry.direction for entry in found.entries] == ["sent", "sent", "received"]


@pytest.mark.parametrize("payload", [b"hello", b"", b"{", b'{"setup":3}', b"[]", b"> 12", b"two\nlines", b"null"])
def test_payload_that_is_no_message_is_kept_as_it_is(tmp_path: Path, payload: bytes) -> None:
    found = import_websocket_log(log(tmp_path / "a.websocket.log", record(">", payload), record("<", payload)))
    assert [entry.data for entry in found.entries] == [payload.decode(), payload]
    assert (found.header.model, found.header.scenario["setup_unchecked"], found.header.scenario["turns"]) == (
        "",
        {},
        [],
    )


def test_client_bytes_that_are_not_text_stay_bytes(tmp_path: Path) -> None:
    found = import_websocket_log(log(tmp_path / "a.websocket.log", record(">", b"\xff\0")))
    assert found.entries[0].data == b"\xff\0"


def test_name_without_the_suffix_is_the_scenario(tmp_path: Path) -> None:
    assert import_websocket_log(log(tmp_path / "odd.txt", SETUP)).header.scenario_id == "odd.txt"


HINT = "is it a .websocket.log of google/test-server?"


@pytest.mark.parametrize(
    ("contents", "problem"),
    [
        (b"", f"is empty; {HINT}"),
        (b"?3 {}\n", f"byte 0: a record begins with > or <, not '?'; {HINT}"),
        (b"\n", rf"byte 0: a record begins with > or <, not '\n'; {HINT}"),
        (SETUP + b"x", f"byte {len(SETUP)}: a record begins with > or <, not 'x'; {HINT}"),
        (b"> {}\n", f"byte 0: the length must be a decimal number and a space, not ''; {HINT}"),
        (b">-3 {}\n", f"byte 0: the length must be a decimal number and a space, not '-3'; {HINT}"),
        (b">3.0 {}\n", f"byte 0: the length must be a decimal number and a space, not '3.0'; {HINT}"),
        (b"<12", f"byte 0: the length must be a decimal number and a space, not '12'; {HINT}"),
        (b">" + b"9" * 5000 + b" {}\n",
         f"byte 0: the length must be a decimal number and a space, not '{'9' * 20}'; {HINT}"),
        (SETUP + b"<9 {}\n", f"byte {len(SETUP)}: the record says 9 bytes, the file has 3 more; is the file cut off?"),
        (b">2 {}\n", f"byte 0: the record does not end in a line feed; {HINT}"),
        (b">0 ", f"byte 0: the record does not end in a line feed; {HINT}"),
    ],
)  # fmt: skip
def test_malformed_record_is_named_by_its_byte(tmp_path: Path, contents: bytes, problem: str) -> None:
    path = log(tmp_path / "a.websocket.log", contents)
    with pytest.raises(RecordingError) as caught:
        import_websocket_log(path)
    assert str(caught.value) == f"{path}: {problem}"


def test_what_is_no_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"lost\.websocket\.log: there is no such file; check the path$"):
        import_websocket_log(tmp_path / "lost.websocket.log")
    with pytest.raises(RecordingError, match=r": a folder, not a file; give a \*\.websocket\.log file$"):
        import_websocket_log(tmp_path)


records = st.lists(st.builds(record, st.sampled_from("<>"), st.binary(max_size=12)), max_size=3).map(b"".join)


@settings(deadline=None)
@given(st.binary(max_size=30) | st.builds(lambda before, noise: before + noise, records, st.binary(max_size=6)))
def test_any_file_gives_a_recording_or_a_recording_error(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = log(tmp_path_factory.getbasetemp() / "any.websocket.log", raw)
    with contextlib.suppress(RecordingError):
        found = import_websocket_log(path)
        parts = [entry.data.encode() if isinstance(entry.data, str) else entry.data for entry in found.entries]
        directions = [">" if entry.direction == "sent" else "<" for entry in found.entries]
        assert b"".join(map(record, directions, parts)) == raw


@needs_shared_data
@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.name.removesuffix(".websocket.log"))
def test_real_log_comes_back_byte_for_byte(tmp_path: Path, path: Path) -> None:
    imported = import_websocket_log(path)
    write_recording(tmp_path / "kept", imported)
    kept = read_recording(tmp_path / "kept")
    assert (kept.header, kept.items, kept.torn) == (imported.header, imported.items, "")
    raw = b"".join(
        record("<", entry.data) if isinstance(entry.data, bytes) else record(">", entry.data.encode())
        for entry in kept.entries
    )
    assert raw == path.read_bytes()
    # Every real message is stored as JSON that reads and diffs well, none as an opaque text.
    lines = [json.loads(line) for line in (tmp_path / "kept" / EVENTS).read_text().splitlines()]
    assert not any("text" in line or "base64" in line for line in lines)
    assert max(len(json.dumps(line)) for line in lines) < 1500


@needs_shared_data
def test_real_logs_give_these_turns() -> None:
    turns = [turn for path in LOGS for turn in import_websocket_log(path).header.scenario["turns"] or [None]]
    question = {"text": "Hello what should we talk about?"}
    weather = {"text": "what is the weather in Redmond Washington"}
    # The fifth log is a setup and nothing else.
    assert turns == [
        {"audio": "user.flac"},
        question,
        {"text": "Are you there Gemini?"},
        weather,
        None,
        question,
        weather,
    ]
