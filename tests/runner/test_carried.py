"""What a page carries of an attempt."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import soundfile as sf

from evalkit.runner.carried import carried_files


def test_the_timeline_comes_unwrapped_the_audio_packed_and_the_pictures_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "timeline.js").write_text('// format 1\nevalkit.put("eJwr");\n')
    (tmp_path / "messages-0001.js").write_text('evalkit.put("Bbbb")\n')
    (tmp_path / "messages-0000.js").write_text('evalkit.put("Aaaa")\n')
    sf.write(tmp_path / "user.flac", np.zeros(1600, np.int16), 16_000, "PCM_16")
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames/0001.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "frames/0002.svg").write_bytes(b"<svg/>")
    (tmp_path / "events.jsonl").write_text("{}\n")
    found = list(carried_files(tmp_path))
    assert [(name, kind) for name, kind, _ in found] == [
        ("timeline.js", ""),
        ("messages-0000.js", ""),
        ("messages-0001.js", ""),
        ("user.flac", "audio/ogg"),
        ("frames/0001.jpg", "image/jpeg"),
    ]
    assert [text for *_, text in found[:3]] == ["eJwr", "Aaaa", "Bbbb"]
    assert base64.b64decode(found[3][2]).startswith(b"OggS")
    assert base64.b64decode(found[4][2]) == b"\xff\xd8"


def test_what_is_missing_or_damaged_is_left_out(tmp_path: Path) -> None:
    assert list(carried_files(tmp_path)) == []
    (tmp_path / "timeline.js").write_text('alert("<script>")')
    (tmp_path / "messages-0000.js").write_bytes(b"\xff\xfe")
    (tmp_path / "model.flac").write_bytes(b"no flac at all")
    assert list(carried_files(tmp_path)) == []
