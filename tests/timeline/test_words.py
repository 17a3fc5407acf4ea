"""Every kind of event has a name, a row and words; none of them is markup, and none is longer than a line."""

import unicodedata
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.timeline.words import kind_of, piece, plain, words_of
from evalkit.trace.events import (
    ActivitySent,
    AnswerHeld,
    AudioReceived,
    AudioSent,
    Closed,
    CodeRun,
    CodeWritten,
    Connected,
    ContextUpdated,
    ErrorReported,
    Event,
    FrameSent,
    GenerationComplete,
    GoAway,
    Grounded,
    HistorySent,
    InputTranscript,
    InteractionStatusChanged,
    InterimTranscript,
    Interrupted,
    MediaReceived,
    MediaSent,
    OutputTranscript,
    Reconnected,
    Reconnecting,
    ResumptionUpdated,
    SetupCompleted,
    SetupSent,
    TextReceived,
    TextSent,
    ToolCalled,
    ToolCancelled,
    ToolResponded,
    TurnComplete,
    Unknown,
    UrlsRead,
    UsageReported,
    VoiceActivityReported,
)

AT = {"seq": 0, "t": 1.0}
SAID: list[tuple[Event, str, str]] = [
    (SetupSent(seq=0, t=1, setup={"model": "models/m"}), "setup sent", "models/m"),
    (SetupCompleted(seq=0, t=1, session_id="5a"), "setup complete", "5a"),
    (Connected(seq=0, t=1, opened_in_s=0.1234), "connected", "in 123 ms"),
    (GoAway(seq=0, t=1, time_left="50s"), "goAway", "in 50s"),
    (GoAway(seq=0, t=1), "goAway", ""),
    (ResumptionUpdated(seq=0, t=1, handle="secret", resumable=True), "resumption handle", "resumable"),
    (ResumptionUpdated(seq=0, t=1), "resumption handle", "not resumable"),
    (Reconnecting(seq=0, t=1, reason="goAway"), "reconnecting", "goAway"),
    (Reconnected(seq=0, t=1, connection=2, resumed=True), "reconnected", "connection 2, session resumed"),
    (Reconnected(seq=0, t=1, connection=3, resumed=False), "reconnected", "connection 3, begun anew"),
    (ContextUpdated(seq=0, t=1, update={"tools": []}), "context update", '{"tools": []}'),
    (Closed(seq=0, t=1, code=1011, reason="quota", by="remote"), "close", "1011 quota by remote"),
    (Closed(seq=0, t=1, code=1006, reason="", by="lost"), "close", "1006: the connection was lost"),
    (TextSent(seq=0, t=1, text="hello"), "text sent", "hello"),
    (TextSent(seq=0, t=1, text="hello", complete=False), "text sent", "hello (asks for no answer)"),
    (HistorySent(seq=0, t=1, text="I said"), "history sent", "I said"),
    (FrameSent(seq=0, t=1, mime_type="image/jpeg", data=b"x" * 1234), "picture", "image/jpeg, 1,234 bytes"),
    (MediaSent(seq=0, t=1, mime_type="video/mp4", uri="gs://b"), "media sent", "video/mp4 gs://b"),
    (MediaReceived(seq=0, t=1, mime_type="image/png", data=b"xy"), "media", "image/png, 2 bytes"),
    (TextReceived(seq=0, t=1, text="Hi"), "text", "Hi"),
    (TextReceived(seq=0, t=1, text="hm", thought=True), "text", "thought: hm"),
    (GenerationComplete(seq=0, t=1), "generation complete", ""),
    (
        TurnComplete(seq=0, t=1, reason="NEED_MORE", waiting_for_input=True),
        "turn complete",
        "NEED_MORE · waiting for input",
    ),
    (TurnComplete(seq=0, t=1), "turn complete", ""),
    (Interrupted(seq=0, t=1), "interrupted", ""),
    (InteractionStatusChanged(seq=0, t=1, status="IDLE"), "interaction status", "IDLE"),
    (ToolCalled(seq=0, t=1, name="f", args={"a": "é"}), "tool call", 'f {"a": "é"}'),
    (ToolResponded(seq=0, t=1, name="f", response={"b": 1}), "tool response", 'f → {"b": 1}'),
    (
        ToolResponded(seq=0, t=1, name="f", response={}, scheduling="SILENT", will_continue=True),
        "tool response",
        "f → {} (SILENT · more follows)",
    ),
    (ToolCancelled(seq=0, t=1, ids=("1", "2")), "calls cancelled", "1, 2"),
    (AnswerHeld(seq=0, t=1, ids=("1",)), "answer held back", "1"),
    (CodeWritten(seq=0, t=1, code="print(1)", language="PYTHON"), "code", "python: print(1)"),
    (CodeWritten(seq=0, t=1, code="print(1)"), "code", "print(1)"),
    (CodeRun(seq=0, t=1, outcome="OUTCOME_OK", output="1\n"), "code run", "OUTCOME_OK: 1"),
    (CodeRun(seq=0, t=1, outcome="OUTCOME_FAILED"), "code run", "OUTCOME_FAILED"),
    (Grounded(seq=0, t=1, queries=("q",), sources=(("t", "u"),)), "search", "q: 1 source"),
    (Grounded(seq=0, t=1), "search", "0 sources"),
    (UrlsRead(seq=0, t=1, urls=(("https://a", "OK"), ("https://b", ""))), "pages read", "https://a OK, https://b"),
    (ActivitySent(seq=0, t=1, kind="audio_stream_end"), "activity sent", "audio stream end"),
    (
        VoiceActivityReported(seq=0, t=1, kind="ACTIVITY_START", offset_s=1.25),
        "server's voice detection",
        "ACTIVITY_START at 1.25 s of the audio",
    ),
    (VoiceActivityReported(seq=0, t=1, kind="SPEECH"), "server's voice detection", "SPEECH"),
    (InterimTranscript(seq=0, t=1, text="hel"), "interim transcript", "hel"),
    (UsageReported(seq=0, t=1, usage={"totalTokenCount": 1200, "x": []}), "usage", "totalTokenCount 1,200"),
    (UsageReported(seq=0, t=1, usage={"x": []}), "usage", '{"x": []}'),
    (ErrorReported(seq=0, t=1, code=429, message="slow down", status="RE"), "error", "429 RE slow down"),
    (Unknown(seq=0, t=1, what="newField", data={"a": 1}), "unknown", 'newField: {"a": 1}'),
    (Unknown(seq=0, t=1, what="newField"), "unknown", "newField"),
]


@pytest.mark.parametrize(("event", "label", "words"), SAID, ids=lambda value: type(value).__name__)
def test_an_event_in_words(event: Event, label: str, words: str) -> None:
    kind = kind_of(event)
    assert kind is not None
    assert (kind.label, words_of(event)) == (label, words)


def test_every_kind_of_event_is_told_but_those_with_lanes_of_their_own() -> None:
    told = {type(event) for event, _, _ in SAID}
    lanes = {AudioSent, AudioReceived, InputTranscript, OutputTranscript}
    assert told | lanes == set(get_args(Event))
    assert kind_of(AudioReceived(seq=0, t=1, pcm=b"", rate_hz=24_000, offset=0)) is None


def test_a_handle_is_never_told() -> None:
    assert all("secret" not in words_of(event) for event, _, _ in SAID)


@given(st.text(max_size=700))
def test_words_are_one_plain_line(text: str) -> None:
    line = plain(text)
    assert len(line) <= 300
    assert line == " ".join(line.split())
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in line)
    line.encode()


def test_a_piece_keeps_its_spaces_and_loses_its_controls() -> None:
    assert piece(" upon\ta \x00time\ud800 ") == " upon a  time " + " "
    assert piece("abcdef", 4) == "abc…"


def test_text_that_turns_its_direction_does_not_and_joiners_stay() -> None:
    assert piece("\u202eexe.txt\u2066\ufeff") == " exe.txt" + "  "
    assert (
        piece("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645") == "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    )
    assert piece("\U0001f469\u200d\U0001f52c") == "\U0001f469\u200d\U0001f52c"


def test_a_call_is_told_with_its_answer() -> None:
    call = ToolCalled(seq=0, t=1, name="get_temperature", args={"location": "New York"})
    answer = ToolResponded(seq=1, t=2, name="get_temperature", response={"celsius": 12})
    assert words_of(call, answer) == 'get_temperature {"location": "New York"} → {"celsius": 12}'


def test_a_long_call_leaves_room_for_its_answer() -> None:
    call = ToolCalled(seq=0, t=1, name="f", args={"a": "x" * 900})
    said = words_of(call, ToolResponded(seq=1, t=2, name="f", response={"b": "y" * 900}))
    assert len(said) == 299
    assert said.endswith("…")
    assert '… → {"b"' in said
