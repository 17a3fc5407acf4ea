"""Credentials: renewed when they must be, the fix named when there are none, and never in a text."""

import json
import re
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import google.auth
import pytest
from google.auth import exceptions as typed_exceptions

from evalkit.endpoints.credentials import AccessTokens, GeminiKey, Login, gemini_key
from evalkit.errors import ConnectError, EvalkitError, UsageError
from tests.endpoints.google_login import NumberedTokens, log_in

exceptions: Any = typed_exceptions  # Their constructors are not annotated.
LOGIN = "run `gcloud auth application-default login`, or point GOOGLE_APPLICATION_CREDENTIALS to a credentials file"


def problem(tokens: AccessTokens, kind: type[EvalkitError] = UsageError) -> str:
    """The message, once neither it nor what a traceback shows of it holds a token."""
    with pytest.raises(kind) as error:
        tokens.header()
    assert "numbered-token" not in "".join(traceback.format_exception(error.value))
    return str(error.value)


def test_the_token_is_asked_for_once_while_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = log_in(monkeypatch, NumberedTokens())
    tokens = AccessTokens()
    assert (tokens.secrets, asked) == ((), [])
    for _ in range(3):
        assert tokens.header() == ("Authorization", "Bearer numbered-token-1")
    assert tokens.secrets == ("numbered-token-1",)
    assert asked == [["https://www.googleapis.com/auth/cloud-platform"]]


def test_a_token_about_to_expire_is_renewed_and_both_are_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = NumberedTokens(life_s=60)  # google-auth renews minutes before the end.
    log_in(monkeypatch, credentials)
    tokens = AccessTokens()
    assert [tokens.header()[1] for _ in range(2)] == ["Bearer numbered-token-1", "Bearer numbered-token-2"]
    assert tokens.secrets == ("numbered-token-1", "numbered-token-2")


class SlowTokens(NumberedTokens):
    """Renewing takes long enough for others to come meanwhile."""

    def refresh(self, request: Any) -> None:
        threading.Event().wait(0.05)
        super().refresh(request)


def test_attempts_that_start_together_renew_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = SlowTokens()
    asked = log_in(monkeypatch, credentials)
    tokens, together = AccessTokens(), threading.Barrier(8)

    def header() -> str:
        together.wait(5)
        return tokens.header()[1]

    with ThreadPoolExecutor(8) as pool:
        found = {future.result() for future in [pool.submit(header) for _ in range(8)]}
    assert (found, credentials.count, len(asked)) == ({"Bearer numbered-token-1"}, 1, 1)


def test_the_project_is_the_one_the_credentials_belong_to(monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(monkeypatch, NumberedTokens(), "my-project")
    assert AccessTokens().project == "my-project"
    log_in(monkeypatch, NumberedTokens())
    assert AccessTokens().project == ""


@pytest.mark.parametrize("token", [None, "", "two\nlines", "tök"])
def test_credentials_without_a_usable_token(monkeypatch: pytest.MonkeyPatch, token: str | None) -> None:
    credentials = NumberedTokens()
    monkeypatch.setattr(credentials, "refresh", lambda _: setattr(credentials, "token", token))
    log_in(monkeypatch, credentials)
    assert problem(AccessTokens()) == f"the Google credentials give no access token; {LOGIN}"


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (
            exceptions.RefreshError("invalid_grant: Bad Request", {"error": "invalid_grant"}),
            "invalid_grant: Bad Request",
        ),
        (exceptions.RefreshError("no\n  luck."), "no luck"),
        (exceptions.RefreshError("bad ya29.a0AfB_byC-0123456789"), "bad REDACTED"),
        (exceptions.RefreshError(f"{'secret' * 9} is none"), "… is none"),
        (exceptions.RefreshError("a " * 400), f"{'a ' * 150}"),
        (ValueError("no JSON: numbered-token-1"), "no JSON: REDACTED"),
    ],
)
def test_a_refused_login(monkeypatch: pytest.MonkeyPatch, raised: Exception, said: str) -> None:
    credentials = NumberedTokens(life_s=0)
    log_in(monkeypatch, credentials)
    tokens = AccessTokens()
    tokens.header()
    credentials.problem = raised
    kind = type(raised).__name__
    assert problem(tokens) == f"the Google credentials were refused: {said} ({kind}); {LOGIN}"


@pytest.mark.parametrize(
    "raised", [exceptions.TransportError("no route"), exceptions.RefreshError("no route", retryable=True)]
)
def test_a_token_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, raised: Exception) -> None:
    log_in(monkeypatch, NumberedTokens(problem=raised))
    assert problem(AccessTokens(), ConnectError) == (
        f"cannot connect to Google's token server: no route ({type(raised).__name__}); "
        "see whether the network is up, and try again"
    )


def test_an_error_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(monkeypatch, NumberedTokens(problem=exceptions.RefreshError()))
    assert problem(AccessTokens()) == f"the Google credentials were refused: RefreshError; {LOGIN}"


# From here on google-auth itself, with files of ours and a token server on this machine.


@pytest.fixture
def token_server(monkeypatch: pytest.MonkeyPatch) -> Iterator["TokenServer"]:
    server = TokenServer()
    monkeypatch.setattr("google.oauth2.credentials._GOOGLE_OAUTH2_TOKEN_ENDPOINT", f"{server.url}/token")
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.http.shutdown()
    server.http.server_close()
    thread.join(5)


class TokenServer:
    """Answers every request for a token with `answer`; keeps what it was asked."""

    def __init__(self) -> None:
        self.answer: tuple[int, dict[str, Any]] = (200, {"access_token": "numbered-token-1", "expires_in": 3600})
        self.asked: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                server.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                status, document = server.answer
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"


def user_login(folder: Path, monkeypatch: pytest.MonkeyPatch, **more: str) -> Path:
    """The file that `gcloud auth application-default login` writes."""
    names = {"type": "authorized_user", "client_id": "id", "client_secret": "hush", "refresh_token": "1//again"}
    file = folder / "login.json"
    file.write_text(json.dumps(names | more), encoding="utf-8")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    return file


def test_a_users_login_gives_tokens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token_server: TokenServer, capsys: pytest.CaptureFixture[str]
) -> None:
    user_login(tmp_path, monkeypatch)
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "my-project")
    tokens = AccessTokens()
    assert tokens.header() == ("Authorization", "Bearer numbered-token-1")
    assert tokens.project == "my-project"
    assert ["grant_type=refresh_token" in body for body in token_server.asked] == [True]
    assert capsys.readouterr() == ("", "")


def test_a_users_login_that_was_revoked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token_server: TokenServer
) -> None:
    user_login(tmp_path, monkeypatch)
    token_server.answer = 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
    said = "invalid_grant: Token has been expired or revoked"
    assert problem(AccessTokens()) == f"the Google credentials were refused: {said} (RefreshError); {LOGIN}"


def test_a_file_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    said = f"File {tmp_path}/none.json was not found"
    assert problem(AccessTokens()) == f"no Google credentials: {said} (DefaultCredentialsError); {LOGIN}"


@pytest.mark.parametrize(
    "text", ["", "[]", "7", "not json", '{"type": "other"}', '{"type": "authorized_user"}', "\udcff"]
)
def test_a_file_that_holds_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    user_login(tmp_path, monkeypatch).write_text(text, encoding="utf-8", errors="surrogateescape")
    said = problem(AccessTokens())
    assert re.fullmatch(rf"no Google credentials: .+ \(\w+\); {re.escape(LOGIN)}", said)
    assert "object" not in said


def test_what_a_file_holds_is_not_quoted_by_an_error_nobody_foresaw(monkeypatch: pytest.MonkeyPatch) -> None:
    def default(scopes: object) -> None:
        raise ValueError("bad line: private_key = MIIE-not-a-real-key")

    monkeypatch.setattr(google.auth, "default", default)
    said = "their file is not what it should be (ValueError)"
    assert problem(AccessTokens()) == f"no Google credentials: {said}; {LOGIN}"


def test_a_folder_is_no_credentials_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path))
    assert problem(AccessTokens()).startswith("no Google credentials: ")


@pytest.mark.parametrize(
    ("environment", "value"),
    [
        ({"GOOGLE_API_KEY": "g-key"}, "g-key"),
        ({"GEMINI_API_KEY": " m-key\n"}, "m-key"),
        ({"GOOGLE_API_KEY": "g-key", "GEMINI_API_KEY": "m-key"}, "g-key"),
        ({"GOOGLE_API_KEY": " ", "GEMINI_API_KEY": "m-key"}, "m-key"),
    ],
)
def test_the_first_key_that_is_set_is_used(environment: dict[str, str], value: str) -> None:
    key = gemini_key(environment)
    assert (key.value, key.ephemeral, key.header) == (value, False, ("x-goog-api-key", value))
    assert value not in repr(key)


def test_an_ephemeral_token_is_sent_as_one() -> None:
    key = gemini_key({"GEMINI_API_KEY": "auth_tokens/abc"})
    assert (key, key.ephemeral) == (GeminiKey("auth_tokens/abc"), True)
    assert key.header == ("Authorization", "Token auth_tokens/abc")


def test_no_key() -> None:
    with pytest.raises(UsageError) as error:
        gemini_key({"GOOGLE_API_KEY": ""})
    assert str(error.value) == (
        "--endpoint gemini needs an API key; "
        "make one at https://aistudio.google.com/apikey and set GOOGLE_API_KEY or GEMINI_API_KEY to it"
    )


@pytest.mark.parametrize("value", ["two words", "two\nlines", "kéy", "“quoted”", "k\x00"])
def test_a_key_that_no_header_can_carry(value: str) -> None:
    with pytest.raises(UsageError) as error:
        gemini_key({"GEMINI_API_KEY": value})
    assert str(error.value) == (
        "GEMINI_API_KEY holds a character that no API key has; set it to the key alone, in one line"
    )


def test_who_is_logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    class Known(NumberedTokens):
        def get_cred_info(self) -> dict[str, str]:
            return {"credential_type": "user credentials", "principal": "me@example.com", "credential_source": "/adc"}

    credentials = Known()
    log_in(monkeypatch, credentials)
    tokens = AccessTokens()
    assert tokens.login == Login("user credentials", "me@example.com", "/adc")
    tokens.header()
    assert tokens.login.expires_at is not None
    assert (tokens.login.expires_at - datetime.now(UTC)).total_seconds() == pytest.approx(3600, abs=60)


@pytest.mark.parametrize("info", [None, {}, {"principal": "default"}, "nonsense"])
def test_credentials_that_do_not_say_whose_they_are(monkeypatch: pytest.MonkeyPatch, info: object) -> None:
    credentials = NumberedTokens()
    credentials.get_cred_info = lambda: info  # type: ignore[method-assign,assignment,unused-ignore]
    log_in(monkeypatch, credentials)
    assert AccessTokens().login == Login("tests.endpoints.google_login.NumberedTokens")
