"""One attempt as the page shows it: its conversation and its scores."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from evalkit.reporters.counts import STATUS_WORDS, elapsed, failed_scores, numbered, reason, reasons
from evalkit.reporters.html.address import attempt_anchor, below, clip, file_url
from evalkit.reporters.html.alignment import alignment
from evalkit.reporters.html.attempt_model import AttemptView, Piece, ScoreView, SilenceView, TurnView
from evalkit.reporters.html.beside import code_views, frames_view, search_view
from evalkit.reporters.html.clips import Clip
from evalkit.reporters.html.connections import notices
from evalkit.reporters.html.spans import Span, spans_of
from evalkit.reporters.html.tools import tool_views
from evalkit.reporters.plain import one_line, plain, quantity
from evalkit.results import AttemptResult, TurnSummary
from evalkit.scorers.base import Score

__all__ = ["attempt_view"]


def attempt_view(attempt: AttemptResult, files: Collection[str]) -> AttemptView:
    """All that the page shows of one attempt; `files` as for `report_view`."""
    user, model, events = (
        _present(attempt.folder, name, files) for name in ("user.flac", "model.flac", "events.jsonl")
    )
    before, after = notices(attempt)
    place = attempt_anchor(attempt)
    return AttemptView(
        anchor=place,
        scenario=one_line(attempt.scenario_id, 200) or "unnamed",
        label=f"A{numbered(attempt)[1:]}",
        status=attempt.status,
        words=STATUS_WORDS[attempt.status],
        duration="" if attempt.duration_s is None else elapsed(attempt.duration_s),
        problem=_problem(attempt),
        notes=_notes(attempt),
        user_audio=_whole(user, "all of the user's audio"),
        model_audio=_whole(model, "all of the model's audio"),
        events_url=events or "",
        timeline_url=_beside(attempt.folder, "timeline.js", files),
        base=_base(attempt.folder, files),
        audio_note=_audio_note(attempt, user, model),
        turns=tuple(
            replace(_turn(attempt, turn, user, model, files), before=found)
            for found, turn in zip(before, attempt.turns, strict=True)
        ),
        after=after,
        scores=tuple(_score(place, score, span) for score, span in zip(attempt.scores, spans_of(attempt), strict=True)),
    )


def _problem(attempt: AttemptResult) -> tuple[str, ...]:
    """What went wrong, but for what stands at the turns."""
    shown = {turn.index for turn in attempt.turns}
    apart = replace(attempt, scores=tuple(score for score in attempt.scores if score.turn not in shown))
    if attempt.status in ("passed", "expected_failure"):
        return ()
    if attempt.status == "failed" and attempt.failure is None and not failed_scores(apart):
        return ()
    return reasons(apart)


def _present(folder: str, name: str, files: Collection[str]) -> str | None:
    return file_url(folder, name) if f"{folder}/{name}" in files else None


def _beside(folder: str, name: str, files: Collection[str]) -> str:
    """As a part of the page is named, which has no dot in front."""
    return (below(folder, name) or "") if f"{folder}/{name}" in files else ""


def _base(folder: str, files: Collection[str]) -> str:
    """Where an attempt's files are; empty where none of them is."""
    kept = any(f"{folder}/{name}" in files for name in ("timeline.js", "user.flac", "model.flac", "events.jsonl"))
    return (below(folder, "") or "") if kept else ""


def _whole(url: str | None, label: str) -> Clip | None:
    return None if url is None else Clip(url, label, "")


def _notes(attempt: AttemptResult) -> tuple[str, ...]:
    cut = ("the recording is not complete: the session was cut off",) if not attempt.complete else ()
    torn = (f"torn recording: {plain(attempt.torn, 1_000)}",) if attempt.torn else ()
    return (*cut, *torn, *(plain(note, 1_000) for note in attempt.notes))


def _audio_note(attempt: AttemptResult, user: str | None, model: str | None) -> str:
    wanted = {
        "user.flac": user is None and any(turn.user_audio_s for turn in attempt.turns),
        "model.flac": model is None and any(turn.model_audio_s for turn in attempt.turns),
    }
    lost = " and ".join(name for name, missing in wanted.items() if missing)
    return f"{lost} not found in {one_line(attempt.folder, 200) or 'the run'}: nothing to play" if lost else ""


def _turn(
    attempt: AttemptResult, turn: TurnSummary, user: str | None, model: str | None, files: Collection[str]
) -> TurnView:
    scores = [score for score in attempt.scores if score.turn == turn.index]
    aligned = _aligned(attempt.scores, turn.index)
    number = turn.index + 1
    return TurnView(
        anchor=attempt_anchor(attempt, number),
        number=number,
        kind=one_line(turn.kind, 20),
        user=plain(turn.user),
        user_clip=clip(user, turn.user_audio_s, f"Play the user, turn {number}"),
        heard=plain(turn.heard),
        alignment=aligned[1] if aligned else (),
        error_rate=_error_rate(aligned[0]) if aligned else "",
        tools=tool_views(turn, attempt.scores),
        said=plain(turn.said),
        model_clip=clip(model, turn.model_audio_s, f"Play the model, turn {number}"),
        silence=_silence(scores),
        interrupted=turn.interrupted,
        finish=_finish(turn),
        failed=tuple(reason(score).partition(": ")[2] for score in scores if score.passed is False),
        frames=frames_view(attempt.folder, turn, files),
        search=search_view(turn),
        code=code_views(turn),
        before=(),
    )


def _aligned(scores: Sequence[Score], turn: int) -> tuple[Score, tuple[Piece, ...]] | None:
    """What the server heard in a turn, word by word, from the turn's own score or else the session's."""
    heard = [score for score in scores if score.metric.startswith("input_") and score.turn in (turn, None)]
    heard.sort(key=lambda score: score.turn is None)
    return next(((score, pieces) for score in heard if (pieces := alignment(score, turn))), None)


def _silence(scores: Sequence[Score]) -> SilenceView | None:
    """From the silence scorer, where silence was asked for and it could tell: 1 is kept, 0 is broken."""
    for score in scores:
        if "silence" in score.scorer and score.metric.startswith("kept") and score.value is not None:
            form = score.detail.get("form")
            return SilenceView(score.value > 0, one_line(form if isinstance(form, str) else "", 60).replace("_", " "))
    return None


def _error_rate(score: Score) -> str:
    if score.value is None or score.turn is None:
        return ""
    counts = [
        f"{count} {name if count == 1 else name + 's'}"
        for name in ("substitution", "deletion", "insertion")
        if isinstance(count := score.detail.get(f"{name}s"), int) and count
    ]
    unit = "character" if score.metric.endswith("cer") else "word"
    return f"{unit} error rate {score.value:.1%}{': ' if counts else ''}{', '.join(counts)}"


def _finish(turn: TurnSummary) -> str:
    ended = one_line(turn.finish, 60).replace("_", " ")
    because = one_line(turn.complete_reason or "", 100)
    return f"{ended} ({because})" if ended and because else ended or because


def _score(place: str, score: Score, span: Span | None) -> ScoreView:
    if score.passed is None:
        kind, words = ("unscored", "unscored") if score.value is None else ("measured", "")
    else:
        kind, words = ("pass", "met") if score.passed else ("fail", "missed" if score.value is not None else "no data")
    turn = None if score.turn is None else score.turn + 1
    return ScoreView(
        turn="session" if turn is None else str(turn),
        anchor="" if turn is None else f"{place}/{turn}",
        name=one_line(f"{score.scorer}.{score.metric}", 100),
        value="—" if score.value is None else quantity(score.value, score.unit),
        expected=one_line(score.expected, 200),
        kind=kind,
        words=words,
        explanation=plain(score.explanation, 1_000),
        span=span,
    )
