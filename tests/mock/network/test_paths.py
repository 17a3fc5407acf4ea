"""Every path of both backends, with a scenario before it or not, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.mock.network.paths import GEMINI_VERSIONS, VERTEX_VERSIONS, read_path, served_paths
from evalkit.mock.network.request import LiveRequest

VERTEX = "/ws/google.cloud.aiplatform.{}.LlmBidiService/BidiGenerateContent"
GEMINI = "/ws/google.ai.generativelanguage.{}.GenerativeService.BidiGenerateContent"
IDS = ("tools", "tools/temperature", "barge in/stop")


@pytest.mark.parametrize("version", VERTEX_VERSIONS)
def test_vertex(version: str) -> None:
    assert read_path(VERTEX.format(version)) == LiveRequest("vertex", version)


@pytest.mark.parametrize("version", GEMINI_VERSIONS)
def test_developer_api(version: str) -> None:
    assert read_path(GEMINI.format(version)) == LiveRequest("gemini", version)
    assert read_path(GEMINI.format(version) + "Constrained") == LiveRequest("gemini", version, constrained=True)


@pytest.mark.parametrize("path", ["", "/", "//", "/?key=secret"])
def test_gateway(path: str) -> None:
    assert read_path(path) == LiveRequest(None)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/tools", LiveRequest(None, scenario="tools")),
        ("/tools/temperature/", LiveRequest(None, scenario="tools/temperature")),
        ("/tools" + VERTEX.format("v1"), LiveRequest("vertex", "v1", scenario="tools")),
        ("/tools/temperature" + VERTEX.format("v1"), LiveRequest("vertex", "v1", scenario="tools/temperature")),
        ("/barge%20in/stop/" + GEMINI.format("v1beta"), LiveRequest("gemini", "v1beta", scenario="barge in/stop")),
    ],
)
def test_scenario_before_the_path(path: str, expected: LiveRequest) -> None:
    assert read_path(path, IDS) == expected


@pytest.mark.parametrize(
    "path", [VERTEX.format("v1") + "?key=a/b", "/" + VERTEX.format("v1"), VERTEX.format("v1") + "/"]
)
def test_query_and_slashes_change_nothing(path: str) -> None:
    assert read_path(path) == LiveRequest("vertex", "v1")


@pytest.mark.parametrize(
    "path",
    [
        VERTEX.format("v2"),
        VERTEX.format("v1") + "Constrained",
        GEMINI.format("v1beta") + "constrained",
        GEMINI.format("v1beta").lower(),
        "/ws",
        "/tools/other",
        "/nothing" + VERTEX.format("v1"),
        "/../tools",
        "/tools/../tools/temperature",
        "/v1beta/models/gemini:generateContent",
        "/%00",
    ],
)
def test_nothing_else_is_served(path: str) -> None:
    assert read_path(path, IDS) is None


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error(path: str) -> None:
    served = read_path(path, IDS)
    assert served is None or served.backend is None or "BidiGenerateContent" in path


def test_served_paths_are_all_named_and_are_served() -> None:
    lines = served_paths().splitlines()
    paths = [line.strip() for line in lines[1:-1]]
    assert len(paths) == len(VERTEX_VERSIONS) + 2 * len(GEMINI_VERSIONS)
    assert all(read_path(path) for path in paths)
    assert lines[-1] == "  /  (a gateway: the model's name decides)"


@pytest.mark.parametrize("path", ["/tools/temprature" + VERTEX.format("v1"), "/tools/temprature/"])
def test_served_paths_name_the_scenario_that_was_probably_meant(path: str) -> None:
    *_, ids, meant = served_paths(path, IDS).splitlines()
    assert ids == "each also below a scenario's id, as in /barge in/stop/; ids: barge in/stop, tools, tools/temperature"
    assert meant == "did you mean /tools/temperature/?"


def test_served_paths_do_not_repeat_what_was_asked() -> None:
    assert "secret" not in served_paths("/secret?key=secret", IDS)
