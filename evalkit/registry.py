"""Finds scorers, endpoints and reporters by name: a literal table first, then entry points."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from importlib import import_module
from importlib.metadata import entry_points
from typing import Generic, TypeVar, cast

from evalkit.errors import PluginError, nearest

__all__ = ["Registry"]

T = TypeVar("T")


class Registry(Generic[T]):
    """Names of one kind of plugin, loaded only when asked for.

    Built-ins are a literal table of `module:attribute`, so a bare checkout works; others come from the entry-point
    group `evalkit.<kind>s`. Nothing registers itself by being imported.

    Args:
        kind: singular noun, "scorer"; names the entry-point group and appears in messages.
        builtin: name to `module:attribute`.
    """

    def __init__(self, kind: str, builtin: Mapping[str, str]) -> None:
        self._kind = kind
        self._builtin = builtin
        self._loaded: dict[str, T] = {}

    def names(self) -> tuple[str, ...]:
        """Every known name, sorted; loads nothing."""
        return tuple(sorted({*self._builtin, *self._others()}))

    def get(self, name: str) -> T:
        """Loads one plugin, once.

        Raises:
            PluginError: the name is unknown (with the nearest known one), claimed twice, or fails to load.
        """
        if name in self._loaded:
            return self._loaded[name]
        claims = [*([self._builtin[name]] if name in self._builtin else []), *sorted(self._others().get(name, ()))]
        if not claims:
            close = nearest(name, self.names())
            hint = f"did you mean {close!r}?" if close else f"known: {', '.join(self.names())}"
            raise PluginError(self._kind, name, "unknown", hint)
        if len(claims) > 1:
            raise PluginError(self._kind, name, f"claimed by {' and '.join(claims)}", "remove or rename one of them")
        self._loaded[name] = self._load(name, claims[0])
        return self._loaded[name]

    def _load(self, name: str, target: str) -> T:
        module, _, attribute = target.partition(":")
        try:
            return cast(T, reduce(getattr, attribute.split("."), import_module(module)))
        except Exception as error:
            # A plugin is somebody else's code: whatever its import raises is the same news to the user.
            raise PluginError(self._kind, name, f"{target} does not load: {type(error).__name__}: {error}") from error

    def _others(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for point in entry_points(group=f"evalkit.{self._kind}s"):
            found.setdefault(point.name, set()).add(point.value)
        return found
