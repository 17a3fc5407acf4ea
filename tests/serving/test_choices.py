"""The tables that people choose profiles and faults from."""

from evalkit.mock.faults.known import FAULTS
from evalkit.profiles.known import PROFILES
from evalkit.serving.choices import fault_table, profile_table


def test_everything_is_listed_and_described() -> None:
    assert [name for name, _ in profile_table()] == [profile.name for profile in PROFILES]
    assert [name for name, _ in fault_table()] == list(FAULTS)
    assert all(meaning for _, meaning in (*profile_table(), *fault_table()))
