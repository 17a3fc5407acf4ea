"""Where the clients that are no Python package of this environment are installed: `.clients/`, which git ignores."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest

__all__ = ["FOLDER", "HERE", "importable_genai", "node_modules", "python_of", "requirement"]

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / ".clients"
_HOW = "`make clients` installs it"


def importable_genai() -> Any:
    """Returns the module `google.genai`, or skips where it is missing."""
    return pytest.importorskip("google.genai", reason="google-genai is not installed: `make setup` installs it")


def node_modules() -> Path:
    """Returns the folder with the JavaScript packages, or skips where Node or a package is missing."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed: https://nodejs.org, version 20 or newer")
    folder = FOLDER / "js" / "node_modules"
    wanted = json.loads((HERE / "js" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for package, version in wanted.items():
        manifest = folder / package / "package.json"
        found = json.loads(manifest.read_text(encoding="utf-8"))["version"] if manifest.exists() else "nothing"
        if found != version:
            pytest.skip(f"{package} {version} is not installed (found {found}): {_HOW}")
    return folder


def python_of(client: str) -> Path:
    """Returns the Python of a client's own environment, or skips where it does not hold the client."""
    wanted = requirement(client)
    package, _, version = wanted.partition("==")
    environment = FOLDER / client
    folders = [str(folder) for folder in environment.glob("lib/python3*/site-packages")]
    found = [each.version for each in distributions(name=package.partition("[")[0], path=folders)]
    if found != [version]:
        pytest.skip(f"{wanted} is not installed (found {', '.join(found) or 'nothing'}): {_HOW}")
    return environment / "bin" / "python"


def requirement(client: str) -> str:
    """Returns the one line of a client's requirements, with its exact version."""
    return (HERE / "requirements" / f"{client}.txt").read_text(encoding="utf-8").strip()
