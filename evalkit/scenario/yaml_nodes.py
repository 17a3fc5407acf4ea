"""Reads YAML text into plain data and remembers the line and column of every key and value."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml
from yamlcore import CCoreLoader

from evalkit.errors import ScenarioError

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "KeyPath",
    "Mark",
    "Marks",
    "YamlDocument",
    "dotted",
    "parse_yaml",
    "shown",
]

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_NODES = 50_000

KeyPath: TypeAlias = tuple[str | int, ...]
"""Keys and list indexes from the top of a document to one place in it."""

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LARGEST_INTEGER = 2**63 - 1
_HINTS = {
    "mapping values are not allowed in this context": "put a value that holds ': ' in quotes, or mend the indentation",
    "did not find expected key": "mend the indentation or the quotes",
    "did not find expected ',' or ']'": "close the list with ']'",
    "did not find expected ',' or '}'": "close the mapping with '}'",
    "could not find expected ':'": "a key ends in ': '",
    "found unexpected end of stream": "a quote is not closed",
}


def shown(text: str) -> str:
    """Returns a text of the file as a message quotes it: on one line, and not longer than 40 characters."""
    return repr(text if len(text) <= 40 else text[:37] + "...")


def dotted(path: KeyPath) -> str:
    """Returns a path as messages name it: `turns.0.expect`."""
    return ".".join(
        str(part) if str(part).isprintable() and len(str(part)) <= 40 else shown(str(part)) for part in path
    )


class Mark(NamedTuple):
    """A place in a file; both count from 1, in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Marks:
    """Where each path of a document stands; the top of the document has the empty path and no key."""

    keys: Mapping[KeyPath, Mark] = field(default_factory=dict)
    values: Mapping[KeyPath, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """Plain data (dict, list, str, int, float, bool, None) and where it stands in the file."""

    data: Any
    marks: Marks


def parse_yaml(source: bytes | str, path: Path) -> YamlDocument:
    """Reads one YAML 1.2 document (core schema) in UTF-8.

    `no`, `on`, `12:30`, `2026-11-22` and `1_000` are strings, `1e3` is a number and `010` is 10. Anchors, aliases,
    merge keys, tags, duplicate keys, keys that are not strings and numbers that JSON cannot hold are refused, so the
    data can be written as JSON and means what it shows.

    Args:
        source: the file's content, at most `MAX_BYTES`; CR LF line ends are accepted, a byte order mark is not.
        path: the file's name, for messages only.

    Raises:
        ScenarioError: the first mistake found; nothing else is raised, whatever the content.
    """
    text = _decoded(source, path)
    return _Reading(text, path).document()


def _decoded(source: bytes | str, path: Path) -> str:
    try:
        raw = source.encode() if isinstance(source, str) else source
        if len(raw) > MAX_BYTES:
            raise ScenarioError(path, 0, 0, "", f"the file is larger than {MAX_BYTES} bytes", "split it into several")
        text = raw.decode()
    except UnicodeEncodeError as error:
        raise _at(path, error.object, error.start, "a lone surrogate is not a character", "remove it") from None
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        raise _at(path, before, len(before), "the file is not valid UTF-8", "save it as UTF-8") from None
    if text.startswith("\ufeff"):
        raise ScenarioError(path, 1, 1, "", "the file starts with a byte order mark", "save it as UTF-8 without BOM")
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        problem = f"the control character U+{ord(unprintable[0]):04X} is not allowed"
        raise _at(path, text, unprintable.start(), problem, "remove it, or write it as an escape in double quotes")
    return text


def _at(path: Path, text: str, index: int, problem: str, hint: str) -> ScenarioError:
    before = text[:index]
    return ScenarioError(path, before.count("\n") + 1, index - before.rfind("\n"), "", problem, hint)


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been read."""

    path: KeyPath
    content: dict[str, Any] | list[Any]
    key: str | None = None


class _Reading:
    """One pass over the parser's events.

    Events rather than composed nodes: the C composer recurses, so that a file of brackets ends the process, and its
    nodes no longer tell an alias or a tag from what it stands for.
    """

    def __init__(self, text: str, path: Path) -> None:
        self._text = text
        self._path = path
        self._loader = CCoreLoader(text)
        self._keys: dict[KeyPath, Mark] = {}
        self._values: dict[KeyPath, Mark] = {}
        self._open: list[_Open] = []
        self._root: Any = None
        self._documents = 0
        self._nodes = 0

    def document(self) -> YamlDocument:
        try:
            while not isinstance(event := self._loader.get_event(), yaml.StreamEndEvent):
                self._take(event)
        except yaml.YAMLError as error:
            raise self._syntax_error(error) from None
        if not self._values or self._root is None:
            raise ScenarioError(self._path, 0, 0, "", "the file is empty", "a scenario needs at least 'turns'")
        return YamlDocument(self._root, Marks(self._keys, self._values))

    def _take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise self._error(event, "the file holds several documents", "write one scenario per file")
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
            case yaml.AliasEvent():
                raise self._error(
                    event, f"the alias *{str(event.anchor)[:40]} is not supported", "write the value again"
                )
            case yaml.NodeEvent():
                self._take_node(event)

    def _take_node(self, event: Any) -> None:
        self._refuse_decoration(event)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._error(event, f"the file holds more than {MAX_NODES} keys and values", "split it into several")
        parent = self._open[-1] if self._open else None
        if parent and isinstance(parent.content, dict) and parent.key is None:
            self._take_key(event, parent, parent.content)
        else:
            self._take_value(event, parent)

    def _refuse_decoration(self, event: Any) -> None:
        if event.anchor is not None:
            raise self._error(event, f"the anchor &{event.anchor[:40]} is not supported", "write the value itself")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise self._error(event, f"the tag {shown(tag)} is not supported", "write the value without it")

    def _take_key(self, event: Any, parent: _Open, siblings: dict[str, Any]) -> None:
        key = self._key(event)
        place = (*parent.path, key)
        if place in self._keys:
            problem, hint = f"duplicate key {shown(key)}", f"it was first given on line {self._keys[place].line}"
            raise self._error(event, problem, hint)
        self._keys[place] = _mark(event)
        siblings[key] = None
        parent.key = key

    def _key(self, event: Any) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            what = "a mapping" if isinstance(event, yaml.MappingStartEvent) else "a list"
            raise self._error(
                event, f"a key must be a string, found {what}", "put a value that starts with it in quotes"
            )
        key = self._scalar(event)
        if not isinstance(key, str):
            found, quoted = event.value[:40] or "nothing", f'write "{event.value[:40]}" with its quotes'
            raise self._error(event, f"a key must be a string, found {found}", quoted)
        if key == "<<" and event.implicit[0]:
            raise self._error(event, "the merge key << is not supported", "write the keys themselves")
        return key

    def _take_value(self, event: Any, parent: _Open | None) -> None:
        path = _next_path(parent)
        self._values[path] = _mark(event)
        value = self._scalar(event) if isinstance(event, yaml.ScalarEvent) else self._opened(event, path)
        if parent is None:
            self._root = value
        elif isinstance(parent.content, list):
            parent.content.append(value)
        elif parent.key is not None:
            parent.content[parent.key] = value
            parent.key = None

    def _opened(self, event: Any, path: KeyPath) -> dict[str, Any] | list[Any]:
        if len(self._open) == MAX_DEPTH:
            raise self._error(event, f"the file nests deeper than {MAX_DEPTH} levels", "flatten it")
        content: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append(_Open(path, content))
        return content

    def _scalar(self, event: Any) -> Any:
        if not event.implicit[0]:
            return event.value
        tag = self._loader.resolve(yaml.ScalarNode, event.value, (True, False)).rpartition(":")[2]
        match tag:
            case "null":
                return None
            case "bool":
                return event.value.lower() == "true"
            case "int" | "float":
                return self._number(event, tag)
        return event.value

    def _number(self, event: Any, tag: str) -> int | float:
        text = event.value
        if text[:2] in ("0o", "0x"):
            number: int | float = int(text, 0)
        elif tag == "int" and len(text) <= 40:  # beyond 4,300 digits int() itself refuses
            number = int(text)
        else:
            number = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        if text[-4:].lower() in (".nan", ".inf"):
            raise self._error(event, f"expected a finite number, found {text}", "put it in quotes if it is text")
        if (tag == "int" and abs(number) > _LARGEST_INTEGER) or not math.isfinite(number):
            raise self._error(event, f"the number {text[:20]} is out of range", "put it in quotes if it is text")
        return number

    def _error(self, event: Any, problem: str, hint: str) -> ScenarioError:
        path = _next_path(self._open[-1] if self._open else None)
        line, column = _mark(event)
        return ScenarioError(self._path, line, column, dotted(path), problem, hint)

    def _syntax_error(self, error: yaml.YAMLError) -> ScenarioError:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        if mark is None:
            return ScenarioError(self._path, 0, 0, "", f"not valid YAML: {problem}")
        hint = _HINTS.get(problem, "")
        found = self._text[mark.index : mark.index + 1]
        if "cannot start any token" in problem and found == "\t":
            problem, hint = "a tab stands where YAML takes only spaces", "indent with spaces"
        elif "cannot start any token" in problem and found:
            problem, hint = f"not valid YAML: a value cannot start with {found!r}", "put it in quotes"
        else:
            problem = f"not valid YAML: {problem}"
        return ScenarioError(self._path, mark.line + 1, mark.column + 1, "", problem, hint)


def _next_path(parent: _Open | None) -> KeyPath:
    if parent is None:
        return ()
    if isinstance(parent.content, list):
        return (*parent.path, len(parent.content))
    return parent.path if parent.key is None else (*parent.path, parent.key)


def _mark(event: yaml.Event) -> Mark:
    start: Any = event.start_mark
    return Mark(start.line + 1, start.column + 1)
