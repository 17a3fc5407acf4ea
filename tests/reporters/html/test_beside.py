from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.reporters.html.attempt_model import CodeView, SourceView
from evalkit.reporters.html.beside import code_views, frame_file, frames_view, search_view, shown_frames
from evalkit.results import CodeSummary, FrameSummary, TurnSummary

TURN = TurnSummary(index=0, user="look", kind="say", started_t=2.0)
FRAME = FrameSummary(t=2.5, file="frames/0001.jpg", mime_type="image/jpeg", size=48_213)
FOLDER = "attempts/video/dog/1"


def frames(count: int) -> TurnSummary:
    return replace(TURN, frames=tuple(replace(FRAME, t=2.0 + n, file=f"frames/{n + 1:04}.jpg") for n in range(count)))


def test_a_turn_without_any_shows_none() -> None:
    assert frames_view(FOLDER, TURN, ()) is None
    assert search_view(TURN) is None
    assert code_views(TURN) == ()


def test_a_picture_links_to_its_own_file() -> None:
    view = frames_view(FOLDER, replace(TURN, frames=(FRAME,)), {f"{FOLDER}/frames/0001.jpg"})
    assert view is not None
    assert view.words == "1 picture"
    (thumbnail,) = view.thumbnails
    assert thumbnail.url == "./attempts/video/dog/1/frames/0001.jpg"
    assert thumbnail.label == "0.5 s into the turn: image/jpeg, 48,213 bytes"


def test_a_picture_without_times_is_labelled_all_the_same() -> None:
    view = frames_view(FOLDER, replace(TURN, frames=(replace(FRAME, t=None),)), {f"{FOLDER}/frames/0001.jpg"})
    assert view is not None
    assert view.thumbnails[0].label == "image/jpeg, 48,213 bytes"


def test_files_that_are_not_there_are_told_not_linked() -> None:
    view = frames_view(FOLDER, frames(3), ())
    assert view is not None
    assert (view.thumbnails, view.words) == ((), "3 pictures; the files are not beside this page")


def test_a_long_video_is_shown_by_pictures_spread_over_it() -> None:
    turn = frames(900)
    shown = shown_frames(turn)
    assert len(shown) == 12
    assert (shown[0], shown[-1]) == (turn.frames[0], turn.frames[-1])
    view = frames_view(FOLDER, turn, {f"{FOLDER}/{frame.file}" for frame in turn.frames})
    assert view is not None
    assert view.words == "900 pictures, 12 of them here"
    assert shown_frames(frames(12)) == frames(12).frames


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        (FOLDER, ""),
        (FOLDER, "frames/../../../secret.jpg"),
        (FOLDER, "/etc/0001.jpg"),
        (FOLDER, "frames/0001.svg"),
        (FOLDER, "frames/0001.jpg\n"),
        (FOLDER, "0001.jpg"),
        ("../outside", "frames/0001.jpg"),
        ("/abs", "frames/0001.jpg"),
        ("", "frames/0001.jpg"),
        ("a/./b", "frames/0001.jpg"),
    ],
)
def test_no_name_leads_out_of_the_attempt(folder: str, file: str) -> None:
    assert frame_file(folder, replace(FRAME, file=file)) is None


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("https://uefa.com/euro", "https://uefa.com/euro"),
        ("http://a.example", "http://a.example"),
        ("HTTPS://A.example", "HTTPS://A.example"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("gs://bucket/x", ""),
        ("https://", ""),
        ("https://[", ""),
        ("//a.example", ""),
        ("", ""),
    ],
)
def test_only_pages_of_the_web_are_shown_by_their_address(uri: str, address: str) -> None:
    view = search_view(replace(TURN, sources=(("title", uri),)))
    assert view is not None
    assert view.sources == (SourceView("title", address),)


def test_endless_results_are_cut_and_the_cut_is_told() -> None:
    view = search_view(replace(TURN, queries=("q",) * 99, sources=tuple((f"t{n}", "") for n in range(99))))
    assert view is not None
    assert (len(view.queries), len(view.sources), view.more) == (20, 20, 79)


@pytest.mark.parametrize(
    ("outcome", "words", "good"),
    [
        ("OUTCOME_OK", "ok", True),
        ("OUTCOME_DEADLINE_EXCEEDED", "deadline exceeded", False),
        ("", "", False),
        ("odd", "odd", False),
    ],
)
def test_code_has_its_outcome_in_words(outcome: str, words: str, good: bool) -> None:
    turn = replace(TURN, code=(CodeSummary(code="1", language="PYTHON", outcome=outcome, output="2"),))
    assert code_views(turn) == (CodeView("1", "python", words, good, "2"),)
