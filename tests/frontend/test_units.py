"""The tests written in TypeScript beside the front end's sources, run by Node."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

FRONTEND = Path(__file__).parents[2] / "frontend"
ESBUILD = FRONTEND / "node_modules" / ".bin" / "esbuild"
NODE = shutil.which("node")

pytestmark = [
    pytest.mark.skipif(NODE is None, reason="needs Node, which runs the front end's own tests"),
    pytest.mark.skipif(not ESBUILD.exists(), reason="needs the front end's tools: npm install in frontend/"),
]


def test_units(tmp_path: Path) -> None:
    """Bundles every `*.test.ts` and runs it: a failure's message is that of the failing test."""
    tests = sorted((FRONTEND / "src").rglob("*.test.ts"))
    assert tests, "no test found beside the sources"
    options = ["--bundle", "--platform=node", "--format=esm", "--out-extension:.js=.mjs", f"--outdir={tmp_path}"]
    jsx = ["--jsx=automatic", "--jsx-import-source=preact", "--loader:.css=empty"]
    bundled = _run([str(ESBUILD), *map(str, tests), *options, *jsx])
    assert bundled.returncode == 0, bundled.stderr
    made = sorted(map(str, tmp_path.rglob("*.test.mjs")))
    assert len(made) == len(tests)
    played = _run([str(NODE), "--test", "--test-reporter=spec", *made])
    assert played.returncode == 0, played.stdout + played.stderr


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, timeout=60, check=False)
