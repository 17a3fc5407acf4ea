"""The votes that are kept with the built-in recordings: whole, fitting, and marked as what they are."""

import runpy
import shutil
from pathlib import Path

import pytest

from evalkit.recording.annotation_file import ANNOTATIONS, read_annotations
from evalkit.recording.store import read_recording
from evalkit.runner.annotating import fitting_answers
from evalkit.scoring import questions

ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = ROOT / "scenarios/recordings"
JUDGED = [
    path.parent
    for path in sorted(RECORDINGS.rglob(ANNOTATIONS))
    if any(each.kind == "judgement" for each in read_annotations(path.parent))
]


def test_there_are_some() -> None:
    assert RECORDINGS / "affective/tone" in JUDGED


@pytest.mark.parametrize("folder", JUDGED, ids=lambda folder: folder.relative_to(RECORDINGS).as_posix())
def test_every_vote_that_is_wanted_is_kept_and_says_that_it_is_made_up(folder: Path) -> None:
    recording = read_recording(folder)
    wanted = [(each.key, vote) for each in questions(recording) for vote in range(1, each.votes + 1)]
    kept = fitting_answers(recording, folder)
    assert [(each.key, each.vote) for each in kept] == wanted
    assert {(each.by, each.provenance) for each in kept} == {("nobody", "synthetic")}


def test_they_are_what_their_script_writes(tmp_path: Path) -> None:
    kept = RECORDINGS / "affective/tone"
    copy = tmp_path / "tone"
    shutil.copytree(kept, copy)
    runpy.run_path(str(ROOT / "bench/made_up_votes.py"))["main"](copy)
    assert (copy / ANNOTATIONS).read_bytes() == (kept / ANNOTATIONS).read_bytes()
