"""What the README shows is run here, command by command."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [body for name, body in BLOCK.findall(README) if name == language]


def commands(console: str) -> list[tuple[str, list[str]]]:
    """Each `$ command` of a block with the lines of output shown below it."""
    found: list[tuple[str, list[str]]] = []
    for line in console.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def assert_shows(shown: list[str], output: str) -> None:
    """Compares shown with real output: `…` stands for anything, over lines too."""
    pattern = re.escape("\n".join(shown)).replace("…", r"[\s\S]*?")
    assert re.fullmatch(pattern, output.strip()), f"the README shows\n{chr(10).join(shown)}\nbut it prints\n{output}"


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the built-in scenarios and the scenario the README writes."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    for body in blocks("yaml"):
        name = body.splitlines()[0].removeprefix("# ")
        (folder / name).write_text(body, encoding="utf-8")
    return folder


def test_the_tour(workplace: Path) -> None:
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "XDG_CACHE_HOME": str(workplace / "cache")}
    tour = [command for body in blocks("console") for command in commands(body)]
    assert len(tour) >= 5
    for command, shown in tour:
        words = shlex.split(command)
        assert words[0] == "evalkit"
        ran = subprocess.run(
            [sys.executable, "-m", *words], cwd=workplace, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
        assert ran.stderr == ""
        assert_shows(shown, ran.stdout)


def test_the_mistake_an_editor_would_show(workplace: Path) -> None:
    text = (workplace / "hello.yaml").read_text(encoding="utf-8")
    (workplace / "typo.yaml").write_text(text.replace("transcript:", "transcrpt:"), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "evalkit", "check", "typo.yaml"],
        cwd=workplace,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 4
    line = "error: typo.yaml:8:7: turns.0.expect.transcrpt: unknown scorer 'transcrpt'; did you mean 'transcript'?\n"
    assert ran.stderr == line


def test_every_file_and_picture_it_names_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README) + re.findall(r'src="([^"]+)"', README)
    local = [link for link in links if not link.startswith("http")]
    assert local
    for link in local:
        assert (ROOT / link).exists(), link


def test_every_make_target_it_names_is_there() -> None:
    targets = set(re.findall(r"^make (\S+)", "\n".join(blocks("sh")), re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {"run", "test"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_scorer_and_exit_code_stands_in_it() -> None:
    from evalkit.errors import ExitCode
    from evalkit.scorers import SCORERS

    for name in SCORERS.names():
        assert f"| `{name}` |" in README
    for code in ExitCode:
        assert f"| {int(code)} |" in README or code is ExitCode.REGRESSED
