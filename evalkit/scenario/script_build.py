"""Turns the checked `mock` section of a scenario file into the script a mock server plays."""

from __future__ import annotations

from evalkit.scenario.script import (
    Call,
    Cancel,
    Complete,
    Disconnect,
    GoAway,
    Hear,
    Raw,
    RunCode,
    Say,
    Script,
    ScriptTurn,
    Search,
    Step,
    Write,
)
from evalkit.scenario.script_schema import (
    CallStep,
    CancelStep,
    CompleteStep,
    DisconnectStep,
    GoAwayStep,
    HearStep,
    MockFile,
    RunCodeStep,
    SayStep,
    SearchStep,
    SendStep,
    SetupClose,
    StepFile,
    WriteStep,
)

__all__ = ["build_script"]


def build_script(mock: MockFile) -> Script:
    """Returns the script of a section that holds no mistake."""
    refused = mock.setup if isinstance(mock.setup, SetupClose) else None
    return Script(
        turns=tuple(ScriptTurn(_steps(steps)) for steps in mock.turns),
        on_setup=(Disconnect(refused.close.code, refused.close.reason),) if refused else (),
        silent_setup=mock.setup == "silent",
        speed=mock.speed,
    )


def _steps(steps: list[StepFile]) -> tuple[Step, ...]:
    """Maps the steps of one answer, and ends an answer that nothing else ends."""
    played = tuple(_step(step) for step in steps if not _keeps_open(step))
    answers = any(isinstance(step, Say | Write | Search | RunCode | Call) for step in played)
    ended = not steps or _keeps_open(steps[-1]) or isinstance(played[-1], Complete | Disconnect | Raw)
    return played if ended or not answers else (*played, Complete())


def _keeps_open(step: StepFile) -> bool:
    return isinstance(step, CompleteStep) and step.complete is False


def _step(step: StepFile) -> Step:
    match step:
        case HearStep():
            return Hear(step.hear, step.after_ms)
        case SayStep():
            return Say(step.say, step.after_ms, step.lead_silence_ms, step.gain_db, step.transcript, step.speaker)
        case WriteStep():
            return Write(step.write, step.after_ms, step.thought)
        case CallStep():
            calls = step.call if isinstance(step.call, list) else [step.call]
            return Call(tuple(call for each in calls for call in each.items()), step.after_ms, step.wait)
        case CancelStep():
            return Cancel(step.after_ms)
        case SearchStep(search=search):
            return Search(
                tuple(search.queries), tuple((each.title, each.uri) for each in search.sources), step.after_ms
            )
        case RunCodeStep(run_code=run):
            return RunCode(run.code, run.output, run.outcome, step.after_ms)
        case GoAwayStep():
            return GoAway(step.go_away.time_left_s, step.after_ms)
        case CompleteStep():
            return Complete(step.after_ms, None if isinstance(step.complete, bool) else step.complete.reason)
        case SendStep():
            return Raw(step.send, step.after_ms)
        case DisconnectStep():
            return Disconnect(step.disconnect.code, step.disconnect.reason, step.after_ms)
