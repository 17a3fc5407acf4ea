import pytest

from evalkit.errors import UsageError
from evalkit.media.speech.engines import default_engines


def test_the_users_command_is_asked_first_and_the_extra_last() -> None:
    names = [engine.name for engine in default_engines("piper -i {text_file} -f {out}")]
    assert names == ["piper", "flite", "espeak-ng", "espeakng-loader"]


def test_without_a_command_the_installed_ones_are_asked() -> None:
    assert [engine.name for engine in default_engines()] == ["flite", "espeak-ng", "espeakng-loader"]


def test_a_command_that_cannot_work_is_refused() -> None:
    with pytest.raises(UsageError, match=r"it has no \{out\}"):
        default_engines("piper")
