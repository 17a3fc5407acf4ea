"""Each module says in a sentence what it is for, and its `__all__` names what is public in it: no more, no less."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def modules() -> list[Path]:
    """Every source file that holds something; `__main__` is a door, not a module to import from."""
    files = sorted((ROOT / "evalkit").rglob("*.py"))
    return [path for path in files if path.name != "__main__.py" and path.read_bytes().strip()]


def problems(tree: ast.Module, *, package: str) -> list[str]:
    """What is wrong with the docstring and the `__all__` of a module of this package."""
    exported = _exported(tree)
    if exported is None:
        return [*_docstring_problems(tree), "has no __all__ that is a literal list of names"]
    must, may = _must_export(tree), _may_export(tree, package=package)
    found = _docstring_problems(tree)
    found += [f"__all__ lacks {name}" for name in sorted(must - set(exported))]
    found += [f"__all__ names {name}, which is not public or not defined here" for name in sorted(set(exported) - may)]
    found += [f"__all__ names {name} twice" for name in sorted({name for name in exported if exported.count(name) > 1})]
    if exported != sorted(exported, key=_isort_order):
        found.append("__all__ is not sorted (constants, then classes, then the rest)")
    return found


def _docstring_problems(tree: ast.Module) -> list[str]:
    docstring = ast.get_docstring(tree)
    if not docstring:
        return ["has no docstring"]
    first = docstring.partition("\n\n")[0]
    if "\n" in first or not first.endswith(".") or re.search(r"[.!?] [A-Z]", first):
        return [f"docstring does not open with one sentence on one line: {first!r}"]
    return []


def _exported(tree: ast.Module) -> list[str] | None:
    for name, value in _assignments(tree):
        if name == "__all__" and isinstance(value, ast.List):
            return [str(element.value) for element in value.elts if isinstance(element, ast.Constant)]
    return None


def _must_export(tree: ast.Module) -> set[str]:
    """Public functions, classes, constants and declared type aliases."""
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    names |= {name for name, value in _assignments(tree) if name.isupper() and not _is_type_variable(value)}
    names |= {
        node.target.id
        for node in tree.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and ast.unparse(node.annotation).endswith("TypeAlias")
    }
    return _public(names)


def _may_export(tree: ast.Module, *, package: str) -> set[str]:
    """What is defined here, and what the module passes on from its own room, so that a room can have one front door."""
    names = {name for name, value in _assignments(tree) if not _is_type_variable(value)} | _must_export(tree)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{package}."):
            names |= {alias.asname or alias.name for alias in node.names}
    return _public(names) | {"__version__"} & names


def _public(names: set[str]) -> set[str]:
    return {name for name in names if not name.startswith("_")}


def _assignments(tree: ast.Module) -> Iterator[tuple[str, ast.expr | None]]:
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(node, ast.Assign | ast.AnnAssign):
                yield target.id, node.value


def _is_type_variable(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func).endswith(("TypeVar", "ParamSpec", "TypeVarTuple"))


def _isort_order(name: str) -> tuple[int, list[str | int]]:
    """The order that ruff's RUF022 keeps: constants, classes, the rest; digits count as numbers."""
    rank = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return rank, [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_module_says_what_it_is_for_and_what_is_public(path: Path) -> None:
    found = problems(ast.parse(path.read_bytes()), package=".".join(path.relative_to(ROOT).parent.parts))
    assert not found


GOOD = '"""Holds pairs."""\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("__all__ = []", ["has no docstring"]),
        ('"""Holds pairs"""\n__all__ = []', ["docstring does not open with one sentence on one line: 'Holds pairs'"]),
        (
            '"""Holds. Pairs."""\n__all__ = []',
            ["docstring does not open with one sentence on one line: 'Holds. Pairs.'"],
        ),
        (GOOD + "X = 1", ["has no __all__ that is a literal list of names"]),
        (GOOD + "__all__ = ['X']\nX = 1\ndef f(): ...", ["__all__ lacks f"]),
        (GOOD + "__all__ = []\nasync def f(): ...", ["__all__ lacks f"]),
        (GOOD + "__all__ = []\nclass C: ...", ["__all__ lacks C"]),
        (GOOD + "__all__ = []\nLIMIT_S: Final = 1", ["__all__ lacks LIMIT_S"]),
        (GOOD + "__all__ = []\nKind: TypeAlias = int", ["__all__ lacks Kind"]),
        (GOOD + "__all__ = ['g']\nfrom a import g", ["__all__ names g, which is not public or not defined here"]),
        (GOOD + "__all__ = ['_f']\ndef _f(): ...", ["__all__ names _f, which is not public or not defined here"]),
        (GOOD + "__all__ = ['T']\nT = TypeVar('T')", ["__all__ names T, which is not public or not defined here"]),
        (GOOD + "__all__ = ['A', 'A']\nA = 1", ["__all__ names A twice"]),
        (
            GOOD + "__all__ = ['C', 'LIMIT']\nclass C: ...\nLIMIT = 1",
            ["__all__ is not sorted (constants, then classes, then the rest)"],
        ),
    ],
)
def test_what_is_wrong_is_named(text: str, expected: list[str]) -> None:
    assert problems(ast.parse(text), package="evalkit.a") == expected


def test_what_is_right_passes() -> None:
    text = (
        GOOD
        + "__all__ = ['LIMIT', 'Kind', 'Pair2', 'Pair10', 'make']\nfrom a import b\nT = TypeVar('T')\n_HIDDEN = 1\n"
        "LIMIT = 1\nKind = Literal['a']\nclass Pair2: ...\nclass Pair10: ...\ndef make(): ...\ndef _make(): ...\n"
    )
    assert not problems(ast.parse(text), package="evalkit.a")


def test_a_module_may_pass_on_names_of_its_own_room_only() -> None:
    text = GOOD + "__all__ = ['Pair', '__version__']\nfrom evalkit.pairs.model import Pair\n__version__ = '1'"
    assert not problems(ast.parse(text), package="evalkit.pairs")
    assert not problems(ast.parse(text), package="evalkit")
    expected = ["__all__ names Pair, which is not public or not defined here"]
    assert problems(ast.parse(text), package="evalkit.pair") == expected
