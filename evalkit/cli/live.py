"""`make live`: three of the built-in scenarios for real, or what is missing for it and what it would cost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from evalkit.cli.options import google_options, out_option

__all__ = ["live"]

_IDS = ("basics/spoken_question", "basics/text_to_audio", "tools/temperature")
_MODELS = {"gemini": "3.8", "vertex": "2.5"}
_LOCATION = "us-central1"


@click.command()
@click.argument("scenarios", default=Path("scenarios"), type=click.Path(path_type=Path))
@click.option("--endpoint", type=click.Choice(list(_MODELS)), help="Where; by default where there are credentials.")
@click.option("--model", default="", metavar="NAME", help="By default 3.8 on gemini, 2.5 on vertex.")
@google_options
@out_option
def live(scenarios: Path, endpoint: str | None, model: str, **asked: Any) -> int:
    """Play three of SCENARIOS against a real model, in real time; without credentials, say what to set.

    Either way it says before what that costs, estimated from the scenarios' recordings.
    """
    from evalkit.errors import ExitCode

    found = endpoint or _with_credentials(asked["project"])
    backend = found or "gemini"
    _say_costs(scenarios, model or _MODELS[backend], backend)
    if not found:
        _say_missing()
        return ExitCode.INVALID
    return _play(scenarios, found, model or _MODELS[backend], asked)


def _with_credentials(project: str) -> str | None:
    """The endpoint that somebody has credentials for; an API key goes before a login."""
    from evalkit.cli.settings import endpoint_settings
    from evalkit.endpoints.credentials import AccessTokens, express_key
    from evalkit.errors import UsageError

    settings = endpoint_settings("vertex", project)
    # A key that is none is not missing: whoever set it is told what is wrong with it.
    if any(settings.get(name, "").strip() for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY")):
        return "gemini" if express_key(settings) is None else "vertex"
    if not settings.get("GOOGLE_CLOUD_PROJECT"):
        return None
    try:
        _ = AccessTokens().login
    except UsageError:
        return None
    return "vertex"


def _say_costs(scenarios: Path, name: str, backend: str) -> None:
    from evalkit.cli.output import show
    from evalkit.endpoints.aliases import model_named
    from evalkit.profiles.prices import AS_OF, Cost, cost, price_of
    from evalkit.runner.spoken_seconds import spoken_seconds

    model = model_named(name, "vertex" if backend == "vertex" else "gemini")
    turns = spoken_seconds(scenarios, _IDS)
    price = price_of(model)
    if price is None:
        show(f"{len(_IDS)} scenarios on {model}, whose price is not known here")
        return
    total = sum((cost(each, price) for each in turns), Cost())
    note = f" ({price.note})" if price.note else ""
    show(
        f"{len(_IDS)} scenarios on {model}: about {total.heard_s:.0f} s of audio in and {total.said_s:.0f} s out, "
        f"${total.usd:.3f} at the prices of {AS_OF}{note}"
    )


def _say_missing() -> None:
    from evalkit.cli.output import show

    show("nothing was played: there are no credentials here. Set one of")
    show("  GEMINI_API_KEY=…                      a key from https://aistudio.google.com/apikey")
    show("  GOOGLE_CLOUD_PROJECT=…                after `gcloud auth application-default login`")
    show("and run `make live` again; `evalkit doctor` says what works.")


def _play(scenarios: Path, endpoint: str, model: str, asked: dict[str, Any]) -> int:
    from evalkit.cli.playing import Request, play
    from evalkit.cli.reporting import report_run

    if endpoint == "vertex" and not (asked["location"] or os.environ.get("GOOGLE_CLOUD_LOCATION")):
        asked["location"] = _LOCATION
    paths = tuple(scenarios / f"{each}.yaml" for each in _IDS)
    played = play(Request(paths, endpoint, model, 1, 1, (), (), seed=None, **asked))
    return report_run(played.run, played.folder)


if __name__ == "__main__":
    from evalkit.cli.main import main

    main(live)
