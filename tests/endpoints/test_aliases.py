"""Short names of models, on the backends that serve them."""

from pathlib import Path

import pytest

from evalkit.endpoints.addresses import express_model, gemini_model
from evalkit.endpoints.aliases import ALIASES, model_named
from evalkit.errors import UsageError
from evalkit.profiles.known import ANY, profile_of


def test_each_stands_for_a_model_that_is_known_and_served_there() -> None:
    for alias, ids in ALIASES.items():
        for backend, name in ids.items():
            assert model_named(alias, backend) == name
            assert profile_of(name, backend) is not ANY, (alias, backend)
            (gemini_model if backend == "gemini" else express_model)(name)


def test_the_page_has_them_all() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "live.md").read_text(encoding="utf-8")
    for alias, ids in ALIASES.items():
        assert f"| `{alias}` | {ids.get('gemini', '–')} | {ids.get('vertex', '–')} |\n" in page


@pytest.mark.parametrize("name", ["gemini-3.8-live", "models/x", "", "9.9"])
def test_any_other_name_is_left_alone(name: str) -> None:
    assert model_named(name, "vertex") == name


def test_a_family_that_is_not_served_there() -> None:
    with pytest.raises(UsageError) as error:
        model_named("3.1", "vertex")
    assert str(error.value) == (
        "model 3.1 is not served on --endpoint vertex; "
        "choose --endpoint gemini, or one of: 2.5, 3.8, 3.8-thinking, transcribe, translate"
    )
