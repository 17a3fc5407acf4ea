import base64
import contextlib
import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.recording.frames import FrameWriter
from evalkit.recording.model import Close, Entry, Item, Lane, Mark
from evalkit.recording.redact import Redactor
from evalkit.recording.wire import LANE_OF, LineError, NotJson, PastLaneEnd, decode_line, encode_item
from tests.recording.samples import received_audio, sent_audio

NO_LANES: dict[Lane, bytes] = {"user": b"", "model": b""}
KEY = "AIza" + "Sy0123456789abcdefghijklmnopqrstuvw"


def line(item: Item, redactor: Redactor | None = None) -> str:
    return encode_item(item, redactor=redactor).line.decode()


def there_and_back(item: Item, start: int = 0) -> Item:
    stored = encode_item(item, start, name_frame=FrameWriter(Path("nowhere")).name_of)
    assert stored.line.endswith(b"\n")
    assert stored.line.count(b"\n") == 1
    lanes = dict(NO_LANES)
    if isinstance(item, Entry):
        lanes[LANE_OF[item.direction]] = bytes(start) + stored.audio
    return decode_line(stored.line[:-1], lanes, stored.frames.get)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (Entry(3.02, "sent", '{"setup":{}}'), '{"t":3.02,"sent":{"setup":{}}}\n'),
        (
            Entry(0.1 + 0.2, "received", b'{\n  "setupComplete": {}\n}\n'),
            '{"t":0.3,"received":{"setupComplete":{}},"style":"pretty","binary":true}\n',
        ),
        (Entry(None, "received", '{\n  "a": []\n}'), '{"t":null,"received":{"a":[]},"style":"pretty-no-lf"}\n'),
        (Entry(1, "sent", '{"a": "\\u00e9"}'), '{"t":1,"sent":{"a":"é"},"style":"spaced"}\n'),
        (Entry(1, "sent", '{"a":"\\u00e9"}'), '{"t":1,"sent":{"a":"é"},"style":"ascii"}\n'),
        (Entry(1, "sent", '{"a":"é"}'), '{"t":1,"sent":{"a":"é"}}\n'),
        (Entry(1, "sent", '{"a":1}\n'), '{"t":1,"sent":null,"text":"{\\"a\\":1}\\n"}\n'),
        (Entry(1, "received", b"\xff\0"), '{"t":1,"received":null,"base64":"/wA=","binary":true}\n'),
        (Entry(1, "received", "null"), '{"t":1,"received":null}\n'),
        (Mark(3.5, "speech_ended", 0), '{"t":3.5,"mark":"speech_ended","turn":0}\n'),
        (Mark(None, "stalled", None, {"late_ms": 80}), '{"t":null,"mark":"stalled","late_ms":80}\n'),
        (Mark(1, "stalled", 2, {"turn": 9}), '{"t":1,"mark":"stalled","turn":2,"detail":{"turn":9}}\n'),
        (Close(9.9, 1000, "bye", "local"), '{"t":9.9,"close":{"code":1000,"reason":"bye","by":"local"}}\n'),
    ],
)
def test_line_reads_well_and_comes_back(item: Item, expected: str) -> None:
    assert line(item) == expected
    back = there_and_back(item)
    assert back == (Entry(0.3, item.direction, item.data) if isinstance(item, Entry) and item.t == 0.1 + 0.2 else item)


def test_audio_is_replaced_by_its_place_in_the_lane() -> None:
    stored = encode_item(Entry(1, "received", received_audio(b"\1\2" * 4)), 100)
    assert b'"data":"@model[100:108]"' in stored.line
    assert stored.audio == b"\1\2" * 4
    assert there_and_back(Entry(1, "received", received_audio(b"\1\2" * 4)), 100).data == received_audio(b"\1\2" * 4)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '{"a":1.0e1}',
        '{"a":123456789012345678901234567890}',
        '{"a":NaN}',
        '{"a":1e400}',
        '{"a":"\\ud83d"}',
        '{"a":"\\/"}',
        " {}",
        "{}\r\n",
        "",
        "\0",
        "hello",
        "\ud83d lone",
        '{"a":' * 300 + "1" + "}" * 300,
        "[" * 5000 + "]" * 5000,
        "[" * 100_000,
    ],
)
def test_what_no_style_writes_is_kept_verbatim(text: str) -> None:
    stored = json.loads(line(Entry(1, "sent", text)))
    assert stored["sent"] is None
    assert ("text" in stored) or ("base64" in stored)
    assert there_and_back(Entry(1, "sent", text)) == Entry(1, "sent", text)


@pytest.mark.parametrize(
    "data", ["@user[0:2]", "say @user[0:2] aloud", "@model[", "@user[0:2]+urlsafe", "@frame[0001.jpg:3]"]
)
def test_message_that_speaks_of_markers_is_kept_verbatim(data: str) -> None:
    real = {"data": "AAAA", "mimeType": "audio/pcm"}
    message = json.dumps([{"data": data, "mimeType": "audio/pcm"}, real], separators=(",", ":"))
    stored = encode_item(Entry(1, "sent", message))
    assert json.loads(stored.line) == {"t": 1, "sent": None, "text": message}
    assert stored.audio == b""
    assert there_and_back(Entry(1, "sent", message)) == Entry(1, "sent", message)


leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=True)
    | st.text(max_size=8)
    | st.sampled_from(
        [
            "@frame[0001.png:3]",
            "\\u0040frame[0001.jpg:3]",
            "@user[0:2]",
            "@model[0:4]+unpadded",
            "\\u0040user[0:2]",
            "AAAA",
            "AA",
            "A-_A",
            "audio/pcm",
        ]
    )
    | st.binary(max_size=12).map(lambda pcm: base64.b64encode(pcm).decode())
)
chunks = st.fixed_dictionaries(
    {
        "data": leaves,
        "mimeType": st.sampled_from(
            ["audio/pcm", "audio/pcm;rate=16000", "audio/pcm;rate=24000", "image/png", "image/webp", 1]
        ),
    }
)
documents: st.SearchStrategy[Any] = st.recursive(
    leaves | chunks,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
writers = st.sampled_from(
    [
        lambda value: json.dumps(value),
        lambda value: json.dumps(value, separators=(",", ":")),
        lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        lambda value: json.dumps(value, indent=2),
        lambda value: json.dumps(value, indent=2, ensure_ascii=False) + "\n",
        lambda value: json.dumps(value, indent=4),
        lambda value: json.dumps(value).replace("@", "\\u0040"),
    ]
)
texts = st.builds(lambda write, value: write(value), writers, documents) | st.text(
    st.characters(codec=None), max_size=20
)
datas = texts | st.builds(lambda text: text.encode("utf-8", "surrogatepass"), texts) | st.binary(max_size=20)
times = st.none() | st.floats(0, 1e6).map(lambda t: round(t, 9))


@given(times, st.sampled_from(["sent", "received"]), datas, st.integers(0, 99))
def test_every_message_comes_back_byte_for_byte(
    t: float | None, direction: Any, data: str | bytes, samples: int
) -> None:
    entry = Entry(t, direction, data)
    assert there_and_back(entry, 2 * samples) == entry


@given(
    times,
    st.sampled_from(["turn_started", "stalled"]),
    st.none() | st.integers(0, 9),
    st.dictionaries(st.text(max_size=6) | st.sampled_from(["t", "sent", "detail", "turn"]), st.text(max_size=5)),
)
def test_every_mark_comes_back(t: float | None, name: Any, turn: int | None, detail: dict[str, str]) -> None:
    assert there_and_back(Mark(t, name, turn, detail)) == Mark(t, name, turn, detail)


@given(st.binary(max_size=60) | documents.map(lambda value: json.dumps(value).encode()))
def test_any_line_gives_an_item_or_a_line_error(raw: bytes) -> None:
    with contextlib.suppress(LineError):
        decode_line(raw, NO_LANES)


keys = st.sampled_from(
    ["t", "sent", "received", "mark", "close", "text", "base64", "style", "binary", "turn", "detail"]
)


@given(st.dictionaries(keys, leaves | documents, max_size=5))
def test_any_mixture_of_known_keys_gives_an_item_or_a_line_error(document: dict[str, Any]) -> None:
    with contextlib.suppress(LineError):
        decode_line(json.dumps(document).encode(), NO_LANES)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"[1]", "not a JSON object"),
        (b"{}", "a line holds one of sent, received, mark, close; this one holds none of them"),
        (b'{"sent":1,"close":{}}', "a line holds one of sent, received, mark, close; this one holds sent and close"),
        (b'{"t":"1","sent":1}', "`t` must be a number or null"),
        (b'{"t":true,"sent":1}', "`t` must be a number or null"),
        (b'{"t":1,"mark":"spoke"}', "unknown mark; known: turn_started, speech_started, speech_ended, input_ended, "
         "anchor_missed, turn_finished, stalled, call_answer_held, connected, reconnecting, reconnected, "
         "session_failed"),
        (b'{"t":1,"mark":"stalled","turn":"1"}', "`turn` must be a whole number"),
        (b'{"t":1,"mark":"stalled","detail":1}', "`detail` must be an object"),
        (b'{"t":1,"close":1}', "`close` must be an object"),
        (b'{"t":1,"close":{"code":1000,"reason":"","by":"me"}}',
         "`close` must hold a whole number `code`, a text `reason`, and `by` one of local, remote, lost"),
        (b'{"t":1,"sent":1,"style":"odd"}', "unknown style; known: compact, pretty, pretty-no-lf, spaced, ascii"),
        (b'{"t":1,"sent":1,"binary":1}', "`binary` must be true or false"),
        (b'{"t":1,"sent":null,"text":1}', "`text` must be a text"),
        (b'{"t":1,"sent":null,"base64":"/w=="}', "the message is not UTF-8, so it cannot have been a text frame"),
    ],
)  # fmt: skip
def test_line_error_says_what_is_wrong(raw: bytes, problem: str) -> None:
    with pytest.raises(LineError) as caught:
        decode_line(raw, NO_LANES)
    assert str(caught.value) == problem


def test_stored_line_that_cannot_be_a_message_is_a_line_error() -> None:
    with pytest.raises(LineError, match=r"^the message cannot be written again: "):
        decode_line(b'{"t":1,"sent":' + b"[" * 400 + b"]" * 400 + b"}", NO_LANES)
    with pytest.raises(LineError, match=r"^`base64` does not decode: "):
        decode_line(b'{"t":1,"sent":null,"base64":"?"}', NO_LANES)


def test_not_json_and_lost_audio_are_told_apart() -> None:
    with pytest.raises(NotJson, match=r"^not JSON \(it holds NUL bytes\): "):
        decode_line(b'{"t":1\0\0', NO_LANES)
    with pytest.raises(PastLaneEnd):
        decode_line(encode_item(Entry(1, "sent", sent_audio(b"\1\2"))).line, NO_LANES)


def test_what_json_cannot_hold_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"^this cannot be written as JSON: "):
        encode_item(Mark(1, "stalled", 0, {"what": object()}))
    with pytest.raises(ValueError, match=r"^this cannot be written as JSON: "):
        encode_item(Close(1, 1000, "\ud83d", "local"))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (Entry(1, "sent", f'{{"url":"wss://h/?key={KEY}"}}'), '{"t":1,"sent":{"url":"wss://h/?key=REDACTED"},"redacted":true}\n'),
        (
            Entry(1, "received", json.dumps({"k": [f"\n{KEY}"]}, indent=2).encode()),
            '{"t":1,"received":{"k":["\\nREDACTED"]},"style":"pretty-no-lf","binary":true,"redacted":true}\n',
        ),
        (Entry(1, "sent", KEY), '{"t":1,"sent":null,"text":"REDACTED","redacted":true}\n'),
        (
            Entry(1, "sent", '{"a" : "\\u0041' + KEY[1:] + '"}'),
            '{"t":1,"sent":null,"text":"{\\"a\\":\\"REDACTED\\"}","redacted":true}\n',
        ),
        (Entry(1, "sent", b"\xff " + KEY.encode()),
         '{"t":1,"sent":null,"base64":"/yBSRURBQ1RFRA==","binary":true,"redacted":true}\n'),
        (Mark(1, "session_failed", 0, {"error": KEY}),
         '{"t":1,"mark":"session_failed","turn":0,"error":"REDACTED","redacted":true}\n'),
        (
            Close(1, 1008, f"bad key {KEY}", "remote"),
            '{"t":1,"close":{"code":1008,"reason":"bad key REDACTED","by":"remote"},"redacted":true}\n',
        ),
        (Entry(1, "sent", '{"a":"plain"}'), '{"t":1,"sent":{"a":"plain"}}\n'),
    ],
)  # fmt: skip
def test_secrets_are_replaced_and_the_line_says_so(item: Item, expected: str) -> None:
    assert line(item, Redactor()) == expected
    decode_line(expected.encode(), NO_LANES)


def test_audio_that_spells_a_secret_is_untouched() -> None:
    # "topsecret123" is the base64 of nine bytes; as a literal secret it would ruin this chunk.
    pcm = base64.b64decode("topsecret123") * 2
    stored = encode_item(Entry(1, "sent", sent_audio(pcm)), 123456, Redactor(["topsecret123", "123456"]))
    assert stored.audio == pcm
    assert b'"@user[123456:123474]"' in stored.line
    assert b"redacted" not in stored.line


def test_numbers_of_the_line_itself_are_never_redacted() -> None:
    redactor = Redactor(["123456", "stalled"])
    assert line(Mark(1.123456, "stalled", 123456, {"n": 123456}), redactor) == (
        '{"t":1.123456,"mark":"stalled","turn":123456,"n":"REDACTED","redacted":true}\n'
    )


def test_words_of_the_line_itself_are_never_redacted() -> None:
    redactor = Redactor(["remote", "session_failed", "123456"])
    assert decode_line(encode_item(Close(1, 123456, "remote went", "remote"), redactor=redactor).line, NO_LANES) == (
        Close(1, 123456, "REDACTED went", "remote")
    )
    failed = Mark(1, "session_failed", 0, {"sizes": (1, 2)})
    assert line(failed, redactor) == '{"t":1,"mark":"session_failed","turn":0,"sizes":[1,2]}\n'


secrets = (
    st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=6, max_size=20)
    .map(str.strip)
    .filter(lambda secret: len(secret) >= 6)
)


@given(secrets, documents, writers, st.booleans())
def test_no_secret_reaches_the_line(secret: str, document: Any, write: Any, binary: bool) -> None:
    text = write([f"see {secret}!", {secret: document}])
    stored = encode_item(Entry(1, "sent", text.encode() if binary else text), redactor=Redactor([secret]))
    for form in (secret, json.dumps(secret)[1:-1], orjson.dumps(secret).decode()[1:-1]):
        assert form in "REDACTED" or form not in stored.line.decode()
    decode_line(stored.line, {"user": stored.audio, "model": b""})


def test_a_line_of_the_microphone_is_the_item_it_would_be_in_any_other_spelling() -> None:
    lanes: dict[Lane, bytes] = {**NO_LANES, "user": bytes(range(256))}
    chunk = '"sent":{"realtimeInput":{"audio":{"mimeType":"audio/pcm;rate=16000","data":"@user[%s:%s]"}}}}'
    for t in ("0.0", "0.34", "12.000000001", "999999999.5"):
        for start, end in ((0, 0), (0, 256), (10, 11), (100, 200)):
            line = f'{{"t":{t},{chunk % (start, end)}'
            slow = decode_line(line.replace(",", ", ").encode(), lanes)
            assert decode_line(line.encode(), lanes) == slow
            assert decode_line(f"{line}\n".encode(), lanes) == slow


@pytest.mark.parametrize(
    ("text", "error", "problem"),
    [
        ('{"t":0.5,"sent":%s', PastLaneEnd, "bytes 4:12 lie past the end of the user lane"),
        ('{"t":0.50.1,"sent":%s', NotJson, "not JSON"),
        ('{"t":00.5,"sent":%s', NotJson, "not JSON"),
        ('{"t":0.5,"sent":%s}', NotJson, "not JSON"),
        ('{"t":0.5,"sent":{}%s', NotJson, "not JSON"),
    ],
)
def test_a_damaged_line_of_the_microphone_is_refused_like_any_other(
    text: str, error: type[LineError], problem: str
) -> None:
    chunk = '{"realtimeInput":{"audio":{"mimeType":"audio/pcm;rate=16000","data":"@user[4:12]"}}}}'
    with pytest.raises(LineError) as raised:
        decode_line((text % chunk).encode(), {**NO_LANES, "user": bytes(8)})
    assert type(raised.value) is error
    assert problem in str(raised.value)
