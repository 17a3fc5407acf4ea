"""Installs the clients that the tests drive: `python -m tests.clients.install [javascript] [pipecat] [livekit]`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.clients.installed import FOLDER, HERE

__all__ = ["main"]

_INSTALL = ("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts")


def main(clients: Sequence[str]) -> int:
    """Installs the clients named, or all; one that cannot be installed does not keep the others from it.

    Returns:
        0 when all are installed, 1 when one is not, 4 when a name is unknown.
    """
    if unknown := [client for client in clients if client not in _CLIENTS]:
        print(f"no client {unknown[0]}; there are {', '.join(_CLIENTS)}", file=sys.stderr)
        return 4
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / ".gitignore").write_text("*\n", encoding="utf-8")
    failed = [client for client in clients or _CLIENTS if not _installed(client)]
    return 1 if failed else 0


def _installed(client: str) -> bool:
    try:
        for command in _CLIENTS[client]():
            subprocess.run(command, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{client} was not installed: {error}", file=sys.stderr)
        return False
    return True


def _javascript() -> list[list[str]]:
    folder = FOLDER / "js"
    folder.mkdir(exist_ok=True)
    shutil.copy(HERE / "js" / "package.json", folder)
    return [[*_INSTALL, "--prefix", str(folder)]]


def _python(client: str) -> list[list[str]]:
    environment = FOLDER / client
    uv = str(Path(sys.executable).with_name("uv"))
    install = [uv, "pip", "install", "--quiet", "--python", str(environment / "bin" / "python")]
    return [
        [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(environment)],
        [*install, "--requirements", str(HERE / "requirements" / f"{client}.txt")],
    ]


_CLIENTS: Mapping[str, Callable[[], list[list[str]]]] = {
    "javascript": _javascript,
    "pipecat": lambda: _python("pipecat"),
    "livekit": lambda: _python("livekit"),
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
