"""What stands beside the words of a turn: pictures that were shown, what was searched, code that was run."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from evalkit.reporters.html.address import file_url
from evalkit.reporters.html.attempt_model import CodeView, FramesView, SearchView, SourceView, Thumbnail
from evalkit.reporters.plain import one_line, plain
from evalkit.results import FrameSummary, TurnSummary

__all__ = ["code_views", "frame_file", "frames_view", "search_view", "shown_frames"]

_FRAME = re.compile(r"frames/([0-9]{4,9}\.(?:jpg|png|webp))")
_MOST_THUMBNAILS = 12
_MOST_SOURCES = 20
_MOST_QUERIES = 20
_MOST_CODE = 20


def shown_frames(turn: TurnSummary) -> tuple[FrameSummary, ...]:
    """The frames of a turn that a page shows: all of a few, else as many spread over the turn."""
    frames = turn.frames
    if len(frames) <= _MOST_THUMBNAILS:
        return frames
    return tuple(frames[place * (len(frames) - 1) // (_MOST_THUMBNAILS - 1)] for place in range(_MOST_THUMBNAILS))


def frame_file(folder: str, frame: FrameSummary) -> tuple[str, str] | None:
    """A frame's file below the run's folder, and its address; None when it names no file that a recording has."""
    match = _FRAME.fullmatch(frame.file)
    url = None if match is None else file_url(f"{folder}/frames", match[1])
    return None if url is None else (f"{folder}/{frame.file}", url)


def frames_view(folder: str, turn: TurnSummary, files: Collection[str]) -> FramesView | None:
    """The pictures of a turn, those to see among the files that exist; None when the user showed none."""
    if not turn.frames:
        return None
    thumbnails = []
    for frame in shown_frames(turn):
        found = frame_file(folder, frame)
        if found is not None and found[0] in files:
            thumbnails.append(Thumbnail(found[1], _label(frame, turn)))
    return FramesView(tuple(thumbnails), _words(turn.frames, len(thumbnails)))


def search_view(turn: TurnSummary) -> SearchView | None:
    """What was searched for and found; None when nothing was."""
    if not turn.queries and not turn.sources:
        return None
    return SearchView(
        queries=tuple(one_line(query, 300) for query in turn.queries[:_MOST_QUERIES]),
        sources=tuple(_source(title, uri) for title, uri in turn.sources[:_MOST_SOURCES]),
        more=max(0, len(turn.sources) - _MOST_SOURCES),
    )


def code_views(turn: TurnSummary) -> tuple[CodeView, ...]:
    """The code of a turn."""
    return tuple(
        CodeView(
            code=plain(piece.code, 4_000),
            language=one_line(piece.language, 40).lower(),
            outcome=one_line(piece.outcome, 60).removeprefix("OUTCOME_").replace("_", " ").lower(),
            good=piece.outcome == "OUTCOME_OK",
            output=plain(piece.output, 4_000),
        )
        for piece in turn.code[:_MOST_CODE]
    )


def _label(frame: FrameSummary, turn: TurnSummary) -> str:
    what = f"{one_line(frame.mime_type, 40)}, {frame.size:,} bytes"
    if frame.t is None or turn.started_t is None:
        return what
    return f"{frame.t - turn.started_t:.1f} s into the turn: {what}"


def _words(frames: Sequence[FrameSummary], shown: int) -> str:
    count = f"{len(frames):,} picture{'' if len(frames) == 1 else 's'}"
    if shown == len(frames):
        return count
    return f"{count}, {shown} of them here" if shown else f"{count}; the files are not beside this page"


def _source(title: str, uri: str) -> SourceView:
    return SourceView(one_line(title, 200), one_line(uri, 300) if _is_web(uri) else "")


def _is_web(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
