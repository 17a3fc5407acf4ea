"""Other recorders' files, bad or odd, from the command line to what it says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bad_inputs.command_line import evalkit, only_result, refused


def _record(sign: str, message: str) -> bytes:
    payload = message.encode() + b"\n"
    return f"{sign}{len(payload)} ".encode() + payload


_SETUP = _record(">", '{"setup":{"model":"models/live"}}')
_TYPED = _record(">", '{"clientContent":{"turns":[{"role":"user","parts":[{"text":"hi"}]}],"turnComplete":true}}')
_IS_IT_A_LOG = "is it a .websocket.log of google/test-server?"
_IS_IT_A_SESSION = "its client sent no setup with a model; is it a session of the Live API?"
_LOGS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", f"is empty; {_IS_IT_A_LOG}"),
    "text": (b"hello\n", f"byte 0: a record begins with > or <, not 'h'; {_IS_IT_A_LOG}"),
    "binary": (b"\xff\xfe", f"byte 0: a record begins with > or <, not '\\xff'; {_IS_IT_A_LOG}"),
    "no_length": (b">abc {}\n", f"byte 0: the length must be a decimal number and a space, not 'abc'; {_IS_IT_A_LOG}"),
    "cut_off": (
        _SETUP + b'<500 {"setupComplete":{}}\n',
        f"byte {len(_SETUP)}: the record says 500 bytes, the file has 21 more; is the file cut off?",
    ),
    "no_line_feed": (b">2 {}<2 {}", f"byte 0: the record does not end in a line feed; {_IS_IT_A_LOG}"),
    "no_setup": (_record("<", '{"setupComplete":{}}') + _TYPED, _IS_IT_A_SESSION),
    "setup_of_a_wrong_type": (_record(">", '{"setup":[1]}') + _TYPED, _IS_IT_A_SESSION),
    "client_not_json": (_record(">", "hello"), _IS_IT_A_SESSION),
}


@pytest.mark.parametrize(("contents", "message"), _LOGS.values(), ids=_LOGS)
def test_websocket_log(contents: bytes, message: str, project: Path) -> None:
    Path("session.websocket.log").write_bytes(contents)
    assert evalkit("import", "session.websocket.log") == refused(f"session.websocket.log: {message}", project)
    assert not Path("reports").exists()


_ODD_LOGS = {
    "a_setup_newer_than_we_are": _record(">", '{"setup":{"model":"models/live","glow":1}}') + _TYPED,
    "a_blank_text": _SETUP + _TYPED.replace(b'"hi"', b'"  "'),
    "garbage_of_the_server": _SETUP
    + _TYPED
    + _record("<", "hello")
    + _record("<", '{"serverContent":{"modelTurn":3}}'),
}


@pytest.mark.parametrize("contents", _ODD_LOGS.values(), ids=_ODD_LOGS)
def test_an_odd_websocket_log_is_imported_all_the_same(contents: bytes) -> None:
    Path("session.websocket.log").write_bytes(contents)
    outcome = evalkit("import", "session.websocket.log")
    assert (outcome.code, outcome.err, only_result()["scenario_id"]) == (0, "", "session")
    assert only_result()["notes"] == ["the recording ends before turn 1 does"]
    # Nothing is known, so nothing is claimed.
    assert {score["value"] for score in only_result()["scores"]} == {None}


def test_a_file_of_no_known_kind(project: Path) -> None:
    Path("notes.txt").touch()
    message = "notes.txt: of no kind that can be imported; known: *.websocket.log"
    assert evalkit("import", "notes.txt") == refused(message, project)
