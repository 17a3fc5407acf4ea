"""What speaks, as the command line and the environment say."""

import shlex
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from evalkit.cli.speech import speech_here
from evalkit.errors import UsageError
from tests.cli.commands import Command

# A voice of the user's own: a second of sound, whatever it is told to say.
VOICE = """
import sys, numpy, soundfile
samples = numpy.tile(numpy.array([9000, -9000], "int16"), 8000)
soundfile.write(sys.argv[1], samples, 16000, subtype="PCM_16", format="WAV")
"""


@pytest.fixture
def command(tmp_path: Path) -> str:
    script = tmp_path / "voice.py"
    script.write_text(VOICE, encoding="utf-8")
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(script))} {{out}}"


def test_the_users_command_speaks_and_its_speech_is_cached(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    samples = speech_here(command)(tmp_path).get("Hello.", "", "en")
    assert np.abs(samples).max() > 8000
    (kept,) = (tmp_path / "cache" / "evalkit" / "speech").glob("*.flac")
    assert len(soundfile.read(kept)[0]) == len(samples)
    assert not (tmp_path / "audio").exists()


def test_kept_speech_becomes_part_of_the_scenarios(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    speech_here(command, keep=True)(tmp_path).get("Hello.", "", "en")
    assert len(list((tmp_path / "audio" / "say").glob("*.flac"))) == 1


def test_a_command_that_cannot_be_run() -> None:
    with pytest.raises(UsageError):
        speech_here("piper -m voice.onnx")


def test_the_environment_names_the_command(
    evalkit: Command, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVALKIT_SPEECH_COMMAND", command)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    scenario = tmp_path / "spoken.yaml"
    scenario.write_text("turns: [{say: Good morning.}]\n", encoding="utf-8")
    assert evalkit("check", scenario).code == 0
    assert list((tmp_path / "cache").rglob("*.flac"))
