from __future__ import annotations

from pathlib import Path

from evalkit.reporters.html.files import present
from evalkit.reporters.html.writer import REPORTER
from tests.reporters.parts import details_of
from tests.reporters.rich import rich_run
from tests.reporters.sample import sample_run, scaled


def test_the_details_lie_beside_the_page_and_old_ones_are_gone(tmp_path: Path) -> None:
    assert REPORTER.write(scaled(120), tmp_path) == tmp_path / "report.html"
    assert sorted(path.name for path in (tmp_path / "details").iterdir()) == ["0000.js", "0001.js", "0002.js"]
    (tmp_path / "details/notes.txt").write_text("a person's own")
    REPORTER.write(sample_run(), tmp_path)
    assert sorted(path.name for path in (tmp_path / "details").iterdir()) == ["0000.js", "notes.txt"]


def test_plays_the_audio_that_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "attempts/latency/story/1"
    folder.mkdir(parents=True)
    (folder / "user.flac").write_bytes(b"fLaC")
    (folder / "timeline.js").write_text("")
    story = details_of(sample_run(), present(sample_run(), tmp_path))["attempts"]["latency/story/1"]
    assert story["turns"][0]["user_clip"]["url"].startswith("./attempts/latency/story/1/user.flac#t=0.400,")
    assert story["audio_note"] == "model.flac not found in attempts/latency/story/1: nothing to play"
    assert (story["model_audio"], story["turns"][0]["model_clip"]) == (None, None)
    assert (story["timeline_url"], story["base"]) == (
        "attempts/latency/story/1/timeline.js",
        "attempts/latency/story/1/",
    )


def test_a_thousand_attempts_stay_small(tmp_path: Path) -> None:
    assert REPORTER.write(scaled(1_000), tmp_path).stat().st_size < 1_000_000


def test_shows_the_pictures_that_are_there_from_beside_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "attempts/inputs/everything/1/frames"
    folder.mkdir(parents=True)
    (folder / "0001.jpg").write_bytes(b"\xff\xd8")
    (attempt,) = details_of(rich_run(), present(rich_run(), tmp_path))["attempts"].values()
    frames = attempt["turns"][0]["frames"]
    assert [each["url"] for each in frames["thumbnails"]] == ["./attempts/inputs/everything/1/frames/0001.jpg"] * 2
    assert frames["words"] == "3 pictures, 2 of them here"


def test_addresses_of_sources_are_texts_and_only_of_the_web() -> None:
    (attempt,) = details_of(rich_run())["attempts"].values()
    assert [each["address"] for each in attempt["turns"][1]["search"]["sources"]] == [
        "https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZIYQ",
        "https://en.wikipedia.org/wiki/UEFA_Euro_2024_final",
        "",
    ]
