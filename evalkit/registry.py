"""Finds scorers, endpoints and reporters by name: a literal table first, then entry points."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import Generic, TypeVar, cast

from evalkit.errors import PluginError, nearest

__all__ = ["Registry"]

T = TypeVar("T")


class Registry(Generic[T]):
    """Names of one kind of plugin, loaded only when asked for.

    Built-ins are a literal table of `module:attribute`, so a bare checkout works; others come from the entry-point group
    `evalkit.<kind>s`. Nothing registers itself by being imported.

    Args:
        kind: singular noun, "scorer"; names the entry-point group and appears in messages.
        builtin: name to `module:attribute`.
    """

    def __init__(self, kind: str, builtin: Mapping[str, str]) -> None:
        self._kind = kind
        self._builtin = builtin

    def names(self) -> tuple[str, ...]:
        """Every known name, sorted; loads nothing."""
        return tuple(sorted({*self._builtin, *self._others()}))

    def get(self, name: str) -> T:
        """Loads one plugin.

        Raises:
            PluginError: the name is unknown (with the nearest known one), claimed twice, or fails to load.
        """
        others = self._others()
        if name in self._builtin and name in others:
            raise PluginError(self._kind, name, f"{others[name]} takes the name of a built-in", "rename the plugin")
        target = self._builtin.get(name) or others.get(name)
        if target is None:
            close = nearest(name, self.names())
            hint = f"did you mean {close!r}?" if close else f"known: {', '.join(self.names())}"
            raise PluginError(self._kind, name, "unknown", hint)
        return self._load(name, target)

    def _load(self, name: str, target: str) -> T:
        module, _, attribute = target.partition(":")
        try:
            return cast(T, getattr(import_module(module), attribute))
        except (ImportError, AttributeError) as error:
            raise PluginError(self._kind, name, f"{target} does not load: {error}") from error

    def _others(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for point in entry_points(group=f"evalkit.{self._kind}s"):
            if point.name in found and found[point.name] != point.value:
                raise PluginError(self._kind, point.name, f"claimed by {found[point.name]} and {point.value}")
            found[point.name] = point.value
        return found
