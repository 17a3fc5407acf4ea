"""`evalkit doctor`: what works here, and what to do about the rest."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli.options import google_options, out_option, speech_option

if TYPE_CHECKING:
    from evalkit.endpoints.base import Endpoint, EndpointOptions
    from evalkit.runner.health import Finding

__all__ = ["doctor"]

_GOOGLE = ("vertex", "gemini")
_COLOURS = {"ok": "green", "warning": "yellow", "problem": "red"}


@click.command()
@click.option("--endpoint", default="", metavar="NAME|URL", help="vertex, gemini, or a ws:// or wss:// URL.")
@click.option("--model", default="", metavar="NAME", help="A model that is to be played against.")
@google_options
@click.option("--connect", is_flag=True, help="Open a session and close it again: a setup only, which costs nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@out_option
@speech_option
def doctor(as_json: bool, **asked: Any) -> int:
    """Look whether everything is here that a run needs, and say what to do about the rest.

    Connects to nothing without --connect. Exits with 0 when nothing is a problem, else with 4.
    """
    from evalkit.errors import ExitCode

    _check(asked)
    findings = [*_machine(asked), *_endpoint(asked)]
    (_print_json if as_json else _print)(findings)
    return ExitCode.INVALID if any(each.state == "problem" for each in findings) else ExitCode.OK


def _check(asked: dict[str, Any]) -> None:
    from evalkit.errors import UsageError

    endpoint = asked["endpoint"]
    if endpoint and endpoint not in _GOOGLE and "://" not in endpoint:
        raise UsageError(f"--endpoint {endpoint}: there is nothing to look after", "choose vertex, gemini or a URL")
    as_in = "as in --endpoint gemini --model gemini-3.8-live"
    if asked["model"] and not endpoint:
        raise UsageError("--model needs --endpoint", as_in)
    if asked["connect"] and not asked["model"]:
        raise UsageError("--connect needs --endpoint and --model", as_in)


def _machine(asked: dict[str, Any]) -> Iterator[Finding]:
    """What every run needs, wherever it is played."""
    from datetime import UTC, datetime
    from importlib import metadata
    from urllib.request import getproxies

    from evalkit.media.speech.engines import default_engines
    from evalkit.media.speech.store import default_cache
    from evalkit.runner import audio_health, health, recogniser_health
    from evalkit.version import __version__

    def installed(name: str) -> str | None:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            return None

    yield health.python(__version__)
    yield health.packages(metadata.requires("evalkit") or (), installed)
    yield audio_health.decoder()
    yield audio_health.detector()
    yield recogniser_health.recogniser()
    yield health.engines(default_engines(asked["speech_command"]))
    yield health.speech_cache(default_cache(os.environ.get("XDG_CACHE_HOME", "")))
    yield health.disk(asked["out"])
    yield health.clock(datetime.now(UTC))
    yield health.proxies([f"{name}_proxy" for name in getproxies() if name not in ("no", "all")])
    names = ("SSL_CERT_FILE", "SSL_CERT_DIR")
    yield health.certificates({name: os.environ[name] for name in names if os.environ.get(name)})


def _endpoint(asked: dict[str, Any]) -> Iterator[Finding]:
    """What the endpoint asked for needs, or in their absence both of Google's."""
    found = [
        finding for backend in _GOOGLE if asked["endpoint"] in ("", backend) for finding in _google(backend, asked)
    ]
    if "://" in asked["endpoint"]:
        from evalkit.runner.endpoint_health import url_finding

        _options(asked)
        found.append(url_finding(asked["endpoint"]))
    yield from found
    if asked["endpoint"] in _GOOGLE and asked["model"]:
        from evalkit.runner.endpoint_health import model_finding

        yield (model := model_finding(asked["model"], asked["endpoint"]))
        found.append(model)
    if asked["connect"]:
        yield from _connection(asked, any(each.state == "problem" for each in found))


def _google(backend: str, asked: dict[str, Any]) -> Iterator[Finding]:
    from datetime import UTC, datetime

    from evalkit.endpoints.credentials import AccessTokens
    from evalkit.runner.endpoint_health import gemini_findings, vertex_findings
    from evalkit.runner.health import State

    missing: State = "problem" if asked["endpoint"] else "warning"
    options = _options(asked)
    if backend == "gemini":
        yield from gemini_findings(options.environment, missing)
    else:
        yield from vertex_findings(options.environment, asked["model"], AccessTokens(), datetime.now(UTC), missing)


def _connection(asked: dict[str, Any], hopeless: bool) -> Iterator[Finding]:
    from evalkit.errors import EvalkitError
    from evalkit.runner.health import Finding, finding_of
    from evalkit.runner.reach import reach

    if hopeless:
        yield Finding("connection", "warning", "not tried", "mend what is above first")
        return
    try:
        endpoint = _opened(asked)
        endpoint.check(())
    except EvalkitError as error:
        yield finding_of("connection", error, "problem")
        return
    if sys.stderr.isatty():
        click.echo(f"connecting to {endpoint.name}: a setup only, which costs nothing", err=True)
    yield reach(endpoint)


def _opened(asked: dict[str, Any]) -> Endpoint:
    from evalkit.endpoints import make_endpoint

    return make_endpoint(asked["endpoint"], _options(asked))


def _options(asked: dict[str, Any]) -> EndpointOptions:
    from evalkit.cli.settings import endpoint_settings
    from evalkit.cli.speech import speech_here
    from evalkit.endpoints.base import EndpointOptions

    flags = (asked[name] for name in ("project", "location", "api_version"))
    settings = endpoint_settings(asked["endpoint"] or "vertex", *flags)
    return EndpointOptions(speech_here(""), asked["model"], settings)


def _print(findings: Sequence[Finding]) -> None:
    """One line a finding, what to do below it, and a count."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from evalkit.cli.output import show

    table = Table.grid(padding=(0, 2))
    for _ in ("state", "name", "detail"):
        # An address that is longer than a line is folded: cut, it would say nothing.
        table.add_column(overflow="fold")
    for each in findings:
        said = Text(each.detail)
        if each.hint and each.state != "ok":
            said.append(f"\n→ {each.hint}", style="bold" if each.state == "problem" else "")
        table.add_row(Text(each.state, style=_COLOURS[each.state]), each.name, said)
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120
    console = Console(highlight=False, width=width)
    with console.capture() as printed:
        console.print(table)
        console.print(f"\n{_counted(findings)}")
    show("\n".join(line.rstrip() for line in printed.get().splitlines()))


def _counted(findings: Sequence[Finding]) -> str:
    counts = {state: sum(each.state == state for each in findings) for state in ("problem", "warning")}
    said = [f"{count} {state}{'' if count == 1 else 's'}" for state, count in counts.items() if count]
    return ", ".join(said) or "everything is fine"


def _print_json(findings: Sequence[Finding]) -> None:
    import json
    from dataclasses import asdict

    from evalkit.cli.output import show

    ok = all(each.state != "problem" for each in findings)
    show(json.dumps({"ok": ok, "findings": [asdict(each) for each in findings]}, indent=2, ensure_ascii=False))
