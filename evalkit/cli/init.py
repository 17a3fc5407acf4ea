"""`evalkit init`: a first scenario with its recording, and a job that plays it every night."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path
from typing import Any

import click

from evalkit.errors import UsageError

__all__ = ["init", "install_command", "requirement_of", "starter_files", "with_install"]

_STARTER = Path(__file__).with_name("starter")
_JOBS: Mapping[str, tuple[str, str]] = {
    "github": ("nightly.yml", ".github/workflows/nightly.yml"),
    "gitlab": ("gitlab-nightly.yml", "ci/gitlab-nightly.yml"),
}
"""By where it runs: the template of the nightly job, and its place in a project."""
_INSTALL = "@INSTALL@"
_UNKNOWN = "say here whence evalkit is installed: python -m pip install git+https://HOST/OWNER/evalkit@VERSION"
_IGNORED = "/reports/"
_NEXT = (
    "evalkit run scenarios/ --baseline reports/history",
    'evalkit accept reports/latest --reason "the first baseline"',
)


@click.command()
@click.argument("folder", default=Path(), metavar="[DIR]", type=click.Path(path_type=Path))
@click.option(
    "--ci",
    default="github",
    show_default=True,
    type=click.Choice([*_JOBS, "none"]),
    help="Where the nightly job is to run.",
)
@click.option(
    "--install",
    default="",
    metavar="REQUIREMENT",
    help="What pip installs there, such as git+https://HOST/OWNER/evalkit@v1.  [default: as it was installed here]",
)
def init(folder: Path, ci: str, install: str) -> int:
    """Begin in DIR: a first scenario with a synthetic recording, a nightly job, and reports/ kept out of git.

    A file that is there already stays as it is, and is named.
    """
    from evalkit.cli.output import show
    from evalkit.errors import ExitCode

    asked = _one_line(install) or requirement_of(_installed())
    for name, content in starter_files(ci, install_command(asked)):
        show(_put(folder, name, content))
    show(_ignore(folder))
    if ci in _JOBS and not asked:
        show(
            f"to do  {folder / _JOBS[ci][1]}: say in its step `install` whence it gets evalkit; this one is a folder's"
        )
    show("\nnext:" if folder == Path() else f"\nnext, in {folder}:")
    for command in _NEXT:
        show(f"  {command}")
    return ExitCode.OK


def starter_files(ci: str, commands: str) -> Iterator[tuple[str, bytes]]:
    """Yields the files of a new project, each with its path in it.

    Args:
        ci: `github` or `gitlab`; anything else has no nightly job.
        commands: what installs evalkit there.
    """
    scenarios = _STARTER / "scenarios"
    files = sorted(path for path in scenarios.rglob("*") if path.is_file() and not path.name.startswith("."))
    # The scenario first: it is what whoever begins wants to read.
    for path in sorted(files, key=lambda path: path.parent != scenarios):
        yield path.relative_to(_STARTER).as_posix(), path.read_bytes()
    if ci in _JOBS:
        template, name = _JOBS[ci]
        yield name, with_install((_STARTER / template).read_text(encoding="utf-8"), commands).encode()


def with_install(template: str, commands: str) -> str:
    """Returns the text of a nightly job that installs evalkit by these commands, one a line."""
    lines = []
    for line in template.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        lines += [indent + each for each in commands.splitlines()] if line.strip() == _INSTALL else [line]
    return "\n".join(lines) + "\n"


def install_command(requirement: str) -> str:
    """Returns how a job installs what pip is to be asked for; without that, a command that says so and fails.

    Never a bare name by guess: the one on a public index may be somebody else's.
    """
    if requirement:
        return f"python -m pip install {shlex.quote(requirement)}"
    return f'echo "{_UNKNOWN}" >&2; exit 1'


def requirement_of(installed: Distribution | None) -> str:
    """Returns what pip has to be asked for to get the same evalkit; empty where it came from a folder of this machine.

    Whence a package came when not from an index is kept by installers (PEP 610).
    """
    if installed is None:
        return ""
    kept = installed.read_text("direct_url.json")
    origin: Any = json.loads(kept) if kept else None
    match origin:
        case None:
            return f"evalkit=={installed.version}"
        case {"url": str(url), "vcs_info": {"vcs": str(vcs), "commit_id": str(commit)}}:
            return f"evalkit @ {vcs}+{url}@{commit}"
        case {"url": str(url)} if url.startswith("https://"):
            return f"evalkit @ {url}"
        case _:
            return ""


def _installed() -> Distribution | None:
    try:
        return Distribution.from_name("evalkit")
    except PackageNotFoundError:
        return None


def _one_line(install: str) -> str:
    if not install.isprintable():
        raise UsageError("--install is more than one line of text", "give what pip takes")
    return install.strip()


def _put(folder: Path, name: str, content: bytes) -> str:
    target = folder / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Exclusive, so that not even a file that appears now is lost; a link that leads nowhere is one too.
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        if not target.exists() and not target.is_symlink():
            raise _refused(target, error) from error
        return f"kept  {target}, which was there"
    except OSError as error:
        raise _refused(target, error) from error
    return f"made  {target}"


def _ignore(folder: Path) -> str:
    target = folder / ".gitignore"
    try:
        text = target.read_text(encoding="utf-8") if target.exists() else ""
        known = {line.strip().strip("/") for line in text.splitlines()}
        if known & {"reports", "reports/*", "reports/**"}:
            return f"kept  {target}, which leaves out reports/"
        begin = "\n" if text and not text.endswith("\n") else ""
        with target.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"{begin}{_IGNORED}\n")
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(target, error) from error
    return f"{'added to' if text else 'made '} {target}: {_IGNORED}"


def _refused(target: Path, error: OSError | UnicodeDecodeError) -> UsageError:
    why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
    return UsageError(f"cannot write {target}: {why or error}", "choose another folder: evalkit init DIR")
