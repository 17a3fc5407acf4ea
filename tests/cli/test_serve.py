"""`evalkit serve`: what it prints, what it refuses, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.sync.client import connect

from evalkit.cli.serving import instructions
from evalkit.mock.faults.known import FAULTS
from evalkit.profiles.known import PROFILES
from evalkit.serving.server import Served
from tests.cli.commands import Command, evalkit_process
from tests.runner.small import typed, write_scenarios
from tests.serving.clients import answered, session
from tests.test_lightness import HEAVY, imported_by, imported_by_python_itself

PLAIN = """\
mock Live API on ws://localhost:8080: says back what it hears; ^C stops it

Python SDK (google-genai):
  speaks wss:// only: serve with --tls

JavaScript SDK (@google/genai):
  export GOOGLE_GEMINI_BASE_URL=http://localhost:8080 GOOGLE_VERTEX_BASE_URL=http://localhost:8080
  export GOOGLE_API_KEY=any

evalkit:
  evalkit run PATH --endpoint ws://localhost:8080 --model models/mock
"""

SAFE = """\
mock Live API on wss://localhost:8080: plays 2 scenarios; ^C stops it

Python SDK (google-genai):
  export SSL_CERT_FILE='/a b/ca.pem'
  export GOOGLE_GEMINI_BASE_URL=https://localhost:8080 GOOGLE_VERTEX_BASE_URL=https://localhost:8080
  export GOOGLE_API_KEY=any

JavaScript SDK (@google/genai):
  export NODE_EXTRA_CA_CERTS='/a b/ca.pem'
  export GOOGLE_GEMINI_BASE_URL=https://localhost:8080 GOOGLE_VERTEX_BASE_URL=https://localhost:8080
  export GOOGLE_API_KEY=any

evalkit:
  SSL_CERT_FILE='/a b/ca.pem' evalkit run PATH --endpoint wss://localhost:8080 --model models/mock

One scenario alone:
  wss://localhost:8080/tools/temperature
"""


def test_instructions_are_ready_to_copy() -> None:
    assert instructions(Served(8080)) == PLAIN
    assert instructions(Served(8080, ca_file=Path("/a b/ca.pem")), ("tools/temperature", "b")) == SAFE
    one = instructions(Served(8080), ("it's",))
    assert "plays 1 scenario;" in one
    assert one.endswith("One scenario alone:\n  ws://localhost:8080/it%27s\n")


@contextmanager
def serving(home: Path, *arguments: str | Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], Served]]:
    """The command in a process of its own, once it listens; killed if it still runs at the end."""
    process = evalkit_process(home, "serve", *arguments, environment=more)
    assert process.stdout is not None
    try:
        port = process.stdout.readline().partition("localhost:")[2].partition(":")[0]
        assert port, process.communicate()[1]
        yield process, Served(int(port))
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serves_scenarios_until_it_is_stopped(tmp_path: Path, number: signal.Signals) -> None:
    root = write_scenarios(tmp_path, a=typed(answer="One there."))
    with serving(tmp_path, root) as (process, served):
        with session(served) as client:
            assert answered(client, "Hello?") == "One there."
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (0, "")
    *_, opened, closed, stopped = out.splitlines()
    assert opened == "1: opened, gateway"
    assert closed.startswith("1: models/mock, 1 turn, closed by the client with 1000, after ")
    assert stopped == "stopped"


def test_stops_in_order_while_a_client_is_there(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, served), session(served) as client:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
        with pytest.raises(Exception, match="1001"):
            client.recv(timeout=5)
    assert (process.returncode, err) == (0, "")
    assert "1: models/mock, 0 turns, closed by the server with 1001 'The server stops.'" in out


def test_credential_comes_from_the_environment_and_is_never_shown(tmp_path: Path) -> None:
    with serving(tmp_path, "--credential", "THE_KEY", THE_KEY="right-secret") as (process, served):
        with pytest.raises(Exception, match="401"), connect(f"{served.url}/?key=wrong-secret", proxy=None):
            pass
        with connect(f"{served.url}/?key=right-secret", proxy=None):
            pass
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert "1: refused with HTTP 401" in out
    assert "2: opened, gateway" in out
    assert "secret" not in out + err


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--profile", "dev-31"], "there is no profile 'dev-31'; did you mean 'dev-3.1'?"),
        (["--fault", "goaway"], "there is no fault 'goaway'; did you mean 'go-away'?"),
        (["--speed", "0"], "speed 0: more than 0 and at most 1000 is possible"),
        (["--port", "70000"], "port 70000: there is none of that number; choose one from 1024 to 65535"),
        (
            ["--host", "mock"],
            "--host mock: not a numeric address; leave it out for localhost, or give an address such as",
        ),
        (["--host", "0.0.0.0"], "--host 0.0.0.0: other machines could reach the server"),
        (["--ca-file", "ca.pem"], "a file for the certificate is of no use without TLS; add --tls"),
        (["--tls", "--name", "a_b$"], "no certificate can be made for a_b$: "),
        (["--name", "a b"], "--name a b: not a host name; give it as in a URL, without a port"),
        (["--allow-origin", "a"], "--allow-origin a: not an origin; write it as a browser sends it, as in http://"),
        (
            ["--credential", "EVALKIT_NO_SUCH"],
            "--credential EVALKIT_NO_SUCH: no environment variable of that name holds anything; "
            "set it, or leave --credential out: then any key or token is good",
        ),
        (["nowhere.yaml"], "there is no file or folder nowhere.yaml; check the path"),
        (["--speech-command", "'"], "speech command: no closing quotation"),
    ],
)
def test_what_cannot_be_served_is_refused_before_it_listens(
    evalkit: Command, arguments: list[str], problem: str
) -> None:
    outcome = evalkit("serve", *arguments)
    assert (outcome.code, outcome.out) == (4, "")
    assert outcome.err.startswith(f"error: {problem}"), outcome.err
    assert outcome.err.count("\n") == 1


def test_mistakes_in_scenarios_are_named(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a="turns: [{text: Hi}]\n", b="turns: 1\n")
    outcome = evalkit("serve", root)
    assert (outcome.code, outcome.out) == (4, "")
    assert f"{root}/b.yaml:1:8: turns: " in outcome.err


def test_port_in_use_is_named(evalkit: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holding:
        port = holding.getsockname()[1]
        outcome = evalkit("serve", "--port", str(port))
    problem = f"cannot listen on 127.0.0.1:{port}: the port is in use"
    assert outcome.err == f"error: {problem}; stop what listens there, or choose another: --port N\n"
    assert (outcome.code, outcome.out) == (4, "")


def test_tables(evalkit: Command) -> None:
    faults, profiles, both = (evalkit("serve", *flags.split()) for flags in ("--list-faults", "--list-profiles", BOTH))
    assert [line.split()[0] for line in faults.out.splitlines()] == list(FAULTS)
    assert [line.split()[0] for line in profiles.out.splitlines()] == [profile.name for profile in PROFILES]
    assert len(both.out.splitlines()) == len(FAULTS) + len(PROFILES)
    assert {faults.code, profiles.code, both.code} == {0}


BOTH = "--list-faults --list-profiles"


def test_help_is_light() -> None:
    code, imported = imported_by("-m", "evalkit", "serve", "--help")
    assert code == 0
    assert not HEAVY & (imported - imported_by_python_itself())


@pytest.mark.skipif(os.name == "nt", reason="no SIGPIPE on Windows")
def test_reader_that_leaves_does_not_end_the_server(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, served):
        assert process.stdout is not None
        process.stdout.close()
        with session(served) as client:
            assert answered(client, "hello") == "You said: hello"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
