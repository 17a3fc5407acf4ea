"""Advice on tools, on how they are declared and on how their answers are scheduled (reference §2.3, §2.8, §4.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.profiles.asked import Advice, Asked
from evalkit.profiles.field_advice import BACKEND_TITLES
from evalkit.profiles.profile import Backend
from evalkit.scenario.setup_check import field_of

__all__ = ["scheduling_advice", "tool_advice"]

_ONLY_ON: Mapping[str, Backend] = {
    "enterpriseWebSearch": "vertex",
    "exaAiSearch": "vertex",
    "fileSearch": "gemini",
    "parallelAiSearch": "vertex",
    "retrieval": "vertex",
}
_NON_BLOCKING = "declare it with behavior: NON_BLOCKING"


def tool_advice(asked: Asked) -> Iterator[Advice]:
    """Yields advice on the tools of a setup and on the behaviour of its functions."""
    yield from _built_in(asked)
    yield from _of_the_other_backend(asked)
    yield from _functions(asked)
    yield from _search_with_functions(asked)
    for path, function in asked.functions():
        yield from _behaviour(asked, path, function)


def _built_in(asked: Asked) -> Iterator[Advice]:
    title, accepts = asked.profile.title, asked.profile.accepts
    for path, _ in asked.tools_of_kind("codeExecution"):
        if not accepts.code_execution:
            yield asked.refused("code_execution", path, f"{title} does not run code", "remove it")
    for path, _ in asked.tools_of_kind("urlContext"):
        if not accepts.url_context:
            yield asked.refused("url_context", path, f"{title} does not read pages", "remove it")
    for path, _ in asked.tools_of_kind("googleMaps"):
        if not accepts.google_maps:
            yield asked.refused("google_maps", path, f"{title} has no Google Maps", "remove it")


def _of_the_other_backend(asked: Asked) -> Iterator[Advice]:
    here = asked.profile.backend
    for name, owner in _ONLY_ON.items():
        for path, _ in asked.tools_of_kind(name):
            if here is not None and owner != here:
                problem = f"{BACKEND_TITLES[here]} has no such tool; {BACKEND_TITLES[owner]} has it"
                yield asked.refused("backend_field", path, problem, "remove it")


def _functions(asked: Asked) -> Iterator[Advice]:
    if not asked.profile.accepts.functions:
        for path, _ in asked.tools_of_kind("functionDeclarations"):
            yield asked.refused("functions", path, f"{asked.profile.title} calls no functions", "remove them")


def _search_with_functions(asked: Asked) -> Iterator[Advice]:
    if asked.profile.accepts.search_with_functions or not any(True for _ in asked.functions()):
        return
    for path, _ in asked.tools_of_kind("googleSearch"):
        problem = f"{asked.profile.title} refuses Google Search beside functions, or calls one of them only"
        hint = "keep one of them, or use gemini-3.8-live"
        yield Advice(path, problem, hint, "warning", "search_with_functions")


def _behaviour(asked: Asked, path: tuple[str | int, ...], function: Any) -> Iterator[Advice]:
    declared = str(field_of(function, "behavior") or "").upper()
    accepts, title = asked.profile.accepts, asked.profile.title
    place = next(((*path, key) for key in function if key == "behavior"), path) if declared else path
    if declared == "NON_BLOCKING" and not accepts.non_blocking_tools:
        problem = f"{title} waits for every call's answer"
        yield asked.refused("non_blocking_tools", place, problem, "remove behavior")
    elif declared == "BLOCKING" and not accepts.blocking_tools:
        problem = f"{title} waits for no call's answer"
        yield asked.refused("blocking_tools", place, problem, _NON_BLOCKING)
    elif declared == "BLOCKING" and not asked.profile.habits.tools_block:
        problem = f"{title} cancels a blocking call when the user goes on speaking"
        yield Advice(place, problem, _NON_BLOCKING, "warning")
    elif declared == "BLOCKING" and not accepts.non_blocking_tools:
        problem = f"{title} was seen never to go on after a call declared BLOCKING"
        yield Advice(place, problem, "remove behavior: it waits anyway", "warning")


def scheduling_advice(asked: Asked) -> Iterator[Advice]:
    """Yields advice on the `scheduling` of the scenario's own answers."""
    behaviours = {
        str(field_of(function, "name")): str(field_of(function, "behavior") or "").upper()
        for _, function in asked.functions()
    }
    for stub in asked.scenario.tools if asked.scenario else ():
        scheduled = [index for index, answer in enumerate(stub.answers) if answer.scheduling is not None]
        behaviour = behaviours.get(stub.name, "")
        waits = behaviour == "BLOCKING" or (behaviour == "" and asked.profile.habits.tools_block)
        for index in scheduled:
            # One answer may stand without a list around it, and then has no index.
            path = ("tools", stub.name, index, "scheduling")
            if not asked.profile.accepts.scheduling:
                yield Advice(path, f"{asked.profile.title} ignores scheduling", "remove it", "warning", "scheduling")
            elif waits:
                problem = f"{stub.name} blocks, and scheduling is for calls that do not"
                hint = _NON_BLOCKING if asked.profile.accepts.non_blocking_tools else "remove it"
                yield Advice(path, problem, hint, "warning", "scheduling")
