"""Which values that tools returned were said in the answer, which were said wrong, and which were made up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from evalkit.scorers.presence import CUT_OFF, is_over
from evalkit.scorers.spoken import spoken
from evalkit.scorers.tool_expectation import ValueUse
from evalkit.scorers.tool_handling import call_key, cancelled_calls, effective_calls, late_answers, unanswered_calls
from evalkit.text.matchers import as_text, is_number, shown
from evalkit.text.said_values import SpokenText, sayable, value_number
from evalkit.trace.events import (
    AudioReceived,
    GenerationComplete,
    Interrupted,
    TextSent,
    ToolCalled,
    ToolCancelled,
    ToolResponded,
    TurnComplete,
)
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["Finding", "Outcome", "invented_values", "returned_values"]

Outcome: TypeAlias = Literal["used", "wrong", "unsaid", "invented", "unknown"]

_WRAPPERS = ("output", "result")
"""Keys that by custom hold what a function returns (reference §2.8)."""
_NO_TRANSCRIPT = "no transcript of what was said"
_INTERRUPTED = "the answer was interrupted before it was said"
_UNREAD_WORDS = "it may have been said in words, and numbers in words are read in English only"


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one value."""

    function: str
    path: str
    outcome: Outcome
    value: Any = None
    """As the tool returned it; None for one that never came."""
    said: float | str | None = None
    """What was said in its place."""
    why: str = ""
    """Why nobody knows."""
    evidence: tuple[int, ...] = ()
    """`seq` of the response, or of the call without one."""

    @property
    def words(self) -> str:
        """What became of it, in words; empty when it was said."""
        place = f"{self.function} {self.path}" if self.function else self.path
        said = shown(self.said) if isinstance(self.said, str) else as_text(self.said)
        return {
            "used": "",
            "wrong": f"{place} is {shown(self.value)}, said {said}",
            "unsaid": f"{place} is {shown(self.value)}, not said",
            "invented": f"{place} never came, said {said}",
            "unknown": f"{place}: {self.why}",
        }[self.outcome]


@dataclass
class _Listener:
    """What was said in a window after some moment, less what has been taken as the word for another value."""

    trace: Trace
    window: TurnWindow
    _taken: list[float] = field(default_factory=list)

    def after(self, seq: int) -> SpokenText:
        later = tuple(event for event in self.window.events if event.seq > seq)
        return SpokenText(spoken(replace(self.window, events=later), "output")[0], self.trace.scenario.language)

    def another(self, seq: int, numeric: bool, alternatives: Sequence[Any]) -> float | str | None:
        """Something said that could stand for a value that was not: a number, or a stub's text, of unknown origin."""
        said, language = self.after(seq), self.trace.scenario.language
        if numeric:
            known = (number for one in self._brought() for number in _numbers(one, language))
            others = said.numbers_besides([*known, *self._taken])
            self._taken += others[:1]
            return others[0] if others else None
        known_texts = [SpokenText(text, language) for one in self._brought() for text in _texts(one)]
        texts = (text for text in alternatives if isinstance(text, str) and said.says(text))
        return next((text for text in texts if not any(known.says(text) for known in known_texts)), None)

    def _brought(self) -> Iterator[Any]:
        """What tools, calls and the user brought into the window."""
        yield from (event.response for event in self.window.of(ToolResponded))
        yield from (event.args for event in self.window.of(ToolCalled))
        turns = self.trace.turns if self.window.turn is None else (self.window,)
        yield from (one.turn.reference for one in turns if one.turn is not None)
        yield from (self.window.heard, *(event.text for event in self.window.of(TextSent)))


def returned_values(trace: Trace, window: TurnWindow, uses: Sequence[ValueUse]) -> tuple[Finding, ...]:
    """Returns what became of each value at the paths in the window's responses, and each path that none holds."""
    listener = _Listener(trace, window)
    found: list[Finding] = []
    for use in uses:
        held = list(_held(trace, window, use))
        found += [_judged(listener, use, response, value) for response, value in held]
        if not held:
            found.append(Finding(use.function or "", use.path, "unknown", why="no response holds it"))
    return tuple(found)


def invented_values(trace: Trace, window: TurnWindow, uses: Sequence[ValueUse]) -> tuple[Finding, ...]:
    """Returns one finding for each path and call without a result: `invented` when a value was said all the same.

    A call is looked at in the turn in which it was made, and in that in which it was taken back.
    """
    windows = trace.turns if window.turn is None else (window,)
    return tuple(finding for one in windows for finding in _without_result(trace, one, uses))


def _judged(listener: _Listener, use: ValueUse, response: ToolResponded, value: Any) -> Finding:
    finding = Finding(response.name, use.path, "used", value, evidence=(response.seq,))
    if not sayable(value):
        return replace(finding, outcome="unknown", why=f"{shown(value)} is nothing to say in so many words")
    said = listener.after(response.seq)
    if said.says(value, use.tolerance):
        return finding
    numeric = value_number(value, said.language) is not None
    other = listener.another(response.seq, numeric, _stubbed(listener.trace, response.name, use.path))
    if other is not None:
        return replace(finding, outcome="wrong", said=other)
    why = _why_unknown(listener, response, said, numeric)
    return replace(finding, outcome="unknown", why=why) if why else replace(finding, outcome="unsaid")


def _why_unknown(listener: _Listener, response: ToolResponded, said: SpokenText, numeric: bool) -> str:
    """Why nobody knows whether a value that was not found was said; empty when it was not."""
    if not said.text:
        later = (event for event in listener.window.of(AudioReceived) if event.seq > response.seq and event.pcm)
        if next(later, None) is not None:
            return _NO_TRANSCRIPT
    own = next((one for one in listener.trace.turns if one.index == response.turn), listener.window)
    ends = own.of(GenerationComplete, TurnComplete, Interrupted)
    end = next((event for event in ends if event.seq > response.seq), None)
    if isinstance(end, Interrupted) or (end is None and own.finish == "barged_in"):
        return _INTERRUPTED
    if end is None and not is_over(listener.trace, own):
        return CUT_OFF
    return _UNREAD_WORDS if numeric and said.text and not said.reads_number_words else ""


def _held(trace: Trace, window: TurnWindow, use: ValueUse) -> Iterator[tuple[ToolResponded, Any]]:
    """The values at a path: of several answers to one call those of the last that holds it."""
    late = late_answers(trace)
    latest: dict[str | int, tuple[ToolResponded, list[Any]]] = {}
    for event in window.of(ToolResponded):
        values = _values(event.response, use.path) if use.of(event.name) and event.seq not in late else []
        if values:
            latest[event.seq if event.id is None else event.id] = (event, values)
    for response, values in latest.values():
        yield from ((response, value) for value in values)


def _values(response: Any, path: str) -> list[Any]:
    """What stands at a path, the elements of a list one by one; empty when nothing does."""
    inner = [response[key] for key in _WRAPPERS if isinstance(response, Mapping) and key in response]
    for root in (response, *inner):
        found = [root]
        for key in path.split("."):
            found = [value for one in found for value in _step(one, key)]
        if found:
            return found[0] if isinstance(found[0], list) else found
    return []


def _step(value: Any, key: str) -> list[Any]:
    if isinstance(value, Mapping):
        return [value[key]] if key in value else []
    if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
        return [value[int(key)]]
    return []


def _stubbed(trace: Trace, function: str, path: str) -> list[Any]:
    """The values that the scenario's stubs of a function hold at a path."""
    return [
        value
        for stub in trace.scenario.tools
        if stub.name == function
        for answer in stub.answers
        for value in _values(answer.returns, path)
        if sayable(value)
    ]


def _without_result(trace: Trace, window: TurnWindow, uses: Sequence[ValueUse]) -> Iterator[Finding]:
    listener = _Listener(trace, window)
    for call in _open_calls(trace, window):
        for use in uses:
            stubbed = _stubbed(trace, call.name, use.path) if use.of(call.name) else []
            if not stubbed:
                continue
            finding = Finding(call.name, use.path, "unsaid", evidence=(call.seq,))
            numeric = value_number(stubbed[0], trace.scenario.language) is not None
            said = listener.another(call.seq, numeric, stubbed)
            if said is not None:
                yield replace(finding, outcome="invented", said=said)
            elif not listener.after(call.seq).text and window.of(AudioReceived):
                yield replace(finding, outcome="unknown", why=_NO_TRANSCRIPT)
            else:
                yield finding


def _open_calls(trace: Trace, window: TurnWindow) -> tuple[ToolCalled, ...]:
    """The calls made or taken back in the window that were never answered in time."""
    cancelled, made = cancelled_calls(trace), effective_calls(window.of(ToolCalled), cancelled_calls(trace))
    taken_back = {event.seq for event in window.of(ToolCancelled)}
    kept = [call for call in made if call.seq not in cancelled]
    lost = [
        call
        for call in trace.session.of(ToolCalled)
        if (call in made and call.seq in cancelled) or cancelled.get(call.seq) in taken_back
    ]
    latest = {call_key(call): call.seq for call in kept}
    lost = [call for call in lost if latest.get(call_key(call), -1) < call.seq]
    return tuple(sorted([*unanswered_calls(trace, kept), *lost], key=lambda call: call.seq))


def _numbers(value: Any, language: str) -> Iterator[float]:
    """All numbers in a JSON value, those in its texts included."""
    for leaf in _leaves(value):
        if isinstance(leaf, str):
            yield from (number for readings in SpokenText(leaf, language).numbers for number in readings)
        elif is_number(leaf) and sayable(leaf):
            yield float(leaf)


def _texts(value: Any) -> Iterator[str]:
    return (leaf for leaf in _leaves(value) if isinstance(leaf, str))


def _leaves(value: Any) -> Iterator[Any]:
    # Not by recursion: nobody promises how deep a model's arguments are.
    waiting = [value]
    while waiting:
        match waiting.pop():
            case Mapping() as inner:
                waiting += inner.values()
            case list() | tuple() as inner:
                waiting += inner
            case leaf:
                yield leaf
