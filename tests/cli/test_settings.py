"""Flags before variables, and only where they mean something."""

import pytest

from evalkit.cli.settings import endpoint_settings
from evalkit.endpoints.base import SETTINGS
from evalkit.errors import UsageError


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


def test_the_environment_and_nothing_else_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "theirs")
    monkeypatch.setenv("SOMETHING_ELSE", "secret")
    assert endpoint_settings("vertex") == {"GOOGLE_CLOUD_PROJECT": "theirs"}


def test_flags_go_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "theirs")
    assert endpoint_settings("vertex", "mine", "eu", "v1beta1") == {
        "GOOGLE_CLOUD_PROJECT": "mine",
        "GOOGLE_CLOUD_LOCATION": "eu",
        "EVALKIT_VERTEX_API_VERSION": "v1beta1",
    }
    assert endpoint_settings("gemini", api_version="v1alpha") == {
        "GOOGLE_CLOUD_PROJECT": "theirs",
        "EVALKIT_GEMINI_API_VERSION": "v1alpha",
    }


@pytest.mark.parametrize(
    ("endpoint", "flags", "problem"),
    [
        ("replay", {"project": "p"}, "--project p means nothing to this endpoint; choose --endpoint vertex, or"),
        ("gemini", {"location": "eu"}, "--location eu means nothing to this endpoint; choose --endpoint vertex, or"),
        (
            "ws://localhost:1",
            {"api_version": "v1"},
            "--api-version v1 means nothing to this endpoint; choose --endpoint vertex or --endpoint gemini, or",
        ),
    ],
)
def test_a_flag_that_means_nothing(endpoint: str, flags: dict[str, str], problem: str) -> None:
    with pytest.raises(UsageError) as error:
        endpoint_settings(endpoint, **flags)
    assert str(error.value) == f"{problem} leave it out"
