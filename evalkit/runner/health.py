"""What works on this machine and what to do about the rest: one pure check a matter."""

from __future__ import annotations

import os
import shutil
import ssl
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from evalkit.errors import EvalkitError
from evalkit.media.speech.engine import Engine

__all__ = [
    "Finding",
    "State",
    "certificates",
    "clock",
    "disk",
    "engines",
    "finding_of",
    "packages",
    "proxies",
    "python",
    "speech_cache",
]

State = Literal["ok", "warning", "problem"]

_MADE = datetime(2026, 11, 1, tzinfo=UTC)
"""A clock that stands before this is wrong."""
_LOW_BYTES, _LEAST_BYTES = 10**9, 10**8
"""Free space on the disk: below the first a long run may fill it, below the second a short one does."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; never holds a secret."""

    name: str
    state: State
    detail: str
    hint: str = ""
    """What to do next; empty when there is nothing to do."""


def finding_of(name: str, error: EvalkitError, state: State) -> Finding:
    """Returns an error as a finding: what is wrong, and apart from it what to do."""
    hint = str(getattr(error, "hint", ""))
    return Finding(name, state, str(error).removesuffix(f"; {hint}"), hint)


def python(version: str, found: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Looks whether this Python is new enough for evalkit `version`."""
    said = f"Python {found[0]}.{found[1]}, evalkit {version}"
    if found < (3, 11):
        return Finding("python", "problem", said, "install Python 3.11 or newer")
    return Finding("python", "ok", said)


def packages(requirements: Iterable[str], installed: Callable[[str], str | None]) -> Finding:
    """Looks whether each package that evalkit needs is there, in a version that fits.

    Args:
        requirements: as the package's metadata lists them (PEP 508); those of extras count only when installed.
        installed: the version of a distribution, None when it is not installed.
    """
    wrong, checked = list[str](), 0
    for text in requirements:
        name, wanted, needed = _read(text)
        version = installed(name)
        if version is None and not needed:
            continue
        checked += 1
        if version is None:
            wrong.append(f"{name} is missing")
        elif not _fits(wanted, version):
            wrong.append(f"{name} {version} does not fit {wanted}")
    if wrong:
        return Finding("packages", "problem", "; ".join(wrong), "install them again: pip install --upgrade evalkit")
    return Finding("packages", "ok", f"{_count(checked, 'package')}, all in versions that fit")


def engines(found: Sequence[Engine]) -> Finding:
    """Names the text-to-speech engines that are here."""
    there = [f"{engine.name} {engine.version}".strip() for engine in found if engine.available()]
    if there:
        return Finding("speech", "ok", ", ".join(there))
    detail = "no text-to-speech engine: only stored speech can be played"
    return Finding("speech", "warning", detail, "apt install flite, or pip install 'evalkit[tts]'")


def speech_cache(folder: Path) -> Finding:
    """Counts what the user's cache of spoken audio holds."""
    try:
        sizes = [path.stat().st_size for path in folder.glob("*.flac")]
        if not _writable(folder):
            hint = "change its permissions, or set XDG_CACHE_HOME to a folder of yours"
            return Finding("speech cache", "warning", f"{folder} cannot be written", hint)
    except OSError as error:
        return Finding("speech cache", "warning", f"{folder}: {error.strerror or error}", "set XDG_CACHE_HOME")
    return Finding("speech cache", "ok", f"{_count(len(sizes), 'file')}, {sum(sizes) / 1e6:.1f} MB in {folder}")


def disk(reports: Path) -> Finding:
    """Looks whether runs can be written to this folder, which need not exist, and whether there is room."""
    there = next(each for each in (reports.absolute(), *reports.absolute().parents) if each.exists())
    if not there.is_dir() or not _writable(there):
        return Finding("reports", "problem", f"{reports} cannot be written", "choose another --out")
    free = shutil.disk_usage(there).free
    said = f"{free / 1e9:,.1f} GB free for {reports}"
    if free < _LOW_BYTES:
        return Finding("reports", "problem" if free < _LEAST_BYTES else "warning", said, "make room, or choose --out")
    return Finding("reports", "ok", said)


def clock(now: datetime) -> Finding:
    """Looks whether the time of day can be true: certificates and tokens are valid by it."""
    said = f"{now:%Y-%m-%d %H:%M} UTC"
    if now < _MADE:
        hint = "set it: certificates and tokens look expired or not yet valid"
        return Finding("clock", "problem", f"{said} is before this version of evalkit was made", hint)
    return Finding("clock", "ok", said)


def proxies(variables: Sequence[str]) -> Finding:
    """Names the variables that send connections through a proxy; their values may hold a password."""
    if not variables:
        return Finding("proxy", "ok", "none")
    return Finding("proxy", "ok", f"{', '.join(sorted(variables))} in the environment; loopback goes around it")


def certificates(variables: Mapping[str, str]) -> Finding:
    """Looks whether the certificate authorities that the environment names can be read.

    Args:
        variables: SSL_CERT_FILE and SSL_CERT_DIR as far as they are set.
    """
    for name, value in variables.items():
        path = Path(value)
        try:
            if not path.exists():
                raise OSError(f"{value} is not there")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.load_verify_locations(**{"capath" if name == "SSL_CERT_DIR" else "cafile": value})
        except OSError as error:  # an SSLError is one, too
            detail = f"{name}: {getattr(error, 'reason', None) or error.strerror or error}"
            return Finding("certificates", "problem", detail, "point it to a file of certificates in PEM, or unset it")
    if variables:
        named = ", ".join(f"{name}={value}" for name, value in variables.items())
        return Finding("certificates", "ok", f"{named}, instead of the system's")
    return Finding("certificates", "ok", "the system's")


def _read(requirement: str) -> tuple[str, str, bool]:
    """Name, versions, and whether it is needed here; a requirement nobody can read is left to pip."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        read = Requirement(requirement)
    except InvalidRequirement:
        return requirement, "", False
    return read.name, str(read.specifier), read.marker is None or read.marker.evaluate({"extra": ""})


def _fits(wanted: str, version: str) -> bool:
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(wanted).contains(version, prereleases=True)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _writable(folder: Path) -> bool:
    there = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    return os.access(there, os.W_OK)
