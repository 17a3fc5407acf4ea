"""A whole timeline: of every recording here, of whatever a recording may hold, and always the same."""

import base64
from pathlib import Path

import pytest

from evalkit.recording.model import Recording
from evalkit.recording.store import read_recording
from evalkit.scenario.document import scenario_from_document
from evalkit.summary import turn_summary
from evalkit.timeline.build import build_timeline
from evalkit.timeline.model import FORMAT, Timeline
from evalkit.timeline.script import HEAD_BYTES, TIMELINE, format_of, timeline_files
from evalkit.trace.build import build_trace
from tests.recordings import a_recording, answer, close, mark, received, sent, set_up, text
from tests.timeline.scripts import handed_over

RECORDINGS = sorted(Path("scenarios/recordings").rglob("events.jsonl"))


def built(recording: Recording, lines: list[bytes] | None = None) -> Timeline:
    scenario = scenario_from_document(recording.header.scenario, "x", None)
    return build_timeline(recording, build_trace(recording, scenario), lines or [])


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_every_recording_has_a_timeline_that_fits_together(path: Path) -> None:
    recording = read_recording(path.parent)
    lines = path.read_bytes().split(b"\n")[1:-1]
    timeline = built(recording, lines)
    files = dict(timeline_files(timeline, lines))
    document = handed_over(files[TIMELINE])
    assert list(files) == [*document["messages"]["pages"], TIMELINE]
    assert [line for name in document["messages"]["pages"] for line in handed_over(files[name])] == [
        line.decode() for line in lines
    ]
    events, messages = document["events"], document["messages"]
    assert len({len(events[name]) for name in ("t", "until", "kind", "words", "turn", "message")}) == 1
    assert len({len(messages[name]) for name in ("t", "way", "kind", "bytes")}) == 1
    assert len(messages["t"]) == len(recording.items)
    for t, message in zip(events["t"], events["message"], strict=True):
        assert messages["t"][message] == pytest.approx(t, abs=1e-4), "an event is where its message is"
    for lane in (document["user"], document["model"]):
        if lane is not None:
            peaks = len(base64.b64decode(lane["peaks"])) // 2
            assert peaks == -(-round(lane["length_s"] * lane["rate_hz"]) // (lane["rate_hz"] // 50))
            played = zip(lane["played"]["offset_s"], lane["played"]["length_s"], strict=True)
            assert all(offset + length <= lane["length_s"] + 2e-4 for offset, length in played)
    assert max(events["t"], default=0) <= document["duration_s"] + 1e-4


@pytest.mark.parametrize("path", RECORDINGS[::4], ids=lambda path: path.parent.name)
def test_its_moments_are_those_of_the_summary(path: Path) -> None:
    recording = read_recording(path.parent)
    trace = build_trace(recording, scenario_from_document(recording.header.scenario, "x", path))
    for window, turn in zip(trace.turns, build_timeline(recording, trace).turns, strict=True):
        summary = turn_summary(window)
        for name in (
            "started",
            "speech_started",
            "speech_ended",
            "input_ended",
            "first_audio",
            "first_audible",
            "finished",
        ):
            assert getattr(turn, name) == pytest.approx(getattr(summary, f"{name}_t"), abs=1e-4), name


def test_the_same_recording_gives_the_same_bytes() -> None:
    path = RECORDINGS[0]
    lines = path.read_bytes().split(b"\n")[1:-1]
    first, second = (dict(timeline_files(built(read_recording(path.parent), lines), lines)) for _ in range(2))
    assert first == second


def test_a_typed_turn_has_no_lanes() -> None:
    timeline = built(
        a_recording(
            *set_up(),
            mark(0.2, "turn_started"),
            sent(0.3, text("hello")),
            mark(0.3, "input_ended"),
            received(1.0, answer("Hi", turn_complete=True)),
            mark(1.1, "turn_finished", reason="turn_complete"),
            close(1.2),
        )
    )
    assert (timeline.user, timeline.model, timeline.duration_s) == (None, None, 1.2)
    assert [turn.finish for turn in timeline.turns] == ["turn_complete"]
    assert timeline.speech == ()


def test_without_times_all_is_at_the_beginning() -> None:
    recording = a_recording(*(sent(None, text("hello")), received(None, answer("Hi"))), timed=False)
    timeline = built(recording)
    assert (timeline.timed, timeline.duration_s, set(timeline.events.t)) == (False, 0.0, {0.0})


def test_an_empty_recording_is_an_empty_timeline() -> None:
    timeline = built(a_recording())
    assert (timeline.turns, timeline.events.t, timeline.messages.t, timeline.duration_s) == ((), (), (), 0.0)


def test_a_file_says_of_which_format_it_is() -> None:
    *_, (name, content) = timeline_files(built(a_recording()), [])
    assert (name, format_of(content[:HEAD_BYTES])) == ("timeline.js", FORMAT)
    assert [format_of(head) for head in (b"", b"evalkit.put(", b"// format x\n", b"// format 7\n")] == [
        None,
        None,
        None,
        7,
    ]
