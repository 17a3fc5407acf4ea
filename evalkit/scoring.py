"""From a recording to the result of one attempt."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from evalkit.errors import EvalkitError, PluginError
from evalkit.recording.model import Header, Mark, Recording
from evalkit.results import AttemptResult, AttemptStatus, Failure
from evalkit.scenario.content import content_digest
from evalkit.scenario.document import scenario_from_document
from evalkit.scenario.model import Scenario, ScorerSpec, Turn
from evalkit.scorers import SCORERS
from evalkit.scorers.base import Score
from evalkit.scorers.decision import must_speak
from evalkit.scorers.question import Question
from evalkit.scorers.session_setup import asks_for
from evalkit.summary import go_away_notices, reconnections, turn_summary
from evalkit.trace.answer import asks_for_text
from evalkit.trace.build import build_trace
from evalkit.trace.events import ErrorReported, TurnComplete
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["questions", "score_recording", "scorer_plan"]


def score_recording(recording: Recording, scenario: Scenario | None = None) -> AttemptResult:
    """Returns what one attempt amounts to; the same recording gives the same result for ever.

    The status is that of the `session_failed` mark when there is one (the last, which is the cause), with every score
    that could still be taken. `invalid` is also an attempt with a scorer that failed: its place is held by an unscored
    `error` score, and the other scores stand. A recording that was cut off, and misses only what it holds no data for,
    is `infra`; a whole one with fewer turns than the scenario is `invalid`. Otherwise an attempt has failed when any
    expectation was missed, and `expected_failure` turns a failure or a pass into its announced or surprising kind.

    Args:
        recording: one attempt; a whole one or one that was cut off.
        scenario: what to expect; None for the scenario that the recording embeds.

    Raises:
        ScenarioErrors: the embedded scenario is not one.
    """
    header = recording.header
    scenario = scenario or _embedded(recording)
    trace = build_trace(recording, scenario)
    scores, broken = _scores(trace, imported=bool(header.source))
    failure, status = _failure(recording, trace, scores, broken)
    return AttemptResult(
        scenario_id=header.scenario_id,
        attempt=header.attempt,
        status=status or _judged(scores, scenario),
        description=scenario.description,
        tags=scenario.tags,
        expected_failure=scenario.expected_failure,
        quarantined=_quarantined(scenario, header),
        scores=scores,
        turns=tuple(turn_summary(window, imported=bool(header.source)) for window in trace.turns),
        failure=failure,
        duration_s=recording.close.t if recording.close is not None else None,
        reconnections=reconnections(trace),
        go_away=go_away_notices(trace),
        content=content_digest(scenario.document),
        provenance=header.provenance,
        complete=trace.complete,
        torn=recording.torn,
        notes=tuple(_notes(recording, trace, scenario)),
    )


def questions(recording: Recording, scenario: Scenario | None = None) -> tuple[Question, ...]:
    """Returns everything the scenario's scorers want answered by a model about this recording, each question once.

    Which of them are answered already, `evalkit.scorers.question.answers_to` says. A scorer that fails here will fail
    again when it scores, and is told of then.

    Raises:
        ScenarioErrors: the embedded scenario is not one.
    """
    trace = build_trace(recording, scenario or _embedded(recording))
    found: dict[str, Question] = {}
    for window, spec in _plans(trace, imported=bool(recording.header.source)):
        for question in _asked_by(spec, trace, window):
            known = found.get(question.key)
            if known is None or known.votes < question.votes:
                found[question.key] = question
    return tuple(found.values())


def scorer_plan(trace: Trace, turn: Turn, imported: bool = False) -> tuple[ScorerSpec, ...]:
    """Returns the scorers of one turn: what every turn is scored by, then what it expects, which wins over the former.

    Latency is measured in every turn, WER in each whose words are known and whose transcription was asked for, and a
    turn that does not expect silence is expected to be completed and, unless the setup asks for TEXT, to be heard where
    it was answered; both are only measured when the recording was `imported`, for where another recorder stopped says
    nothing about the model. Where other turns expect silence, one that expects to hear an answer is measured for having
    been answered aloud, so that both kinds are counted together.
    """
    asked = {spec.name for spec in turn.expect}
    default = [ScorerSpec("latency")]
    if not turn.expects_silence:
        default.append(ScorerSpec("turn", {} if imported else {"completed": True}))
    if turn.spoken and turn.reference is not None and asks_for(trace, "inputAudioTranscription"):
        default.append(ScorerSpec("wer"))
    if not turn.expects_silence and "silence" not in asked and not asks_for_text(trace):
        default.append(ScorerSpec("heard", {"expected": False} if imported else {}))
    if must_speak(trace.scenario, turn):
        default.append(ScorerSpec("silence", {"label": "speak"}))
    return (*(spec for spec in default if spec.name not in asked), *turn.expect)


def _embedded(recording: Recording) -> Scenario:
    header = recording.header
    source = recording.folder / "events.jsonl" if recording.folder else None
    return scenario_from_document(header.scenario, header.scenario_id, source)


def _plans(trace: Trace, imported: bool) -> Iterator[tuple[TurnWindow, ScorerSpec]]:
    """Each scorer with what it scores, turns first."""
    for window in trace.turns:
        if window.turn is not None:
            yield from ((window, spec) for spec in scorer_plan(trace, window.turn, imported))
    yield from ((trace.session, spec) for spec in trace.scenario.expect)


def _asked_by(spec: ScorerSpec, trace: Trace, window: TurnWindow) -> tuple[Question, ...]:
    try:
        module = sys.modules.get(SCORERS.get(spec.name).__module__)
        asks = getattr(module, "questions", None)
        return () if asks is None else tuple(asks(trace, window, **spec.args))
    except Exception:
        return ()


def _scores(trace: Trace, imported: bool) -> tuple[tuple[Score, ...], Failure | None]:
    """All scores, turns first, and what became of the first scorer that failed, if one did."""
    scores: list[Score] = []
    broken: Failure | None = None
    for window, spec in _plans(trace, imported):
        try:
            scores += SCORERS.get(spec.name)(**spec.args)(trace, window)
        except Exception as error:
            # A plugin may raise anything; one scorer must not take the others' scores with it.
            broken = broken or _broken(spec, error)
            scores.append(_error_score(spec, window, error))
    return tuple(scores), broken


def _broken(spec: ScorerSpec, error: Exception) -> Failure:
    if isinstance(error, EvalkitError):
        return Failure(kind=type(error).__name__, message=str(error))
    return Failure(kind=PluginError.__name__, message=str(PluginError("scorer", spec.name, _said(error))))


def _error_score(spec: ScorerSpec, window: TurnWindow, error: Exception) -> Score:
    return Score(
        scorer=spec.name,
        metric="error",
        version=1,
        turn=window.index,
        value=None,
        explanation=f"the scorer failed: {_said(error)}",
    )


def _said(error: Exception) -> str:
    if isinstance(error, EvalkitError):
        return str(error)
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _failure(
    recording: Recording, trace: Trace, scores: Iterable[Score], broken: Failure | None
) -> tuple[Failure | None, AttemptStatus | None]:
    """Why the attempt could not be measured, and the status that follows; (None, None) when it could."""
    mark = next((mark for mark in reversed(recording.marks) if mark.name == "session_failed"), None)
    if mark is not None:
        kind, message = str(mark.detail.get("kind", "unknown")), str(mark.detail.get("message", ""))
        message = message if mark.turn is None else f"{_where(mark)}: {message}"
        status: AttemptStatus = "invalid" if mark.detail.get("status") == "invalid" else "infra"
        return Failure(kind=kind, message=message), status
    if broken is not None:
        return broken, "invalid"
    missed = [score for score in scores if score.passed is False]
    if any(not score.unscored for score in missed):
        return None, None
    begun, planned = len(trace.turns), len(trace.scenario.turns)
    if not trace.complete and (missed or begun < planned):
        cut = recording.torn or "it ends without a close"
        return Failure(kind="RecordingError", message=f"the recording was cut off: {cut}"), "infra"
    if begun < planned:
        # Nothing failed and yet turns are missing: the scenario is not the one that was played.
        return Failure(kind="RecordingError", message=f"the recording holds {begun} of {planned} turns"), "invalid"
    return None, None


def _unheard(scores: Sequence[Score]) -> bool:
    """True when a judge or a recogniser was to say whether a limit holds, and nobody was asked: no surprise then."""
    return any(score.expected and score.value is None and score.passed is None for score in scores)


def _judged(scores: Sequence[Score], scenario: Scenario) -> AttemptStatus:
    failed = any(score.passed is False for score in scores)
    if scenario.expected_failure:
        return "expected_failure" if failed or _unheard(scores) else "unexpected_pass"
    return "failed" if failed else "passed"


def _quarantined(scenario: Scenario, header: Header) -> str:
    """Until when and why the attempt does not count; asked of the day it was played, so that it stays as it was."""
    day, quarantine = _day(header), scenario.quarantine
    return "" if quarantine is None or day is None or quarantine.problem(day) else str(quarantine)


def _day(header: Header) -> date | None:
    try:
        started = datetime.fromisoformat(header.started_at)
        return (started if started.tzinfo else started.replace(tzinfo=UTC)).astimezone(UTC).date()
    except (ValueError, OverflowError):
        return None


def _notes(recording: Recording, trace: Trace, scenario: Scenario) -> Iterator[str]:
    day = _day(recording.header)
    if scenario.quarantine is not None and day is not None and (problem := scenario.quarantine.problem(day)):
        yield f"counts: {problem}"
    for mark in recording.marks:
        if mark.name == "anchor_missed":
            after = mark.detail.get("after", "its anchor")
            yield f"{_where(mark)}: it was to start after {after}, which never came"
        lowered_db = mark.detail.get("lowered_db") if mark.name == "speech_started" else None
        if isinstance(lowered_db, int | float) and lowered_db > 0:
            yield f"{_where(mark)}: the user's audio was made {lowered_db:.1f} dB quieter, for the mixture did not fit"
    yield from dict.fromkeys(_resumptions(recording))
    stalls = [mark for mark in recording.marks if mark.name == "stalled"]
    if stalls:
        worst = max(stalls, key=_late_ms)
        yield (
            f"{_where(worst)}: our own sending was late by up to {_late_ms(worst):g} ms "
            f"({len(stalls)} chunks in all), so times after it are in doubt"
        )
    failed = any(mark.name == "session_failed" for mark in recording.marks)
    # An error that ended the session is its failure, and needs no note.
    for error in () if failed else trace.session.of(ErrorReported):
        yield f"the server reported error {error.code}{f': {error.message}' if error.message else ''}"
    if recording.torn:
        yield f"the recording is torn: {recording.torn}"
    elif recording.close is None:
        yield _open_end(recording, trace)
    if len(trace.turns) < len(trace.scenario.turns):
        yield f"{len(trace.turns)} of {len(trace.scenario.turns)} turns were begun"


def _resumptions(recording: Recording) -> Iterator[str]:
    playing: Mark | None = None
    lost: Mark | None = None
    for mark in recording.marks:
        match mark.name:
            case "turn_started":
                playing = mark
            case "turn_finished":
                playing = None
            case "reconnecting":
                lost = playing
            case "reconnected" if lost is not None:
                yield f"{_where(lost)}: its connection was resumed: latencies hold the gap"


def _open_end(recording: Recording, trace: Trace) -> str:
    """An imported recording never has a close; what may be missing there is the end of its last turn."""
    last = trace.turns[-1] if trace.turns else None
    if recording.header.source and last is not None and not last.finish and not last.of(TurnComplete):
        return f"the recording ends before turn {(last.index or 0) + 1} does"
    return "the recording ends without a close"


def _where(mark: Mark) -> str:
    return "session" if mark.turn is None else f"turn {mark.turn + 1}"


def _late_ms(mark: Mark) -> float:
    late_ms = mark.detail.get("late_ms")
    return float(late_ms) if isinstance(late_ms, int | float) else 0.0
