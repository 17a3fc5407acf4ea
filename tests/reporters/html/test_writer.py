from __future__ import annotations

from pathlib import Path

from evalkit.reporters.html.writer import REPORTER
from tests.reporters.rich import rich_run
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


def test_shows_the_pictures_that_are_there_from_beside_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "attempts/inputs/everything/1/frames"
    folder.mkdir(parents=True)
    (folder / "0001.jpg").write_bytes(b"\xff\xd8")
    page = REPORTER.write(rich_run(), tmp_path).read_text()
    assert page.count('<img src="./attempts/inputs/everything/1/frames/0001.jpg"') == 2
    assert "0002.png" not in page
    assert "3 pictures, 2 of them here" in page


def test_addresses_of_sources_are_never_links(tmp_path: Path) -> None:
    page = REPORTER.write(rich_run(), tmp_path).read_text()
    assert "https://en.wikipedia.org/wiki/UEFA_Euro_2024_final" in page
    assert 'href="http' not in page
    assert "javascript:" not in page
