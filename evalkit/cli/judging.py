"""Makes the judge that the command line names, and says what became of asking it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from evalkit.errors import UsageError

if TYPE_CHECKING:
    from evalkit.judging.backend import BackendName
    from evalkit.judging.judge import Judge
    from evalkit.runner.annotating import Annotated

__all__ = ["judge_url_option", "made_judge", "outcome_line", "run_judge_options"]

F = TypeVar("F", bound=Callable[..., Any])
_BACKENDS = ("gemini", "vertex")


def judge_url_option(command: F) -> F:
    """Adds another server in place of Google's."""
    add = click.option(
        "--judge-url",
        default="",
        envvar="EVALKIT_JUDGE_URL",
        show_envvar=True,
        metavar="URL",
        help="Ask the judge at this base URL, such as a gateway's.",
    )
    return add(command)


def run_judge_options(command: F) -> F:
    """Adds a judge to a run; the names are those of `playing.Request`."""
    options: tuple[Callable[[F], F], ...] = (
        click.option("--judge", default="", metavar="MODEL", help="Ask this model what `judge` expects to know."),
        click.option("--judge-endpoint", type=click.Choice(_BACKENDS), help="Where it is served."),
        judge_url_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


def made_judge(model: str, endpoint: str | None, url: str = "", project: str = "", location: str = "") -> Judge:
    """Makes a judge, with a credential that was found to be there.

    Args:
        model: an id or a resource name.
        endpoint: `gemini` or `vertex`; None: where there are credentials, a key before a login.
        url: another server in Google's place.
        project: on Vertex AI; empty, like the next: as the environment says.
        location: on Vertex AI; without any, `global`.

    Raises:
        UsageError: something is missing or wrong in what the user set.
        ConnectError: a token could not be renewed.
    """
    from evalkit.cli.settings import endpoint_settings
    from evalkit.judging.backend import make_backend
    from evalkit.judging.judge import Judge

    # The flags are looked at for Vertex AI alone: they may as well belong to the endpoint that plays.
    settings = endpoint_settings("vertex", project, location)
    found = _backend(endpoint, model, settings)
    judge = Judge(make_backend(found, model, settings, url.strip()))
    judge.check()
    return judge


def outcome_line(annotated: Annotated, noun: str = "vote") -> str:
    """What became of one attempt's questions; `noun` is what an answer is called."""
    came = f"{annotated.asked} {noun}{'' if annotated.asked == 1 else 's'} came"
    missing = annotated.failed + annotated.left
    without = f", {missing} did not" if missing else ""
    return f"{came}{without}{f': {annotated.problem}' if annotated.problem else ''}"


def _backend(endpoint: str | None, model: str, settings: Any) -> BackendName:
    from evalkit.endpoints.addresses import place_of
    from evalkit.endpoints.credentials import express_key

    if endpoint is not None:
        return "vertex" if endpoint == "vertex" else "gemini"
    if place_of(model):
        return "vertex"
    if any(settings.get(name, "").strip() for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY")):
        return "gemini" if express_key(settings) is None else "vertex"
    if settings.get("GOOGLE_CLOUD_PROJECT", "").strip():
        return "vertex"
    hint = "set GEMINI_API_KEY, or log in with gcloud and set GOOGLE_CLOUD_PROJECT"
    raise UsageError("a judge needs credentials, and there are none here", hint)
