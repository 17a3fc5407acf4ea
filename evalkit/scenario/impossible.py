"""Expectations that can never be met, whatever the model answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.scenario.mistakes import Mistake, did_you_mean
from evalkit.scenario.model import Scenario, ScorerSpec, SilenceInput, Turn
from evalkit.scenario.setup_check import declared_functions, field_of
from evalkit.scenario.yaml_nodes import KeyPath, shown

__all__ = ["impossible_expectations"]

_VOICE_TO_VOICE = ("voice_to_voice_ms", "tool_turn_voice_to_voice_ms")
_AUDIO = ("first_audio_ms", "first_audible_ms", "tool_turn_first_audio_ms", "tool_turn_first_audible_ms")
_CALLS = ("first_tool_call_ms", "tool_turn_ms", *(name for name in (*_VOICE_TO_VOICE, *_AUDIO) if "tool" in name))
_ROUND_TRIP = ("call_ms", "tool_ms", "resume_ms", "round_trip_ms")
_CONNECTIONS = ("setup_ms", "reconnect_setup_ms", "connect_ms", "reconnect_connect_ms")
_FIELDS = {"input": "inputAudioTranscription", "output": "outputAudioTranscription"}


def impossible_expectations(scenario: Scenario, *, speaks: bool = False) -> Iterator[Mistake]:
    """Yields each expectation that no answer can meet, with its path in the file; other scorers' are not judged.

    Args:
        scenario: read from a file or a recording.
        speaks: True for a model that answers in AUDIO where the setup names no modality; else it may write.
    """
    untold = frozenset(side for side in ("input", "output") if _untold(scenario, side, speaks))
    for spec in scenario.expect:
        yield from _judged(scenario, None, spec, ("expect", spec.name), untold)
    for turn in scenario.turns:
        for spec in turn.expect:
            yield from _judged(scenario, turn, spec, ("turns", turn.index, "expect", spec.name), untold)


def _untold(scenario: Scenario, side: str, speaks: bool) -> bool:
    """True when nobody will know the words of a side; an answer in TEXT needs no transcription."""
    if side == "output" and (_modality(scenario) or ("AUDIO" if speaks else "TEXT")) != "AUDIO":
        return False
    return field_of(scenario.setup, _FIELDS[side]) is None


def _judged(
    scenario: Scenario, turn: Turn | None, spec: ScorerSpec, place: KeyPath, untold: frozenset[str]
) -> Iterator[Mistake]:
    match spec.name:
        case "latency":
            yield from _latency(scenario, turn, spec.args, place)
        case "delivery":
            yield from _delivery(scenario, turn, spec.args, place)
        case "wer":
            yield from _wer(_turns(scenario, turn), turn is None, spec.args, place, untold)
        case "transcript":
            yield from _transcript(_turns(scenario, turn), spec.args, place, untold)
        case "recognition":
            yield from _untranscribed("output", place, untold)
        case "tools":
            yield from _tools(scenario, spec.args, place)
        case "session" if turn is not None:
            problem = "it looks at the whole session, so it can score no turn"
            yield Mistake(place, problem, "write it under the scenario's own expect", at_key=True)


def _latency(scenario: Scenario, turn: Turn | None, args: Mapping[str, Any], place: KeyPath) -> Iterator[Mistake]:
    for name in args:
        problem, hint = _unmeasurable(scenario, turn, name)
        if problem:
            yield Mistake((*place, name), problem, hint, at_key=True)


def _unmeasurable(scenario: Scenario, turn: Turn | None, name: str) -> tuple[str, str]:
    """Why a latency can have no value, and what to do; empty when it can."""
    if turn is not None and turn.expects_silence:
        return "this turn expects silence, so no answer is timed", "remove it"
    if name in _VOICE_TO_VOICE and not any(_speaks(each) for each in _turns(scenario, turn)):
        which = "nobody speaks in this turn" if turn is not None else "nobody speaks in this scenario"
        return f"{which}, so there is no voice to count from", "limit first_audible_ms, or say the turn"
    if name in (*_VOICE_TO_VOICE, *_AUDIO) and _modality(scenario) == "TEXT":
        return "the setup asks for TEXT, so no audio comes", "limit first_event_ms, or ask for AUDIO"
    if name in _CALLS and not declared_functions(scenario.setup):
        return "the setup declares no function, so no tool is called", "declare one in setup.tools, or remove it"
    return "", ""


def _delivery(scenario: Scenario, turn: Turn | None, args: Mapping[str, Any], place: KeyPath) -> Iterator[Mistake]:
    for name in args:
        problem, hint = _undeliverable(scenario, turn, name)
        if problem and name != "prebuffer_ms":
            yield Mistake((*place, name), problem, hint, at_key=True)


def _undeliverable(scenario: Scenario, turn: Turn | None, name: str) -> tuple[str, str]:
    """Why a metric of delivery can have no value, and what to do; empty when it can."""
    if name in _CONNECTIONS:
        problem = "it looks at the whole session, so it can score no turn"
        return (problem, "write it under the scenario's own expect") if turn is not None else ("", "")
    if turn is not None and turn.expects_silence:
        return "this turn expects silence, so no answer is timed", "remove it"
    if name in (*_ROUND_TRIP, "tool_turn_first_played_ms") and not declared_functions(scenario.setup):
        return "the setup declares no function, so no tool is called", "declare one in setup.tools, or remove it"
    if name not in _ROUND_TRIP and _modality(scenario) == "TEXT":
        return "the setup asks for TEXT, so no audio comes", "ask for AUDIO, or remove it"
    return "", ""


def _speaks(turn: Turn) -> bool:
    return turn.spoken and not isinstance(turn.user, SilenceInput)


def _turns(scenario: Scenario, turn: Turn | None) -> tuple[Turn, ...]:
    return scenario.turns if turn is None else (turn,)


def _modality(scenario: Scenario) -> str:
    """The one modality asked for; empty where none is."""
    asked = field_of(field_of(scenario.setup, "generationConfig"), "responseModalities")
    return str(asked[0]).upper() if isinstance(asked, list) and len(asked) == 1 else ""


def _wer(
    turns: tuple[Turn, ...], session: bool, args: Mapping[str, Any], place: KeyPath, untold: frozenset[str]
) -> Iterator[Mistake]:
    if args.get("input") is not None:
        yield from _heard_words(turns, session, (*place, "input"), untold)
    if args.get("output") is not None:
        yield from _untranscribed("output", (*place, "output"), untold)


def _heard_words(turns: tuple[Turn, ...], session: bool, place: KeyPath, untold: frozenset[str]) -> Iterator[Mistake]:
    """The words the server heard need speech, words to compare with, and a transcription."""
    unknown = [each.index + 1 for each in turns if _speaks(each) and each.reference is None]
    if not any(each.spoken for each in turns):
        what = "every turn is" if session else "the turn is"
        yield Mistake(place, f"{what} typed, so there is nothing to transcribe", "say it, or remove wer", at_key=True)
    elif unknown:
        which = f"the words of turn {', '.join(map(str, unknown))}" if session else "the words of the audio"
        yield Mistake(place, f"{which} are not known", "give `transcript` beside the audio", at_key=True)
    elif any(_speaks(each) for each in turns):
        yield from _untranscribed("input", place, untold)


def _transcript(
    turns: tuple[Turn, ...], args: Mapping[str, Any], place: KeyPath, untold: frozenset[str]
) -> Iterator[Mistake]:
    side = args.get("of", "output")
    if side == "input" and not any(each.spoken for each in turns):
        problem = "nobody speaks, so there is no transcript of the user"
        yield Mistake(place, problem, "say the turn, or remove `of: input`", at_key=True)
    elif side in _FIELDS:
        yield from _untranscribed(side, place, untold)


def _untranscribed(side: str, place: KeyPath, untold: frozenset[str]) -> Iterator[Mistake]:
    if side in untold:
        problem = f"the setup asks for no {side} transcription, so there are no words to judge"
        yield Mistake(place, problem, f"add {side}_audio_transcription: {{}} to setup", at_key=True)


def _tools(scenario: Scenario, args: Mapping[str, Any], place: KeyPath) -> Iterator[Mistake]:
    declared, calls = declared_functions(scenario.setup), args.get("calls")
    for index, call in enumerate(calls if isinstance(calls, list | tuple) else ()):
        name = call.get("name") if isinstance(call, Mapping) else None
        if isinstance(name, str) and name not in declared:
            hint = did_you_mean(name, declared) or "declare it in setup.tools"
            yield Mistake((*place, "calls", index, "name"), f"setup declares no function {shown(name)}", hint)
