"""One attempt as the page shows it: its timeline, its conversation and its scores."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from evalkit.reporters.counts import STATUS_WORDS, elapsed, failed_scores, numbered, reason, reasons
from evalkit.reporters.html.address import attempt_anchor, clip, file_url
from evalkit.reporters.html.alignment import alignment
from evalkit.reporters.html.beside import code_views, frames_view, search_view
from evalkit.reporters.html.clips import Clip
from evalkit.reporters.html.connections import notices
from evalkit.reporters.html.model import AttemptView, Piece, ScoreView, SilenceView, ToolView, TurnView
from evalkit.reporters.html.timeline import longest_wait_ms, ruler, ruler_anchor, timeline
from evalkit.reporters.plain import one_line, plain, plain_json, quantity
from evalkit.results import AttemptResult, TurnSummary
from evalkit.scorers.base import Score

__all__ = ["attempt_view"]

_MOST_CALLS = 50


def attempt_view(attempt: AttemptResult, files: Collection[str]) -> AttemptView:
    """All that the page shows of one attempt; `files` as for `report_view`."""
    user, model, events = (
        _present(attempt.folder, name, files) for name in ("user.flac", "model.flac", "events.jsonl")
    )
    before, after = notices(attempt)
    return AttemptView(
        anchor=attempt_anchor(attempt),
        label=f"A{numbered(attempt)[1:]}",
        status=attempt.status,
        words=STATUS_WORDS[attempt.status],
        duration="" if attempt.duration_s is None else elapsed(attempt.duration_s),
        problem=_problem(attempt),
        notes=_notes(attempt),
        user_audio=_whole(user, "all of the user's audio"),
        model_audio=_whole(model, "all of the model's audio"),
        events_url=events or "",
        audio_note=_audio_note(attempt, user, model),
        timeline=timeline(attempt),
        turns=tuple(
            replace(_turn(attempt, turn, user, model, files), before=before[place])
            for place, turn in enumerate(attempt.turns)
        ),
        after=after,
        scores=tuple(_score(attempt, score) for score in attempt.scores),
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
        tools=tuple(_tool(call) for call in turn.tool_calls[:_MOST_CALLS]),
        said=plain(turn.said),
        model_clip=clip(model, turn.model_audio_s, f"Play the model, turn {number}"),
        ruler=ruler(turn, longest_wait_ms(attempt.turns), _first_event_ms(scores)),
        ruler_from=ruler_anchor(turn)[1],
        silence=_silence(scores),
        interrupted=turn.interrupted,
        finish=_finish(turn),
        failed=tuple(reason(score).partition(": ")[2] for score in scores if score.passed is False),
        frames=frames_view(attempt.folder, turn, files),
        search=search_view(turn),
        code=code_views(turn),
        before=(),
    )


def _tool(call: Mapping[str, Any]) -> ToolView:
    response = call.get("response")
    return ToolView(
        name=one_line(str(call.get("name", "")), 200),
        args=plain_json(call.get("args", {})),
        response="" if response is None else plain_json(response),
        cancelled=bool(call.get("cancelled")),
        note=_tool_note(call),
    )


def _tool_note(call: Mapping[str, Any]) -> str:
    scheduling, held_t, answered_t = (call.get(name) for name in ("scheduling", "held_t", "answered_t"))
    notes = [one_line(scheduling, 40)] if isinstance(scheduling, str) else []
    if isinstance(held_t, int | float):
        waited = f"held for {answered_t - held_t:.2f} s" if isinstance(answered_t, int | float) else ""
        notes.append(waited or "held, and never sent")
    return " · ".join(notes)


def _aligned(scores: Sequence[Score], turn: int) -> tuple[Score, tuple[Piece, ...]] | None:
    """What the server heard in a turn, word by word, from the turn's own score or else the session's."""
    heard = [score for score in scores if score.metric.startswith("input_") and score.turn in (turn, None)]
    heard.sort(key=lambda score: score.turn is None)
    return next(((score, pieces) for score in heard if (pieces := alignment(score, turn))), None)


def _first_event_ms(scores: Sequence[Score]) -> float | None:
    return next((score.value for score in scores if score.metric == "first_event_ms"), None)


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


def _score(attempt: AttemptResult, score: Score) -> ScoreView:
    if score.passed is None:
        kind, words = ("unscored", "unscored") if score.value is None else ("measured", "")
    else:
        kind, words = ("pass", "met") if score.passed else ("fail", "missed" if score.value is not None else "no data")
    turn = None if score.turn is None else score.turn + 1
    return ScoreView(
        turn="session" if turn is None else str(turn),
        anchor="" if turn is None else attempt_anchor(attempt, turn),
        name=one_line(f"{score.scorer}.{score.metric}", 100),
        value="—" if score.value is None else quantity(score.value, score.unit),
        expected=one_line(score.expected, 200),
        kind=kind,
        words=words,
        explanation=plain(score.explanation, 1_000),
    )
