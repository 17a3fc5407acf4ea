"""Plugins here are real ones: a distribution with entry points, written into a folder on the path."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.errors import PluginError
from evalkit.registry import Registry

Install = Callable[..., None]

BUILTIN = {"latency": "fake_builtin:latency", "wer": "fake_builtin:wer", "broken": "fake_builtin:missing"}


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a distribution whose entry points are the keywords, in the group of scorers unless told otherwise."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "fake_builtin.py").write_text("latency = 'built-in latency'\nwer = 'built-in wer'\n")

    def distribution(name: str, group: str = "evalkit.scorers", **points: str) -> None:
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        lines = [f"[{group}]", *(f"{point} = {value}" for point, value in points.items())]
        (folder / "entry_points.txt").write_text("\n".join(lines) + "\n")

    yield distribution
    for name in set(sys.modules) - before:
        if name.startswith("fake_"):
            del sys.modules[name]


@pytest.fixture
def module(tmp_path: Path, install: Install) -> Callable[[str, str], None]:
    """Writes a module that can be imported."""

    def write(name: str, text: str) -> None:
        (tmp_path / f"{name}.py").write_text(text)

    return write


Write = Callable[[str, str], None]


def scorers() -> Registry[str]:
    return Registry("scorer", BUILTIN)


def message(name: str, registry: Registry[str] | None = None) -> str:
    """What the registry says when it cannot give the plugin."""
    with pytest.raises(PluginError) as caught:
        (registry or scorers()).get(name)
    assert (caught.value.kind, caught.value.name) == ("scorer", name)
    return str(caught.value)


def test_builtin_is_loaded_by_name(install: Install) -> None:
    assert scorers().get("latency") == "built-in latency"


def test_entry_point_is_loaded_by_name(install: Install, module: Write) -> None:
    module("fake_mos", "score = 'mean opinion'")
    install("one", mos="fake_mos:score")
    assert scorers().get("mos") == "mean opinion"


def test_only_the_kinds_own_group_counts(install: Install) -> None:
    install("one", group="evalkit.reporters", pdf="fake_pdf:report")
    assert "pdf" not in scorers().names()
    assert Registry[str]("reporter", {}).names() == ("pdf",)


def test_names_are_sorted_and_hold_builtins_and_plugins(install: Install) -> None:
    install("one", zeta="fake_a:z", alpha="fake_a:a")
    assert scorers().names() == ("alpha", "broken", "latency", "wer", "zeta")


def test_nothing_is_imported_before_it_is_asked_for(install: Install, module: Write) -> None:
    module("fake_explosive", "raise RuntimeError('imported')")
    install("one", boom="fake_explosive:boom")
    registry = scorers()
    assert "boom" in registry.names()
    assert registry.get("wer") == "built-in wer"
    assert "fake_explosive" not in sys.modules


def test_a_plugin_installed_later_is_found(install: Install, module: Write) -> None:
    registry = scorers()
    assert registry.names() == ("broken", "latency", "wer")
    module("fake_mos", "score = 'mean opinion'")
    install("one", mos="fake_mos:score")
    assert registry.get("mos") == "mean opinion"


def test_unknown_with_a_near_name(install: Install) -> None:
    assert message("latnecy") == "scorer 'latnecy': unknown; did you mean 'latency'?"


def test_unknown_near_a_plugins_name(install: Install) -> None:
    install("one", mean_opinion="fake_mos:score")
    assert message("mean_opinon") == "scorer 'mean_opinon': unknown; did you mean 'mean_opinion'?"


def test_unknown_without_a_near_name_lists_what_there_is(install: Install) -> None:
    assert message("zzz") == "scorer 'zzz': unknown; known: broken, latency, wer"


def test_clash_with_a_builtin(install: Install) -> None:
    install("one", wer="fake_mos:score")
    assert (
        message("wer") == "scorer 'wer': claimed by fake_builtin:wer and fake_mos:score; remove or rename one of them"
    )
    assert scorers().get("latency") == "built-in latency"


def test_two_claimants(install: Install) -> None:
    install("one", mos="fake_a:score")
    install("two", mos="fake_b:score")
    found = message("mos")
    assert found.startswith("scorer 'mos': claimed by fake_")
    assert "fake_a:score" in found
    assert "fake_b:score" in found


def test_the_same_claim_twice_is_one_plugin(install: Install, module: Write) -> None:
    module("fake_mos", "score = 'mean opinion'")
    install("one", mos="fake_mos:score")
    install("two", mos="fake_mos:score")
    assert scorers().get("mos") == "mean opinion"


def test_module_that_does_not_exist(install: Install) -> None:
    install("one", mos="fake_absent:score")
    assert (
        message("mos")
        == "scorer 'mos': fake_absent:score does not load: ModuleNotFoundError: No module named 'fake_absent'"
    )


def test_attribute_that_does_not_exist(install: Install) -> None:
    problem = "AttributeError: module 'fake_builtin' has no attribute 'missing'"
    assert message("broken") == f"scorer 'broken': fake_builtin:missing does not load: {problem}"


def test_module_whose_own_import_fails(install: Install, module: Write) -> None:
    module("fake_needy", "import fake_missing_library")
    install("one", mos="fake_needy:score")
    problem = "ModuleNotFoundError: No module named 'fake_missing_library'"
    assert message("mos") == f"scorer 'mos': fake_needy:score does not load: {problem}"


@pytest.mark.parametrize(("body", "problem"), [("raise RuntimeError('no')", "RuntimeError: no"), ("(", "SyntaxError")])
def test_module_that_breaks_as_it_is_imported(install: Install, module: Write, body: str, problem: str) -> None:
    module("fake_breaking", body)
    install("one", mos="fake_breaking:score")
    assert message("mos").startswith(f"scorer 'mos': fake_breaking:score does not load: {problem}")


def test_attribute_inside_a_class(install: Install, module: Write) -> None:
    module("fake_class", "class Scorers:\n    mos = 'mean opinion'")
    install("one", mos="fake_class:Scorers.mos")
    assert scorers().get("mos") == "mean opinion"


def test_two_claimants_of_another_name_do_no_harm(install: Install) -> None:
    install("one", mos="fake_a:score")
    install("two", mos="fake_b:score")
    assert scorers().get("latency") == "built-in latency"
    assert "mos" in scorers().names()


def test_the_cause_is_kept(install: Install) -> None:
    install("one", mos="fake_absent:score")
    with pytest.raises(PluginError) as caught:
        scorers().get("mos")
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)
