"""Damage of every kind to what is stored: it gives a recording or a RecordingError, never another failure."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import RecordingError
from evalkit.recording.model import Recording
from evalkit.recording.store import EVENTS, read_recording, write_recording
from tests.recording.samples import header
from tests.recording.test_frames import ITEMS as PICTURES
from tests.recording.test_store import unfinished as unfinished_sound

_PARTS = st.sampled_from(
    ["@frame[0001.jpg:9]", "@frame[0002.png:12]", "0001", ".jpg", ":", "]", "]u", "9", "-1", "\\u0000"]
)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_damage_to_markers_and_pictures_gives_a_recording_or_a_recording_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    write_recording(folder, Recording(header(), PICTURES))
    lines = (folder / EVENTS).read_text(encoding="utf-8").splitlines(keepends=True)
    number = data.draw(st.sampled_from([at for at, line in enumerate(lines) if "@frame" in line]))
    start = data.draw(st.integers(lines[number].index("@frame"), len(lines[number])))
    lines[number] = (
        lines[number][:start] + data.draw(_PARTS) + lines[number][data.draw(st.integers(start, start + 20)) :]
    )
    (folder / EVENTS).write_text("".join(lines), encoding="utf-8")
    if data.draw(st.booleans()):
        (folder / "frames/0002.png").write_bytes(data.draw(st.binary(max_size=20)))
    with suppress(RecordingError):
        assert read_recording(folder).folder == folder


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_damage_to_lines_and_lanes_gives_a_recording_or_a_recording_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = unfinished_sound(tmp_path_factory.mktemp("damaged"))
    path = folder / data.draw(st.sampled_from([EVENTS, "user.pcm", "model.pcm"]))
    raw = bytearray(path.read_bytes())
    start = data.draw(st.integers(0, len(raw)))
    raw[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    path.write_bytes(bytes(raw))
    with suppress(RecordingError):
        assert read_recording(folder).folder == folder
