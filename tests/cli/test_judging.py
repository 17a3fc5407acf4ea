"""Where a judge is asked when nobody says where: a key goes before a login, as everywhere."""

from collections.abc import Mapping

import pytest

from evalkit.cli.judging import made_judge, outcome_line
from evalkit.endpoints.base import SETTINGS
from evalkit.errors import UsageError
from evalkit.runner.annotating import Annotated
from tests.endpoints.google_login import NumberedTokens, log_in

KEY = "a-key-of-nobody"
TUNED = "projects/p-2/locations/us-east1/endpoints/42"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    log_in(monkeypatch, NumberedTokens())


@pytest.mark.parametrize(
    ("environment", "model", "endpoint", "host"),
    [
        ({"GEMINI_API_KEY": KEY}, "m", None, "generativelanguage.googleapis.com"),
        ({"GEMINI_API_KEY": KEY, "GOOGLE_CLOUD_PROJECT": "p-1"}, "m", None, "generativelanguage.googleapis.com"),
        ({"GEMINI_API_KEY": KEY, "GOOGLE_CLOUD_PROJECT": "p-1"}, "m", "vertex", "aiplatform.googleapis.com"),
        ({"GOOGLE_CLOUD_PROJECT": "p-1"}, "m", None, "aiplatform.googleapis.com"),
        ({"GOOGLE_API_KEY": KEY, "GOOGLE_GENAI_USE_VERTEXAI": "1"}, "m", None, "aiplatform.googleapis.com"),
        ({"GEMINI_API_KEY": KEY}, TUNED, None, "us-east1-aiplatform.googleapis.com"),
    ],
)
def test_where(
    monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str], model: str, endpoint: str | None, host: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    hosts: list[str] = []
    monkeypatch.setattr("evalkit.judging.judge.Judge.check", lambda judge: hosts.append(judge._backend.url))
    made_judge(model, endpoint)
    assert [url.split("/")[2] for url in hosts] == [host]


def test_nowhere() -> None:
    with pytest.raises(UsageError) as error:
        made_judge("m", None)
    assert str(error.value) == (
        "a judge needs credentials, and there are none here; set GEMINI_API_KEY, or log in with gcloud and set "
        "GOOGLE_CLOUD_PROJECT"
    )


@pytest.mark.parametrize(
    ("annotated", "line"),
    [
        (Annotated(asked=1), "1 vote came"),
        (Annotated(asked=2, failed=1), "2 votes came, 1 did not"),
        (Annotated(failed=1, left=2, problem="refused"), "0 votes came, 3 did not: refused"),
    ],
)
def test_what_became_of_it(annotated: Annotated, line: str) -> None:
    assert outcome_line(annotated) == line
