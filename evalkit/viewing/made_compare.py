"""The page of two runs, made when it is asked for."""

from __future__ import annotations

from urllib.parse import quote

from evalkit.errors import UsageError
from evalkit.reporters.html.compare import compare_page
from evalkit.reporters.html.files import present
from evalkit.runner.comparing import compare_runs
from evalkit.viewing.shelf import Shelf, StoredRun

__all__ = ["made_compare"]


def made_compare(shelf: Shelf, a: str, b: str, *, anyway: bool) -> str:
    """Returns the page, which lies beside the runs' folders.

    Args:
        shelf: where the runs are.
        a: name of the first run's folder.
        b: of the second one's.
        anyway: also runs of different endpoints, models or places.

    Raises:
        UsageError: there is no such run, or the two were played on different things.
        RecordingError: one of them is damaged.
    """
    one, other = (_stored(shelf, name, what) for name, what in ((a, "first"), (b, "second")))
    found = compare_runs(one.shown, other.shown, anyway=anyway)
    bases = [f"{quote(each.folder.name, safe='')}/" for each in (one, other)]
    files = [present(each.run, each.folder) for each in (one, other)]
    return compare_page(one.shown, other.shown, found, *bases, *files)


def _stored(shelf: Shelf, name: str, what: str) -> StoredRun:
    hint = "an address to compare two is /compare?a=RUN&b=RUN"
    if not name:
        raise UsageError(f"the {what} run is not named", hint)
    if name not in shelf.names():
        raise UsageError(f"the {what} run, {name}, is not in this folder", hint)
    return shelf.stored(name)
