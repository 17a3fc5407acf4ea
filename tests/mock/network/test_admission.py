"""Who is let in: hosts, origins, paths, faults and credentials, and what is said to the others."""

import json

import pytest

from evalkit.mock.faults.known import Fault
from evalkit.mock.network.admission import Admission, Admitted, Headers, Refusal
from evalkit.mock.network.request import LiveRequest

VERTEX = "/ws/google.cloud.aiplatform.v1.LlmBidiService/BidiGenerateContent"
GEMINI = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
CONSTRAINED = GEMINI.replace("v1beta", "v1alpha") + "Constrained"

ANYBODY = Admission()
BEARER = ("Authorization", "Bearer ya29.secret")
KEY = ("x-goog-api-key", "AIzasecret")
TOKEN = ("Authorization", "Token auth_tokens/secret")


def ask(path: str, *headers: tuple[str, str], rules: Admission = ANYBODY, host: str = "localhost:80") -> object:
    return rules.ask(path, (("Host", host), *headers))


def refused(path: str, *headers: tuple[str, str], rules: Admission = ANYBODY) -> Refusal:
    answer = ask(path, *headers, rules=rules)
    assert isinstance(answer, Refusal), answer
    assert "secret" not in str(answer)
    return answer


def message(refusal: Refusal) -> tuple[str, str]:
    """An API error's status and message."""
    error = json.loads(refusal.body)["error"]
    assert error["code"] == refusal.status
    return error["status"], error["message"]


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        (VERTEX, [BEARER], LiveRequest("vertex", "v1", credential="bearer")),
        (VERTEX, [KEY], LiveRequest("vertex", "v1", credential="api_key")),
        (VERTEX, [KEY, BEARER], LiveRequest("vertex", "v1", credential="bearer")),
        (f"{GEMINI}?key=secret", [], LiveRequest("gemini", "v1beta", credential="api_key")),
        (GEMINI, [KEY], LiveRequest("gemini", "v1beta", credential="api_key")),
        (GEMINI, [BEARER, KEY], LiveRequest("gemini", "v1beta", credential="api_key")),
        (CONSTRAINED, [TOKEN], LiveRequest("gemini", "v1alpha", True, credential="ephemeral")),
        (f"{CONSTRAINED}?access_token=auth_tokens/secret", [], LiveRequest("gemini", "v1alpha", True, "", "ephemeral")),
        ("/", [], LiveRequest(None)),
        ("/", [TOKEN], LiveRequest(None, credential="ephemeral")),
        ("/", [("AUTHORIZATION", "bearer x")], LiveRequest(None, credential="bearer")),
    ],
)
def test_any_credential_that_fits_is_taken(path: str, headers: Headers, expected: LiveRequest) -> None:
    assert ask(path, *headers) == Admitted(expected)


@pytest.mark.parametrize("headers", [[], [TOKEN], [("Authorization", "Bearer ")], [("Authorization", "Basic secret")]])
def test_vertex_without_a_token_is_401(headers: Headers) -> None:
    refusal = refused(VERTEX, *headers)
    assert message(refusal)[0] == "UNAUTHENTICATED"
    assert refusal.headers == (("WWW-Authenticate", 'Bearer realm="https://accounts.google.com/"'),)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (GEMINI, []),
        (f"{GEMINI}?key=", []),
        (f"{GEMINI}?access_token=auth_tokens/secret", []),
        (GEMINI, [TOKEN]),
        (CONSTRAINED, []),
        (CONSTRAINED, [KEY]),
        (CONSTRAINED, [BEARER]),
    ],
)
def test_developer_api_without_an_identity_is_403(path: str, headers: Headers) -> None:
    status, text = message(refused(path, *headers))
    assert status == "PERMISSION_DENIED"
    assert text.startswith("Method doesn't allow unregistered callers")


def test_vertex_credentials_at_the_developer_api_are_400() -> None:
    assert message(refused(GEMINI, BEARER)) == ("INVALID_ARGUMENT", "Request contains an invalid argument.")


CHECKED = Admission(credentials=("right", "also right"))


@pytest.mark.parametrize("path", [VERTEX, "/"])
def test_wrong_token_is_401(path: str) -> None:
    assert refused(path, BEARER, rules=CHECKED).status == 401


def test_wrong_key_is_upgraded_and_then_closed_as_the_developer_api_does() -> None:
    answer = ask(GEMINI, KEY, rules=CHECKED)
    assert isinstance(answer, Admitted)
    assert answer.close == (1007, "API key not valid. Please pass a valid API key.")


@pytest.mark.parametrize(
    ("path", "header"),
    [
        (VERTEX, ("Authorization", "Bearer right")),
        (GEMINI, ("x-goog-api-key", "also right")),
        (CONSTRAINED, ("Authorization", "Token right")),
        ("/", ("x-goog-api-key", "right")),
    ],
)
def test_right_credential_is_taken(path: str, header: tuple[str, str]) -> None:
    answer = ask(path, header, rules=CHECKED)
    assert isinstance(answer, Admitted)
    assert answer.close is None


def test_gateway_wants_a_credential_where_one_is_set() -> None:
    assert refused("/", rules=CHECKED).status == 401


def test_rules_do_not_show_their_secrets() -> None:
    assert "right" not in repr(CHECKED)


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:1", "a.localhost", "127.0.0.1:80", "127.1.2.3", "[::1]:80", "localhost.", "mock:80"],
)
def test_host_of_this_machine(host: str) -> None:
    assert ask("/", rules=Admission(names=("mock",)), host=host) == Admitted(LiveRequest(None))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil.example:localhost",
        "user@localhost",
        "localhost/x",
        "localhost:port",
        "[::1",
        "",
        "10.0.0.1",
        "127.0.0.1.evil.example",
    ],
)
def test_strange_host_is_403(host: str) -> None:
    answer = ask("/", host=host)
    assert answer == Refusal(
        403, "Host is not a name of this server: connect to localhost, or start it with --name NAME.\n"
    )


def test_numeric_host_is_good_where_others_may_connect() -> None:
    rules = Admission(addresses=True)
    assert isinstance(ask("/", rules=rules, host="10.0.0.1:80"), Admitted)
    assert isinstance(ask("/", rules=rules, host="evil.example"), Refusal)


@pytest.mark.parametrize("hosts", [(), ("localhost", "localhost")])
def test_exactly_one_host(hosts: tuple[str, ...]) -> None:
    answer = Admission().ask("/", [("host", host) for host in hosts])
    assert answer == Refusal(400, "Exactly one Host header is needed.\n")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://localhost:3000/"])
def test_origin_that_is_not_listed_is_403(origin: str) -> None:
    refusal = refused("/", ("Origin", origin), rules=Admission(origins=("http://localhost:3000",)))
    assert refusal.status == 403
    assert refusal.body == "Requests with an Origin are refused: start the server with --allow-origin ORIGIN.\n"


def test_listed_origin_is_let_in() -> None:
    rules = Admission(origins=("http://localhost:3000",))
    assert isinstance(ask("/", ("origin", "http://localhost:3000"), rules=rules), Admitted)


def test_unknown_path_is_404_and_names_the_known_ones() -> None:
    refusal = refused("/secret?key=secret", rules=Admission(scenarios=("tools/temperature",)))
    assert refusal.status == 404
    assert refusal.body.startswith("No Live API here. Served here are:\n  /ws/google.cloud.aiplatform.v1.LlmBidi")
    assert "ids: tools/temperature" in refusal.body


@pytest.mark.parametrize(
    ("status", "name", "phrase", "headers"),
    [
        (401, "UNAUTHENTICATED", "Unauthorized", ()),
        (403, "PERMISSION_DENIED", "Forbidden", ()),
        (404, "NOT_FOUND", "Not Found", ()),
        (429, "RESOURCE_EXHAUSTED", "Too Many Requests", (("Retry-After", "1"),)),
        (503, "UNAVAILABLE", "Service Unavailable", (("Retry-After", "1"),)),
    ],
)
def test_fault_answers_in_place_of_an_upgrade(status: int, name: str, phrase: str, headers: Headers) -> None:
    other, fault = Fault("slow", "", "answer"), Fault("http-x", "", "upgrade", http_status=status)
    refusal = refused(VERTEX, BEARER, rules=Admission(faults=(other, fault)))
    assert (refusal.status, refusal.headers) == (status, headers)
    assert message(refusal) == (name, f"{phrase} (fault http-x).")


def test_fault_of_another_stage_lets_in() -> None:
    assert isinstance(ask(VERTEX, BEARER, rules=Admission(faults=(Fault("slow", "", "answer"),))), Admitted)
