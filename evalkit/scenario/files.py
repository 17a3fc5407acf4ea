"""Finds scenario files, their root and their id."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from evalkit.errors import NothingSelected, UsageError, nearest

__all__ = ["SUFFIXES", "find_scenario_files", "scenario_id_of", "scenario_root_of"]

SUFFIXES = (".yaml", ".yml")
_NOT_SCENARIOS = ("audio", "recordings")


def find_scenario_files(paths: Iterable[str | Path]) -> tuple[Path, ...]:
    """Returns the scenario files that ``paths`` name, each once, sorted.

    A folder stands for every `*.yaml` and `*.yml` below it, except hidden files and folders and the `audio/` and
    `recordings/` of a scenario root.

    Raises:
        UsageError: a path does not exist, cannot be read, or is no scenario file.
        NothingSelected: the paths hold no scenario file.
    """
    named = [Path(path) for path in paths]
    found: dict[str, Path] = {}
    for path in named:
        for file in _files_of(path):
            found.setdefault(os.path.abspath(file), file)
    if not found:
        searched = ", ".join(map(str, named)) or "no path at all"
        raise NothingSelected(searched, "scenario files end in .yaml or .yml")
    return tuple(found[key] for key in sorted(found))


def _files_of(path: Path) -> Iterator[Path]:
    if os.path.isdir(path):
        yield from _files_below(path)
    elif not _exists(path):
        raise UsageError(f"there is no file or folder {path}", _nearest_entry(path))
    elif path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{path} is not a scenario file", "scenario files end in .yaml or .yml")
    else:
        yield path


def _exists(path: Path) -> bool:
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL in the name
        return False
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "check the path and its permissions") from None
    return True


def _nearest_entry(path: Path) -> str:
    try:
        close = nearest(path.name, os.listdir(path.parent))
    except (OSError, ValueError):
        close = None
    return f"did you mean {str(path.with_name(close))!r}?" if close else "check the path"


def _files_below(folder: Path) -> Iterator[Path]:
    for name, folders, files in os.walk(folder, onerror=_unreadable):
        here = Path(name)
        skipped = _NOT_SCENARIOS if _is_root(here, folders) else ()
        folders[:] = sorted(each for each in folders if each not in skipped and not each.startswith("."))
        for file in sorted(files):
            if not file.startswith(".") and file.lower().endswith(SUFFIXES):
                yield here / file


def _unreadable(error: OSError) -> None:
    raise UsageError(f"the folder {error.filename} cannot be read: {error.strerror}", "check its permissions")


def _is_root(folder: Path, entries: Iterable[str]) -> bool:
    return Path(os.path.abspath(folder)).name == "scenarios" or "recordings" in entries


def scenario_root_of(file: Path) -> Path:
    """Returns the scenario root of a file, absolute.

    It is the nearest folder above the file that is named `scenarios` or holds a folder `recordings`; without one, the
    file's own folder.
    """
    folder = Path(os.path.abspath(file)).parent
    for each in (folder, *folder.parents):
        if each.name == "scenarios" or os.path.isdir(each / "recordings"):
            return each
    return folder


def scenario_id_of(file: Path, root: Path) -> str:
    """Returns the file's path below ``root``, without suffix, with `/`: `tools/temperature`."""
    return Path(os.path.abspath(file)).relative_to(root).with_suffix("").as_posix()
