from __future__ import annotations

from pathlib import Path

from evalkit.reporters.html.writer import REPORTER
from tests.reporters.sample import sample_run, scaled


def test_plays_the_audio_that_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "attempts/latency/story/1"
    folder.mkdir(parents=True)
    (folder / "user.flac").write_bytes(b"fLaC")
    page = REPORTER.write(sample_run(), tmp_path).read_text()
    assert 'href="./attempts/latency/story/1/user.flac#t=0.400,' in page
    assert "model.flac not found in attempts/latency/story/1: nothing to play" in page
    assert 'href="./attempts/latency/story/1/model.flac' not in page


def test_a_thousand_attempts_stay_small(tmp_path: Path) -> None:
    assert REPORTER.write(scaled(1_000), tmp_path).stat().st_size < 10_000_000
