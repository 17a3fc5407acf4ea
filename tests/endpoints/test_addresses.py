"""Addresses and resource names: every backend, version and override, and nothing that would change the URL."""

from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.endpoints.addresses import gemini_model, gemini_url, place_of, vertex_model, vertex_url
from evalkit.errors import UsageError

VERTEX_PATH = "/ws/google.cloud.aiplatform.v1.LlmBidiService/BidiGenerateContent"
GEMINI_PATH = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
FULL = "projects/my-project/locations/us-central1/publishers/google/models/gemini-x"


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("us-central1", "us-central1-aiplatform.googleapis.com"),
        ("global", "aiplatform.googleapis.com"),
        ("us", "aiplatform.us.rep.googleapis.com"),
        ("eu", "aiplatform.eu.rep.googleapis.com"),
    ],
)
def test_vertex_hosts(location: str, host: str) -> None:
    assert vertex_url(location) == f"wss://{host}{VERTEX_PATH}"
    assert vertex_url(location, "v1beta1") == f"wss://{host}{VERTEX_PATH.replace('v1', 'v1beta1')}"


def test_gemini_methods_and_versions() -> None:
    host = "wss://generativelanguage.googleapis.com"
    assert gemini_url() == host + GEMINI_PATH
    assert gemini_url("v1alpha") == host + GEMINI_PATH.replace("v1beta", "v1alpha")
    constrained = f"{GEMINI_PATH}Constrained"
    assert gemini_url(constrained=True) == host + constrained.replace("v1beta", "v1alpha")
    assert gemini_url("v1beta", constrained=True) == host + constrained


@pytest.mark.parametrize(
    ("base_url", "origin"),
    [
        ("https://gateway.example", "wss://gateway.example"),
        ("https://gateway.example/", "wss://gateway.example"),
        ("WSS://gateway.example:8443/team/live/", "wss://gateway.example:8443/team/live"),
        ("ws://127.0.0.1:8080", "ws://127.0.0.1:8080"),
        ("http://localhost:1", "ws://localhost:1"),
        ("http://[::1]:1", "ws://[::1]:1"),
        ("https://[2001:db8::1]", "wss://[2001:db8::1]"),
    ],
)
def test_a_base_url_takes_the_place_of_scheme_and_host(base_url: str, origin: str) -> None:
    assert vertex_url("eu", base_url=base_url) == origin + VERTEX_PATH
    assert gemini_url(base_url=base_url) == origin + GEMINI_PATH


NO_BASE_URL = "is no base URL; write https://HOST, without a user, a query or a fragment"
UNENCRYPTED = (
    "would send credentials unencrypted to another machine; "
    "write https:// or wss://; http:// and ws:// are for 127.0.0.1 and localhost"
)


@pytest.mark.parametrize(
    ("base_url", "problem"),
    [
        ("gateway.example", NO_BASE_URL),
        ("ftp://gateway.example", NO_BASE_URL),
        ("https://", NO_BASE_URL),
        ("https:///path", NO_BASE_URL),
        ("https://me:hunter2@gateway.example", NO_BASE_URL),
        ("https://gateway.example?key=hunter2", NO_BASE_URL),
        ("https://gateway.example#hunter2", NO_BASE_URL),
        ("https://gateway.example:port", NO_BASE_URL),
        ("https://gateway.example:0", NO_BASE_URL),
        ("https://gateway.example:99999", NO_BASE_URL),
        ("https://[::1", NO_BASE_URL),
        ("https://[:::::]", NO_BASE_URL),
        ("https://gate way.example", NO_BASE_URL),
        ("https://gateway\n.example", NO_BASE_URL),
        ("https://gateway.example\\@evil.example", NO_BASE_URL),
        ("https://gätewäy.example", NO_BASE_URL),
        ("http://gateway.example", UNENCRYPTED),
        ("ws://10.0.0.1:80", UNENCRYPTED),
        ("ws://127.0.0.1.evil.example", UNENCRYPTED),
    ],
)
def test_a_base_url_that_is_none_is_refused_and_never_repeated(base_url: str, problem: str) -> None:
    with pytest.raises(UsageError) as error:
        vertex_url("eu", base_url=base_url)
    assert str(error.value) == f"GOOGLE_VERTEX_BASE_URL {problem}"
    with pytest.raises(UsageError) as error:
        gemini_url(base_url=base_url)
    assert str(error.value) == f"GOOGLE_GEMINI_BASE_URL {problem}"


@pytest.mark.parametrize("location", ["", "us central1", "evil.example/", "us-central1\n", "eu@x", "-eu", "US", "é"])
def test_a_location_cannot_change_the_host(location: str) -> None:
    with pytest.raises(UsageError) as error:
        vertex_url(location)
    expected = f"{location!r} is no location of Vertex AI; set GOOGLE_CLOUD_LOCATION as in us-central1"
    assert str(error.value) == expected


@pytest.mark.parametrize(
    ("version", "hint"), [("v1beta", "did you mean v1beta1?"), ("2/../x", "known: v1, v1beta1"), ("V1", "known")]
)
def test_unknown_vertex_version(version: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        vertex_url("eu", version)
    assert str(error.value).startswith(
        f"--api-version or EVALKIT_VERTEX_API_VERSION: unknown version {version!r}; {hint}"
    )


def test_unknown_gemini_version() -> None:
    with pytest.raises(UsageError) as error:
        gemini_url("v2")
    assert (
        str(error.value) == "--api-version or EVALKIT_GEMINI_API_VERSION: unknown version 'v2'; known: v1beta, v1alpha"
    )


@pytest.mark.parametrize("model", ["gemini-x", "models/gemini-x", "publishers/google/models/gemini-x", FULL])
def test_vertex_names_are_full(model: str) -> None:
    assert vertex_model(model, "my-project", "us-central1") == FULL


@pytest.mark.parametrize(
    "model",
    [
        FULL.replace("us-central1", "eu"),
        FULL.replace("my-project", "12345"),
        FULL.replace("my-project", "example.com:my-project"),
        "projects/p1/locations/eu/endpoints/678",
    ],
)
def test_a_full_vertex_name_says_its_place(model: str) -> None:
    project, location = model.split("/")[1], model.split("/")[3]
    assert place_of(model) == (project, location)
    assert vertex_model(model, project, location) == model


def test_other_names_say_no_place() -> None:
    assert [place_of(name) for name in ("gemini-x", "models/gemini-x", "publishers/google/models/x", f"{FULL}/y")] == [
        None
    ] * 4


@pytest.mark.parametrize(
    "model", ["", "models/", "a/b", "gemini x", "models/models/x", "projects/p", f"{FULL}\n", "x?y=z", "../x", "modèle"]
)
def test_vertex_models_of_no_known_shape(model: str) -> None:
    with pytest.raises(UsageError) as error:
        vertex_model(model, "p", "eu")
    place = "projects/p/locations/eu/publishers/google/models/NAME"
    assert str(error.value) == (
        f"{model!r} is no model for --endpoint vertex; write NAME, publishers/google/models/NAME or {place}"
    )


@pytest.mark.parametrize("project", ["", "my project", "p/locations/eu", "P", "p\n", "ex.com:", "é"])
def test_projects_that_are_none(project: str) -> None:
    with pytest.raises(UsageError) as error:
        vertex_model("gemini-x", project, "eu")
    hint = "set GOOGLE_CLOUD_PROJECT to the project's id, as in my-project-123"
    assert str(error.value) == f"{project!r} is no project of Google Cloud; {hint}"


def test_gemini_names() -> None:
    assert gemini_model("gemini-x") == gemini_model("models/gemini-x") == "models/gemini-x"


@pytest.mark.parametrize("model", ["", "a/b", "tuned models", "models/a/b", "x#y"])
def test_gemini_models_of_no_known_shape(model: str) -> None:
    with pytest.raises(UsageError) as error:
        gemini_model(model)
    assert str(error.value) == f"{model!r} is no model for --endpoint gemini; write NAME or models/NAME"


@pytest.mark.parametrize("model", [FULL, "publishers/google/models/gemini-x"])
def test_a_vertex_name_on_the_developer_api(model: str) -> None:
    with pytest.raises(UsageError) as error:
        gemini_model(model)
    assert str(error.value) == (
        f"model {model} is a name on Vertex AI, not on the Gemini Developer API; "
        "choose --endpoint vertex, or give the bare name of a model"
    )


def test_families_that_only_one_backend_serves() -> None:
    with pytest.raises(UsageError) as error:
        vertex_model("models/gemini-2.5-flash-native-audio-preview-12-2025", "p", "eu")
    assert str(error.value) == (
        "model gemini-2.5-flash-native-audio-preview-12-2025 is served by the Gemini Developer API, not by Vertex AI; "
        "choose --endpoint gemini, or Vertex's own name, as in gemini-live-2.5-flash-native-audio"
    )
    with pytest.raises(UsageError) as error:
        gemini_model("gemini-live-2.5-flash-native-audio")
    assert str(error.value) == (
        "model gemini-live-2.5-flash-native-audio is served by Vertex AI, not by the Gemini Developer API; "
        "choose --endpoint vertex, or the Developer API's own name, as in gemini-2.5-flash-native-audio-…"
    )


@pytest.mark.parametrize("model", ["gemini-3.8-live", "gemini-live-2.5-flash-preview", "gemini-next"])
def test_families_of_both_and_of_the_future_are_the_servers_business(model: str) -> None:
    assert vertex_model(model, "p", "eu").endswith(f"/{model}")
    assert gemini_model(model) == f"models/{model}"


@given(st.text(), st.text(), st.text(), st.text())
def test_whatever_is_written_gives_an_address_or_a_usage_error(a: str, b: str, c: str, d: str) -> None:
    with suppress(UsageError):
        assert vertex_url(a, b, c).endswith("BidiGenerateContent")
    with suppress(UsageError):
        assert gemini_url(b, c).endswith("BidiGenerateContent")
    with suppress(UsageError):
        assert place_of(vertex_model(d, a, b)) is not None
    with suppress(UsageError):
        assert gemini_model(d).isascii()


@given(st.from_regex(r"(https?|wss?)://[ -~]*", fullmatch=True))
def test_no_base_url_leads_in_the_clear_to_another_machine(base_url: str) -> None:
    try:
        url = gemini_url(base_url=base_url)
    except UsageError:
        return
    parts = urlsplit(url)
    assert parts.path.endswith(GEMINI_PATH)
    assert (parts.username, parts.password, parts.query, parts.fragment) == (None, None, "", "")
    local = parts.hostname in ("localhost", "::1") or (parts.hostname or "").startswith("127.")
    assert parts.scheme == "wss" or local or (parts.hostname or "").endswith(".localhost")
