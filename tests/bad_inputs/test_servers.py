"""Server messages that break the protocol or only look odd, from the wire to the result of the run."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from evalkit.endpoints import mock as mock_endpoint
from tests.bad_inputs.command_line import Outcome, evalkit, only_result, only_run, write_scenario
from tests.bad_inputs.raw_server import DONE, HELLO, READY, Frame, Hangup, RawServer, audio, content


def _play(monkeypatch: pytest.MonkeyPatch, opening: Sequence[Frame], answer: Sequence[Frame]) -> Outcome:
    monkeypatch.setattr(mock_endpoint, "ScriptedResponder", lambda *_: RawServer(opening, answer))
    write_scenario()
    outcome = evalkit("run", "scenarios", "--endpoint", "mock")
    _scores_again_the_same(outcome.code)
    return outcome


def _scores_again_the_same(code: int) -> None:
    """What was recorded is whole: scoring it again gives the very same result."""
    before = only_result()
    assert (evalkit("score", only_run()).code, only_result()) == (code, before)


_NO_JSON = "expected a JSON object, found no valid JSON"
_BROKEN: dict[str, tuple[str | bytes, str]] = {
    "text": ("hello", f"{_NO_JSON}: unexpected character, expected a JSON value (character 1)"),
    "page_of_a_proxy": (
        "<html>502 Bad Gateway</html>",
        f"{_NO_JSON}: unexpected character, expected a JSON value (character 1)",
    ),
    "not_utf8": (b"\xff\xfe\0", "expected a JSON object, found text that is not valid UTF-8"),
    "no_text": ("", "expected a JSON object, found an empty frame"),
    "no_bytes": (b"", "expected a JSON object, found an empty frame"),
    "null": ("null", "expected a JSON object, found null"),
    "array": ("[]", "expected a JSON object, found an array"),
    "not_a_number": (
        '{"usageMetadata":{"totalTokenCount":NaN}}',
        f"{_NO_JSON}: unexpected character, expected a JSON value (character 37)",
    ),
    "escaped_surrogate": (
        content(outputTranscription={"text": "\ud800"}),
        f"{_NO_JSON}: no low surrogate in string (character 53)",
    ),
    "lone_surrogate": (
        '{"serverContent":{"outputTranscription":{"text":"\ud800"}}}',
        "expected a JSON object, found text that is not valid UTF-8",
    ),
    "deep": ('{"a":' * 100 + "1" + "}" * 100, "expected at most 64 levels of nesting, found more"),
    "bottomless": ("[" * 100_000, f"{_NO_JSON}: depth limit exceeded (character 1026)"),
    "content_is_a_list": ('{"serverContent":[]}', "serverContent: expected an object, found an array"),
    "parts_are_a_number": (
        content(modelTurn={"parts": 3}),
        "serverContent.modelTurn.parts: expected an array, found a number",
    ),
    "end_is_a_text": (
        content(turnComplete="yes"),
        "serverContent.turnComplete: expected a boolean, found a string",
    ),
    "not_base64": (
        audio("not base64!"),
        "serverContent.modelTurn.parts.0.inlineData.data: expected base64 text, found 11 characters that are not",
    ),
    "audio_is_a_number": (
        audio(7),
        "serverContent.modelTurn.parts.0.inlineData.data: expected base64 text, found a number",
    ),
    "both_spellings": (
        '{"serverContent":{},"server_content":{}}',
        "serverContent: expected the field once, found it as 'serverContent' and 'server_content'",
    ),
    "ready_again": (READY, "setupComplete: expected it only once, found a second one"),
    "arguments_are_a_list": (
        '{"toolCall":{"functionCalls":[{"name":"f","args":[1]}]}}',
        "toolCall.functionCalls.0.args: expected an object, found an array",
    ),
    "count_of_too_many_digits": (
        '{"usageMetadata":{"totalTokenCount":999999999999999999999999999999}}',
        "usageMetadata.totalTokenCount: expected a whole number of 64 bits, found a number",
    ),
}


@pytest.mark.parametrize(("frame", "problem"), _BROKEN.values(), ids=_BROKEN)
def test_a_message_that_breaks_the_protocol(frame: str | bytes, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = _play(monkeypatch, [READY], [HELLO, frame])
    assert (outcome.code, outcome.err, only_result()["status"]) == (7, "", "infra")
    message = f"turn 1: the server broke the protocol: {problem}; see its last message in events.jsonl"
    assert only_result()["failure"] == {"kind": "RemoteProtocolError", "message": message}
    # What came before it is kept and shown.
    assert only_result()["turns"][0]["said"] == "Hello back."


_CONFIGURATION = "the server refused the setup: compare it with what the model accepts"
_OPENINGS: dict[str, tuple[Sequence[Frame], int, str]] = {
    "content_first": (
        [HELLO, READY],
        7,
        "the server broke the protocol: expected setupComplete before anything else, found serverContent; see its last "
        "message in events.jsonl",
    ),
    "not_json": (
        ["hello"],
        7,
        "the server broke the protocol: expected a JSON object, found no valid JSON: unexpected character, expected a "
        "JSON value (character 1); see its last message in events.jsonl",
    ),
    "silence": (
        [],
        7,
        "setup: no setupComplete within 10 s; some models answer an unsupported setup with silence: compare it with "
        "the model's page",
    ),
    "bad_argument": (
        ['{"code":3,"message":"bad model","status":"INVALID_ARGUMENT"}'],
        4,
        f"setup: the server reports error 3 INVALID_ARGUMENT: 'bad model' instead of setupComplete; {_CONFIGURATION}",
    ),
    "closed_1007": (
        [Hangup(1007, "Request contains an invalid argument.")],
        4,
        "setup: connection closed by the server: 1007 'Request contains an invalid argument.' instead of setupComplete"
        f"; {_CONFIGURATION}",
    ),
    "closed_1008": (
        [Hangup(1008, "models/x is not found")],
        4,
        "setup: connection closed by the server: 1008 'models/x is not found' instead of setupComplete; "
        + _CONFIGURATION,
    ),
    "closed_1000": (
        [Hangup(1000)],
        7,
        "setup: connection closed by the server: 1000 instead of setupComplete; try again later",
    ),
    "closed_1011": (
        [Hangup(1011, "Internal error")],
        7,
        "setup: connection closed by the server: 1011 'Internal error' instead of setupComplete; try again later",
    ),
}


@pytest.mark.parametrize(("opening", "code", "message"), _OPENINGS.values(), ids=_OPENINGS)
def test_a_session_that_is_not_set_up(
    opening: Sequence[Frame], code: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = _play(monkeypatch, opening, [])
    assert (outcome.code, outcome.err) == (code, "")
    assert only_result()["failure"]["message"] == message
    assert only_result()["notes"] == ["0 of 1 turns were begun"]


def test_an_error_in_band_is_no_failure_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = _play(monkeypatch, [READY], ['{"code":13,"message":"internal","status":"INTERNAL"}'])
    message = "turn 1: the server reports error 13 INTERNAL: 'internal'; try again later"
    assert (outcome.code, only_result()["failure"]["message"]) == (7, message)
    assert message in outcome.out


_REFUSED = "the server refused what was sent before: see its reason and events.jsonl"
_CLOSES = {
    **dict.fromkeys((1000, 1001, 1002, 1003, 1005, 1009, 1011, 1012, 1013, 3000, 4000), "try again later"),
    **dict.fromkeys((1007, 1008), _REFUSED),
}


@pytest.mark.parametrize(("code", "hint"), _CLOSES.items())
def test_a_close_in_the_middle_of_an_answer(code: int, hint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = _play(monkeypatch, [READY], [HELLO, Hangup(code, "\x1b[31mbecause\nof")])
    assert (outcome.code, outcome.err, only_result()["status"]) == (7, "", "infra")
    message = f"turn 1: connection closed by the server: {code} '\\x1b[31mbecause\\nof'; {hint}"
    assert only_result()["failure"]["message"] == message
    assert "\x1b" not in outcome.out
    assert only_result()["turns"][0]["said"] == "Hello back."


def test_a_connection_lost_without_a_close_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _play(monkeypatch, [READY], [HELLO, Hangup(1006)]).code == 7
    message = "turn 1: connection lost without a close frame: 1006; try again later"
    assert only_result()["failure"]["message"] == message


_TRICKS = "<ctrl46>Hello\0 \x1b[31mred\x1b[0m\r\n\u202e <script>alert(1)</script>]]>"
_SOUND = (b"\x00\x10" * 20 + b"\x00\xf0" * 20) * 60
"""0.1 s that can be heard."""
_TOLERATED: dict[str, tuple[Sequence[Frame], str]] = {
    "unknown_fields": (
        ['{"serverContent":{"shine":1,"modelTurn":{"parts":[{"text":"Hello back.","glow":[{}]}]}},"sparkle":{}}', DONE],
        "Hello back.",
    ),
    "empty_messages": (["{}", b"{}", '{"serverContent":{}}', HELLO, "{}", DONE], "Hello back."),
    "nulls": (['{"serverContent":null}', content(modelTurn=None), HELLO, DONE], "Hello back."),
    "white_space": ([f" \n{HELLO}\n\n", DONE], "Hello back."),
    "binary_frames": ([HELLO.encode(), DONE.encode()], "Hello back."),
    "turn_complete_twice": ([HELLO, DONE, DONE], "Hello back."),
    "closed_after_the_answer": ([HELLO, DONE, Hangup(1011, "late")], "Hello back."),
    "interrupted_by_nobody": ([HELLO, content(interrupted=True), DONE], "Hello back."),
    "unknown_reason": ([HELLO, content(turnComplete=True, turnCompleteReason="BORED")], "Hello back."),
    "no_tool_in_a_call": (['{"toolCall":{}}', '{"toolCall":{"functionCalls":[]}}', HELLO, DONE], "Hello back."),
    "cancellation_of_nothing": (['{"toolCallCancellation":{"ids":["zz"]}}', HELLO, DONE], "Hello back."),
    "go_away_soon": (['{"goAway":{"timeLeft":"soon"}}', HELLO, DONE], "Hello back."),
    "message_of_a_client": (['{"realtimeInput":{"text":"hi"}}', HELLO, DONE], "Hello back."),
    "key_given_twice": (['{"serverContent":{"turnComplete":true},"serverContent":{}}', HELLO, DONE], "Hello back."),
    "thousands_of_empty_messages": (["{}"] * 3000 + [HELLO, DONE], "Hello back."),
    "rate_missing": ([HELLO, audio(_SOUND, "audio/pcm"), DONE], "Hello back."),
    "rate_of_another_kind": ([HELLO, audio(_SOUND, "audio/pcm;rate=16000"), DONE], "Hello back."),
    "rate_of_zero": ([HELLO, audio(_SOUND, "audio/pcm;rate=0"), DONE], "Hello back."),
    "rate_beyond_counting": ([HELLO, audio(_SOUND, "audio/pcm;rate=" + "9" * 400), DONE], "Hello back."),
    "audio_that_is_not_pcm": ([HELLO, audio(_SOUND, "audio/mpeg"), DONE], "Hello back."),
    "picture": ([HELLO, audio(bytes(99), "image/png"), DONE], "Hello back."),
    "half_a_sample": ([HELLO, audio(_SOUND + b"\x00"), audio(_SOUND), DONE], "Hello back."),
    "no_samples": ([HELLO, audio(b""), DONE], "Hello back."),
    "base64_for_urls_without_padding": ([HELLO, audio("__79-___"), DONE], "Hello back."),
    "markers_of_our_own_format": ([content(modelTurn={"parts": [{"text": "@model[0:99]"}]}), DONE], "@model[0:99]"),
    "transcript_with_control_characters": ([content(outputTranscription={"text": _TRICKS}), DONE], _TRICKS),
    "endless_transcript": ([content(outputTranscription={"text": "ab " * 100_000}), DONE], "ab " * 100_000),
}


@pytest.mark.parametrize(("answer", "said"), _TOLERATED.values(), ids=_TOLERATED)
def test_an_oddity_that_is_borne(answer: Sequence[Frame], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = _play(monkeypatch, [READY], answer)
    assert (outcome.code, outcome.err, only_result()["status"]) == (0, "", "passed")
    turn = only_result()["turns"][0]
    assert (turn["said"], turn["finish"]) == (said, "turn_complete")
    assert not set(outcome.out) & set("\0\x1b\u202e")


_CALLS = {
    "nameless": ('{"args":{}}', "the tool '' is not available"),
    "undeclared": ('{"name":"f","args":{},"id":"1"}', "the tool 'f' is not available"),
}


@pytest.mark.parametrize(("call", "error"), _CALLS.values(), ids=_CALLS)
def test_a_call_that_nobody_can_answer_is_told_so(call: str, error: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = _play(monkeypatch, [READY], [f'{{"toolCall":{{"functionCalls":[{call}]}}}}', HELLO])
    assert (outcome.code, outcome.err, only_result()["status"]) == (1, "", "failed")
    assert only_result()["turns"][0]["tool_calls"][0]["response"] == {"error": error}
    assert "turn 1: turn.completed 0, expected completed; the answer stopped and never ended (gap)" in outcome.out
