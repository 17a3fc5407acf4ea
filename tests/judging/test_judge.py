"""A judge against a server on this machine: every way it may answer is a vote, a failed vote, or a clear error."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from evalkit.errors import ConnectError, EvalkitError, ServerReportedError, UsageError
from evalkit.judging.backend import make_backend
from evalkit.judging.judge import Judge
from evalkit.scorers.failed_answer import failure_of
from evalkit.scorers.question import Heard, Question
from tests.endpoints.google_login import NumberedTokens, log_in
from tests.judging.judge_server import KEY, JudgeServer, Served, judge_server, reply, votes_of

ASKED: dict[str, Any] = {
    "prompt_version": 1,
    "temperature": 1.0,
    "scale": [0.0, 0.25, 0.5, 0.75, 1.0],
    "criteria": ["kind"],
    "instructions": "Judge.",
    "prompt": "Is it kind?",
}
QUESTION = Question("judgement", ASKED, votes=3)
GOOD = Served(reply(votes_of(kind="0.75")))
ENVIRONMENT = {"GEMINI_API_KEY": KEY}


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


class Asking:
    """A judge with a key, and what it waited."""

    def __init__(self, url: str, model: str = "gemini-3.8-flash") -> None:
        self.waited: list[float] = []
        self.judge = Judge(make_backend("gemini", model, ENVIRONMENT, url), self.waited.append)

    def __call__(self, question: Question = QUESTION, vote: int = 1) -> Any:
        return self.judge.answer(question, vote)


@pytest.fixture
def serve() -> Iterator[Callable[..., JudgeServer]]:
    with ExitStack() as stack:
        yield lambda *answers: stack.enter_context(judge_server(*answers))


Serve = Callable[..., JudgeServer]


def test_a_vote_is_kept_with_everything_that_led_to_it(serve: Serve) -> None:
    server = serve(GOOD)
    vote = Asking(server.url)(vote=2)
    assert (vote.kind, vote.key, vote.vote, vote.provenance) == ("judgement", QUESTION.key, 2, "recorded")
    assert vote.by == "gemini-3.8-flash-001"
    assert vote.asked == ASKED
    assert vote.answer["votes"] == {"kind": {"score": 0.75, "why": "Why kind."}}
    assert "gemini-3.8-flash-001" in vote.answer["reply"]
    # 1000 × 0.75 + 100 × 3.75 dollars a million.
    assert vote.usage == {
        "model": "gemini-3.8-flash",
        "audio_s": 0,
        "prompt_tokens": 1000,
        "output_tokens": 100,
        "cost_usd": pytest.approx(0.001125),
        "as_of": "2026-10-07",
    }
    [asked] = server.asked
    assert asked.path == "/v1beta/models/gemini-3.8-flash:generateContent"
    assert asked.headers["x-goog-api-key"] == KEY
    assert asked.body["generationConfig"]["seed"] == 2
    assert KEY not in str(vote)


def test_audio_is_sent_in_order_as_flac(serve: Serve) -> None:
    server = serve(GOOD)
    heard = (Heard(b"\1\0" * 2400, 24_000), Heard(b"\2\0" * 1600, 16_000))
    vote = Asking(server.url)(Question("judgement", ASKED, heard))
    parts = server.asked[0].body["contents"][0]["parts"]
    assert [part.get("text") for part in parts] == ["Is it kind?", "Audio 1:", None, "Audio 2:", None]
    assert [part["inlineData"]["mimeType"] for part in parts if "inlineData" in part] == ["audio/flac"] * 2
    assert [audio["seconds"] for audio in vote.asked["audio"]] == [0.1, 0.1]
    assert vote.usage["audio_s"] == 0.2


@pytest.mark.parametrize(
    ("served", "why"),
    [
        (reply("", promptFeedback={"blockReason": "PROHIBITED_CONTENT"}), "the prompt was blocked: PROHIBITED_CONTENT"),
        (reply("", candidates=[]), "the reply has no candidate"),
        (reply("", candidates=None), "the reply has no candidate"),
        (reply("", candidates=[{"finishReason": "SAFETY"}]), "the judge's answer was stopped: SAFETY"),
        (reply("", candidates=[{"finishReason": "MAX_TOKENS"}]), "the judge's answer ran out of tokens: MAX_TOKENS"),
        (reply(""), "the judge's answer is empty"),
        (reply("Very kind."), "the judge's answer is no JSON: Very kind."),
        (reply('{"kind": '), 'the judge\'s answer is no JSON: {"kind":'),
        (reply("[1]"), "there is no vote on kind"),
        (reply(votes_of(kind="0.6")), "kind was given '0.6', which is not on the scale"),
        (reply(votes_of(kind="2")), "kind was given '2.0', which is not on the scale"),
        (reply(votes_of(kind="NaN")), "kind was given 'nan', which is not on the scale"),
        (reply(votes_of(kind=True)), "kind was given 'True', which is not on the scale"),
        (reply('{"kind": {"score": "1"}}'), "the vote on kind gives no reason"),
        (reply(votes_of(rude="1")), "there is no vote on kind"),
        (b"<html>hello</html>", "the reply is no JSON"),
        (b"\xff\xfe", "the reply is no JSON"),
        (b"", "the reply is no JSON"),
        ([], "the reply is no object"),
    ],
)
def test_a_reply_that_is_no_vote_is_kept_with_the_reason(serve: Serve, served: Any, why: str) -> None:
    vote = Asking(serve(Served(served)).url)()
    assert failure_of(vote) == why
    assert vote.answer["reply"] or served == b""
    assert vote.usage["model"] == "gemini-3.8-flash"


def test_a_request_that_is_refused_is_a_failed_vote_and_the_next_is_asked(serve: Serve) -> None:
    server = serve(Served({"error": {"code": 400, "message": "Audio is not supported."}}, 400), GOOD)
    asking = Asking(server.url)
    assert failure_of(asking()) == "the server refuses the request: HTTP 400: Audio is not supported"
    assert failure_of(asking(vote=2)) == ""


REFUSALS = [
    (401, "UNAUTHENTICATED", "renew them"),
    (403, f"the key {KEY} has no permission", "see that the credentials may use the model"),
    (404, "models/x is not found", "see that there is such a model"),
    (400, "API key not valid. API_KEY_INVALID", "renew them"),
]


@pytest.mark.parametrize(("status", "said", "hint"), REFUSALS)
def test_refused_credentials_and_unknown_models_stop_the_asking(
    serve: Serve, status: int, said: str, hint: str
) -> None:
    server = serve(Served({"error": {"code": status, "message": said}}, status))
    asking = Asking(server.url)
    for vote in (1, 2):
        with pytest.raises(UsageError, match=f"HTTP {status}") as error:
            asking(vote=vote)
        assert hint in str(error.value)
        assert KEY not in str(error.value)
    assert len(server.asked) == 1


def test_a_quota_is_waited_for_as_long_as_the_server_asks(serve: Serve) -> None:
    server = serve(Served({"error": {}}, 429, {"Retry-After": "7"}), Served({}, 503), GOOD)
    asking = Asking(server.url)
    assert failure_of(asking()) == ""
    assert asking.waited == [7.0, 2.0]


@pytest.mark.parametrize(
    ("served", "tries", "said"),
    [
        (Served({"error": {"message": "Quota."}}, 429), 3, "the server reports error 429: 'Quota'"),
        (
            Served({"error": {"message": "Quota."}}, 429, {"Retry-After": "3600"}),
            1,
            "the server reports error 429: 'Quota (it asks for 3600 s)'",
        ),
        (Served(b"<html>", 500), 3, "the server reports error 500"),
    ],
)
def test_what_fails_every_time_is_an_error(serve: Serve, served: Served, tries: int, said: str) -> None:
    server = serve(served)
    with pytest.raises(ServerReportedError) as error:
        Asking(server.url)()
    assert (str(error.value), len(server.asked)) == (said, tries)


def test_a_redirect_is_not_followed(serve: Serve) -> None:
    elsewhere = serve(GOOD)
    server = serve(Served(b"", 302, {"Location": f"{elsewhere.url}/steal"}))
    assert failure_of(Asking(server.url)()) == "the server refuses the request: HTTP 302"
    assert elsewhere.asked == []


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    asking = Asking(url)
    with pytest.raises(ConnectError) as error:
        asking()
    assert "Connection refused" in str(error.value)
    assert str(error.value).endswith("see whether the network is up, and try again")
    assert asking.waited == [1.0, 2.0]


def test_a_connection_that_ends_early_and_a_server_that_never_answers(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(Served(None))
    with pytest.raises(ConnectError, match="the connection failed"):
        Asking(server.url)()
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        monkeypatch.setattr("evalkit.judging.call._TIMEOUTS_S", (0.05, 0.05))
        with pytest.raises(ConnectError, match=r"no answer within 0\.05 s"):
            Asking(f"http://127.0.0.1:{deaf.getsockname()[1]}")()


def test_a_key_that_a_server_repeats_is_not_kept(serve: Serve) -> None:
    vote = Asking(serve(Served(reply(f"Your key is {KEY}"))).url)()
    assert KEY not in str(vote)
    assert failure_of(vote) == "the judge's answer is no JSON: Your key is REDACTED"


def test_audio_that_is_too_long_is_not_sent(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(GOOD)
    monkeypatch.setattr("evalkit.judging.request.MOST_AUDIO_BYTES", 100)
    vote = Asking(server.url)(Question("judgement", ASKED, (Heard(bytes(range(256)) * 200, 24_000),)))
    assert "can be sent in a request" in failure_of(vote)
    assert server.asked == []


def test_the_same_question_is_not_paid_for_twice(serve: Serve) -> None:
    server = serve(GOOD, Served(reply("no")), GOOD)
    asking = Asking(server.url)
    assert asking(vote=1) == asking(vote=1)
    assert failure_of(asking(vote=2))
    assert not failure_of(asking(vote=2))
    assert len(server.asked) == 3


def test_a_model_without_a_name_of_its_version_or_a_known_price(serve: Serve) -> None:
    silent = reply(votes_of(kind="1"), modelVersion=None)
    vote = Asking(serve(Served(silent)).url, "gemini-9")()
    assert vote.by == "gemini-9"
    assert (vote.usage["cost_usd"], vote.usage["why"]) == (None, "the price of gemini-9 is not known")
    untold = Asking(serve(Served(reply(votes_of(kind="1"), usageMetadata=None))).url)()
    assert untold.usage["why"] == "the reply does not tell its tokens"


def test_on_vertex_a_token_that_was_revoked_is_renewed_once(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(monkeypatch, NumberedTokens(), "my-project")
    server = serve(Served({}, 401), GOOD)
    judge = Judge(make_backend("vertex", "gemini-3.8-flash", {}, server.url))
    judge.check()
    assert failure_of(judge.answer(QUESTION, 1)) == ""
    assert [each.headers["Authorization"] for each in server.asked] == [
        "Bearer numbered-token-1",
        "Bearer numbered-token-2",
    ]
    path = "/v1/projects/my-project/locations/global/publishers/google/models/gemini-3.8-flash:generateContent"
    assert {each.path for each in server.asked} == {path}


def test_a_machine_that_knows_another_login_does_not_send_it(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    server = serve(GOOD)
    Asking(server.url)()
    assert "Authorization" not in server.asked[0].headers


def test_errors_are_of_the_one_tree() -> None:
    with pytest.raises(EvalkitError):
        make_backend("gemini", "gemini-3.8-flash", {})
