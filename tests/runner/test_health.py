"""What the checks of this machine say, each on a good machine and on bad ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from evalkit.runner import audio_health, health
from evalkit.runner.health import Finding
from tests.media.speech.fake_engine import FakeEngine


def test_python() -> None:
    assert health.python("1.2", (3, 11)) == Finding("python", "ok", "Python 3.11, evalkit 1.2")
    too_old = health.python("1.2", (3, 10))
    assert (too_old.state, too_old.hint) == ("problem", "install Python 3.11 or newer")


@pytest.mark.parametrize(
    ("requirements", "state", "detail"),
    [
        (["here>=2", "extra>=1; extra == 'tts'"], "ok", "1 package, all in versions that fit"),
        (["here>=2", "here[more]<3,>=1"], "ok", "2 packages, all in versions that fit"),
        (["here>=3"], "problem", "here 2.5 does not fit >=3"),
        (["gone", "here<2"], "problem", "gone is missing; here 2.5 does not fit <2"),
        (["here>=2; python_version < '3'"], "ok", "1 package, all in versions that fit"),
        (["old>=1; extra == 'tts'"], "problem", "old 0.1 does not fit >=1"),
        (["!!"], "ok", "0 packages, all in versions that fit"),
    ],
)
def test_packages(requirements: Sequence[str], state: str, detail: str) -> None:
    found = health.packages(requirements, {"here": "2.5", "old": "0.1"}.get)
    assert (found.state, found.detail) == (state, detail)


def test_engines() -> None:
    there = FakeEngine()
    assert health.engines([there]).detail.startswith(there.name)
    none = health.engines([])
    assert (none.state, none.hint) == ("warning", "apt install flite, or pip install 'evalkit[tts]'")


def test_the_speech_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.flac").write_bytes(bytes(2_000_000))
    assert health.speech_cache(tmp_path) == Finding("speech cache", "ok", f"1 file, 2.0 MB in {tmp_path}")
    assert health.speech_cache(tmp_path / "none").state == "ok"
    monkeypatch.setattr("os.access", lambda *_: False)
    found = health.speech_cache(tmp_path)
    assert (found.state, found.detail) == ("warning", f"{tmp_path} cannot be written")


@pytest.mark.parametrize(("free", "state"), [(10**12, "ok"), (10**9 - 1, "warning"), (10**8 - 1, "problem")])
def test_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    found = health.disk(tmp_path / "not" / "there")
    assert (found.name, found.state) == ("reports", state)


def test_reports_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    found = health.disk(tmp_path / "file" / "reports")
    assert (found.state, found.hint) == ("problem", "choose another --out")
    monkeypatch.setattr("os.access", lambda *_: False)
    assert health.disk(tmp_path).state == "problem"


def test_the_clock() -> None:
    assert health.clock(datetime(2027, 1, 2, 3, 4, tzinfo=UTC)) == Finding("clock", "ok", "2027-01-02 03:04 UTC")
    wrong = health.clock(datetime(1970, 1, 1, tzinfo=UTC))
    assert (wrong.state, wrong.detail) == (
        "problem",
        "1970-01-01 00:00 UTC is before this version of evalkit was made",
    )


def test_proxies_are_named() -> None:
    assert health.proxies([]).detail == "none"
    assert health.proxies(["https_proxy", "http_proxy"]).detail == (
        "http_proxy, https_proxy in the environment; loopback goes around it"
    )


def test_certificates(tmp_path: Path) -> None:
    assert health.certificates({}).detail == "the system's"
    missing = tmp_path / "none.pem"
    found = health.certificates({"SSL_CERT_FILE": str(missing)})
    assert (found.state, found.detail) == ("problem", f"SSL_CERT_FILE: {missing} is not there")
    (tmp_path / "bad.pem").write_text("no certificate")
    bad = health.certificates({"SSL_CERT_FILE": str(tmp_path / "bad.pem")})
    assert bad.state == "problem"
    assert bad.hint == "point it to a file of certificates in PEM, or unset it"
    assert health.certificates({"SSL_CERT_DIR": str(tmp_path)}).state == "ok"


def test_audio_is_read_and_silence_is_silence() -> None:
    assert (audio_health.decoder().state, audio_health.detector().state) == ("ok", "ok")


def test_audio_libraries_that_do_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("libsndfile.so: cannot open shared object file")

    monkeypatch.setattr("soundfile.write", broken)
    monkeypatch.setattr("evalkit.media.silero.speech_probabilities", broken)
    for found in (audio_health.decoder(), audio_health.detector()):
        assert (found.state, found.detail) == ("problem", "OSError: libsndfile.so: cannot open shared object file")
