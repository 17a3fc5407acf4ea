"""Profiles by name, and the tables to choose from."""

import pytest

from evalkit.errors import UsageError
from evalkit.mock.faults import FAULTS
from evalkit.profiles.known import PROFILES
from evalkit.serving.choices import fault_table, profile_named, profile_table


def test_every_profile_is_found_and_everything_is_described() -> None:
    assert [profile_named(name) for name, _ in profile_table()] == list(PROFILES)
    assert [name for name, _ in fault_table()] == list(FAULTS)
    assert all(meaning for _, meaning in (*profile_table(), *fault_table()))


@pytest.mark.parametrize(
    ("name", "hint"),
    [("dev-31", "did you mean 'dev-3.1'?"), ("", "`evalkit serve --list-profiles` lists them")],
)
def test_unknown_profile_is_an_error_with_a_way_out(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        profile_named(name)
    assert str(error.value) == f"there is no profile {name!r}; {hint}"
