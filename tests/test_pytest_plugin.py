"""The pytest plugin: what its fixtures start, when that ends, and what it costs those who do not use it."""

import re
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

# What a run inside this process imports is forgotten after it, and numpy can be loaded only once.
import_module("evalkit.serving.threaded")

DOCS = Path(__file__).resolve().parents[1] / "docs" / "serve.md"
CLIENT = """
import json
from websockets.sync.client import connect

def first_answer(server):
    with connect(server.url, proxy=None) as client:
        client.send(json.dumps({"setup": {"model": "models/mock"}}))
        return json.loads(client.recv(timeout=5))
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project that is as strict about warnings as this one."""
    pytester.makepyfile(client=CLIENT)
    pytester.makeini("[pytest]\nfilterwarnings = error\nasyncio_default_fixture_loop_scope = function")
    return pytester


def run(project: pytest.Pytester, *arguments: str, plugins: Sequence[object] = ()) -> pytest.RunResult:
    # A checkout that was not installed since it got the entry point is told of the plugin.
    known = entry_points(group="pytest11", name="evalkit")
    named = () if known else ("-p", "evalkit.pytest_plugin")
    return project.runpytest_inprocess(*named, "-p", "no:cacheprovider", "-n0", *arguments, plugins=plugins)


def test_fixture_starts_servers_that_end_with_the_test(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import socket
        import pytest
        from client import first_answer

        ports = []

        @pytest.mark.parametrize("fixture", ["live_server", "evalkit_live_server"])
        def test_two(request, fixture):
            start = request.getfixturevalue(fixture)
            one, other = start(profile="dev-3.1"), start()
            assert "setupComplete" in first_answer(one)
            assert "setupComplete" in first_answer(other)
            ports.extend([one.port, other.port])

        def test_they_are_gone():
            for port in ports:
                with pytest.raises(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.1", port), 1)
    """)
    run(project).assert_outcomes(passed=3)


def test_documented_test_passes(project: pytest.Pytester) -> None:
    [example] = [
        text for text in re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.S) if "def test" in text
    ]
    project.makepyfile(example)
    run(project).assert_outcomes(passed=1)


def test_error_of_a_server_is_an_error_of_its_test(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest
        from client import first_answer
        from websockets.exceptions import ConnectionClosedError

        class Broken:
            def opening(self, place):
                raise RuntimeError("not today")

        def test_broken(live_server):
            with pytest.raises(ConnectionClosedError):
                first_answer(live_server(answers=Broken()))
    """)
    result = run(project)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*RuntimeError: not today*"])


def test_asynchronous_tests_use_it_too(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import asyncio
        import pytest
        from client import first_answer

        @pytest.mark.asyncio
        async def test_it(live_server):
            assert "setupComplete" in await asyncio.to_thread(first_answer, live_server())
    """)
    run(project).assert_outcomes(passed=1)


def test_projects_with_pytest_django_keep_their_fixture(project: pytest.Pytester) -> None:
    project.makepyfile("""
        def test_it(live_server, evalkit_live_server):
            assert live_server == "theirs"
            assert evalkit_live_server().port
    """)
    run(project, plugins=[_Django()]).assert_outcomes(passed=1)


class _Django:
    """Stands for pytest-django, which pytest knows by this name."""

    __name__ = "django"

    @pytest.fixture
    def live_server(self) -> str:
        return "theirs"


def test_fixtures_are_described(project: pytest.Pytester) -> None:
    result = run(project, "--fixtures")
    result.stdout.fnmatch_lines(["*evalkit_live_server*", "*Starts mock Live API servers*"])


def test_plugin_imports_nothing_of_evalkit_before_it_is_used() -> None:
    program = "import sys, evalkit.pytest_plugin; print(sorted(n for n in sys.modules if n.startswith('evalkit')))"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert finished.stdout == "['evalkit', 'evalkit.pytest_plugin']\n"
