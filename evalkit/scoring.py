"""From a recording to the result of one attempt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from evalkit.errors import EvalkitError, PluginError
from evalkit.recording.model import LANE_RATE_HZ, Mark, Recording
from evalkit.results import AttemptResult, AttemptStatus, Failure, TurnSummary
from evalkit.scenario.document import scenario_from_document
from evalkit.scenario.model import (
    AudioInput,
    SayInput,
    Scenario,
    ScorerSpec,
    SilenceInput,
    SoundtrackInput,
    TextInput,
    Turn,
    UserInput,
)
from evalkit.scorers import SCORERS
from evalkit.scorers.base import Score
from evalkit.scorers.session_setup import asks_for
from evalkit.trace.answer import answer_of
from evalkit.trace.build import build_trace
from evalkit.trace.events import (
    AudioReceived,
    AudioSent,
    Interrupted,
    ToolCalled,
    ToolCancelled,
    ToolResponded,
    TurnComplete,
)
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["score_recording", "scorer_plan"]


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
    if scenario is None:
        source = recording.folder / "events.jsonl" if recording.folder else None
        scenario = scenario_from_document(header.scenario, header.scenario_id, source)
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
        scores=scores,
        turns=tuple(_summary(window) for window in trace.turns),
        failure=failure,
        duration_s=recording.close.t if recording.close is not None else None,
        provenance=header.provenance,
        complete=trace.complete,
        torn=recording.torn,
        notes=tuple(_notes(recording, trace)),
    )


def scorer_plan(trace: Trace, turn: Turn, imported: bool = False) -> tuple[ScorerSpec, ...]:
    """Returns the scorers of one turn: what every turn is scored by, then what it expects, which wins over the former.

    Latency is measured in every turn, WER in each whose words are known and whose transcription was asked for, and a
    turn that does not expect silence is expected to be completed; that is only measured when the recording was
    `imported`, for where another recorder stopped says nothing about the model.
    """
    default = [ScorerSpec("latency")]
    if not turn.expects_silence:
        default.append(ScorerSpec("turn", {} if imported else {"completed": True}))
    if turn.spoken and turn.reference is not None and asks_for(trace, "inputAudioTranscription"):
        default.append(ScorerSpec("wer"))
    asked = {spec.name for spec in turn.expect}
    return (*(spec for spec in default if spec.name not in asked), *turn.expect)


def _scores(trace: Trace, imported: bool) -> tuple[tuple[Score, ...], Failure | None]:
    """All scores, turns first, and what became of the first scorer that failed, if one did."""
    scores: list[Score] = []
    broken: Failure | None = None
    plans = [(window, scorer_plan(trace, window.turn, imported)) for window in trace.turns if window.turn is not None]
    for window, plan in (*plans, (trace.session, trace.scenario.expect)):
        for spec in plan:
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


def _judged(scores: Iterable[Score], scenario: Scenario) -> AttemptStatus:
    failed = any(score.passed is False for score in scores)
    if scenario.expected_failure:
        return "expected_failure" if failed else "unexpected_pass"
    return "failed" if failed else "passed"


def _notes(recording: Recording, trace: Trace) -> Iterator[str]:
    for mark in recording.marks:
        if mark.name == "anchor_missed":
            after = mark.detail.get("after", "its anchor")
            yield f"{_where(mark)}: it was to start after {after}, which never came"
    stalls = [mark for mark in recording.marks if mark.name == "stalled"]
    if stalls:
        worst = max(stalls, key=_late_ms)
        yield (
            f"{_where(worst)}: our own sending was late by up to {_late_ms(worst):g} ms "
            f"({len(stalls)} chunks in all), so times after it are in doubt"
        )
    if recording.torn:
        yield f"the recording is torn: {recording.torn}"
    elif recording.close is None:
        yield _open_end(recording, trace)
    if len(trace.turns) < len(trace.scenario.turns):
        yield f"{len(trace.turns)} of {len(trace.scenario.turns)} turns were begun"


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


def _summary(window: TurnWindow) -> TurnSummary:
    turn = cast(Turn, window.turn)
    answer = answer_of(window)
    user, kind = _in_words(turn.user)
    return TurnSummary(
        index=turn.index,
        user=user,
        kind=kind,
        heard=window.heard,
        said=window.said or answer.text,
        tool_calls=tuple(_tool_calls(window)),
        finish=window.finish,
        complete_reason=_reason(window),
        interrupted=bool(window.of(Interrupted)),
        interrupted_t=next((event.t for event in window.of(Interrupted)), None),
        started_t=window.started_t,
        speech_started_t=window.speech_started_t,
        speech_ended_t=window.speech_ended_t,
        input_ended_t=window.input_ended_t,
        first_audio_t=None if answer.first_audio is None else answer.first_audio.t,
        first_audible_t=answer.first_audible_t,
        finished_t=window.finished_t,
        user_audio_s=_lane_range(window.of(AudioSent), LANE_RATE_HZ["user"]),
        model_audio_s=_lane_range(window.of(AudioReceived), LANE_RATE_HZ["model"]),
    )


def _in_words(user: UserInput) -> tuple[str, str]:
    match user:
        case TextInput(text):
            return text, "text"
        case SayInput(text):
            return text, "say"
        case AudioInput(path, transcript):
            return transcript or path, "audio"
        case SoundtrackInput(transcript):
            return transcript or "the video's sound", "video"
        case SilenceInput(duration_s):
            return f"silence of {duration_s:g} s", "silence"


def _reason(window: TurnWindow) -> str | None:
    """The last turnCompleteReason that was given."""
    return next((end.reason for end in reversed(window.of(TurnComplete)) if end.reason), None)


def _tool_calls(window: TurnWindow) -> Iterator[Mapping[str, Any]]:
    """Each call with the answer it got: the one of its id, or the next of its name where calls have no ids."""
    responses = list(window.of(ToolResponded))
    cancelled = {id for event in window.of(ToolCancelled) for id in event.ids}
    for call in window.of(ToolCalled):
        found = next((each for each in responses if each.id == call.id and call.id is not None), None)
        if found is None and call.id is None:
            found = next((each for each in responses if each.name == call.name and each.seq > call.seq), None)
        if found is not None:
            responses.remove(found)
        yield {
            "name": call.name,
            "args": dict(call.args),
            "id": call.id,
            "response": None if found is None else dict(found.response),
            "cancelled": call.id in cancelled,
            "called_t": call.t,
            "answered_t": None if found is None else found.t,
        }


def _lane_range(chunks: Iterable[AudioSent | AudioReceived], rate_hz: int) -> tuple[float, float] | None:
    """Where the audio of a turn stands in its lane file, in seconds; audio of another rate is not in it."""
    kept = [chunk for chunk in chunks if chunk.rate_hz == rate_hz and chunk.pcm]
    if not kept:
        return None
    last = kept[-1]
    return kept[0].offset / rate_hz, (last.offset + len(last.pcm) // 2) / rate_hz
