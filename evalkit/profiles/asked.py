"""What a scenario asks of a model, and the advice that follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from evalkit.profiles.profile import Profile
from evalkit.profiles.refusal import Feature
from evalkit.scenario.model import Scenario
from evalkit.scenario.setup_check import camel_case
from evalkit.scenario.yaml_nodes import KeyPath

__all__ = ["Advice", "Asked", "Found", "Severity"]

Severity: TypeAlias = Literal["error", "warning"]
Found: TypeAlias = tuple[KeyPath, Any]
"""Where something stands in the scenario, as it is spelled there, and its value."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that the model does not take, or takes otherwise than the scenario seems to think.

    `error`: the server refuses it, as `Profile.refusal(feature)` says. `warning`: it is dropped, may be refused, or
    does not work as expected.
    """

    path: KeyPath
    """Where: keys as the scenario spells them, from `setup` or `turns` on."""
    problem: str
    hint: str
    severity: Severity
    feature: Feature | None = None
    """What is refused; every error names it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A setup, in either spelling, before a model."""

    setup: Mapping[str, Any]
    profile: Profile
    version: str = ""
    """Of the API; empty: not known."""
    scenario: Scenario | None = None
    spoken_s: Mapping[int, float] = field(default_factory=dict)
    """Length of each turn's audio, by turn index, where it is known."""

    def at(self, *names: str) -> Found | None:
        """Returns a field of the setup by its path in camelCase; None where it is absent or null."""
        path: KeyPath = ("setup",)
        value: Any = self.setup
        for name in names:
            key = _key_of(value, name)
            if key is None:
                return None
            path, value = (*path, key), value[key]
        return None if value is None else (path, value)

    def nearest(self, *names: str) -> KeyPath:
        """Returns the path of a field, or of the innermost mapping around it that is there."""
        for end in range(len(names), 0, -1):
            found = self.at(*names[:end])
            if found:
                return found[0]
        return ("setup",)

    def tools(self) -> Iterator[Found]:
        """Yields each tool; one that stands alone is a list of one (reference §1.4)."""
        yield from _each(self.at("tools"))

    def tools_of_kind(self, name: str) -> Iterator[Found]:
        """Yields each tool of one kind, such as `codeExecution`."""
        for path, tool in self.tools():
            key = _key_of(tool, name)
            if key is not None and tool[key] is not None:
                yield (*path, key), tool[key]

    def functions(self) -> Iterator[Found]:
        """Yields each function declaration."""
        for found in self.tools_of_kind("functionDeclarations"):
            yield from _each(found)

    def modalities(self) -> tuple[Found, ...]:
        """Returns each modality asked for, in upper case."""
        listed = _each(self.at("generationConfig", "responseModalities"))
        return tuple((path, str(value).upper()) for path, value in listed)

    def refused(self, feature: Feature, path: KeyPath, problem: str, hint: str, claim: str = "") -> Advice:
        """Returns advice on what is refused; a warning where nobody has confirmed that the model does not take it.

        Args:
            feature: what.
            path: where.
            problem: what is wrong.
            hint: what to do.
            claim: the profile's field that says so; empty: `accepts.` and the feature.
        """
        doubted = self.profile.doubts(claim or f"accepts.{feature}")
        return Advice(path, problem, hint, "warning" if doubted else "error", feature)

    def silenced(self, feature: Feature) -> str:
        """Returns a warning to add to a problem where the server never answers such a setup; else nothing."""
        return ", and answers such a setup with silence" if self.profile.refusal(feature).code is None else ""

    def alpha_only(self, feature: Feature, path: KeyPath) -> Iterator[Advice]:
        """Yields advice where a feature needs API version v1alpha, and another is used or none is known."""
        if self.profile.accepts.alpha_only and self.version != "v1alpha":
            problem = f"{self.profile.title} takes it in API version v1alpha only"
            severity: Severity = "error" if self.version else "warning"
            yield Advice(path, problem, "set EVALKIT_GEMINI_API_VERSION=v1alpha", severity, feature)


def _key_of(mapping: Any, name: str) -> Any:
    if not isinstance(mapping, Mapping):
        return None
    return next((key for key in mapping if camel_case(str(key)) == name), None)


def _each(found: Found | None) -> Iterator[Found]:
    if found is None:
        return
    path, value = found
    if isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield (*path, index), each
    else:
        yield path, value
