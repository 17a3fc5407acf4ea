"""`evalkit serve`: the mock Live API on this machine, for any client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evalkit.cli.options import speech_option

__all__ = ["serve"]


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]", type=click.Path(path_type=Path))
@click.option("--profile", default="", metavar="NAME", help="How the server behaves; default: as the model asked for.")
@click.option("--fault", "faults", multiple=True, metavar="NAME", help="How it misbehaves; may be repeated.")
@click.option("--list-profiles", is_flag=True, help="Show the profiles and exit.")
@click.option("--list-faults", is_flag=True, help="Show the faults and exit.")
@click.option("--echo", is_flag=True, help="Say back what is heard, whatever the scenarios say.")
@click.option("--speed", default=4.0, show_default=True, metavar="X", help="Send audio so much faster than real time.")
@click.option("--port", default=0, metavar="N", help="Port; default: any free one.")
@click.option("--tls", is_flag=True, help="Serve wss:// and https://, as the official Python SDK needs.")
@click.option("--ca-file", metavar="FILE", type=click.Path(path_type=Path), help="Write the certificate to trust here.")
@click.option("--allow-origin", "origins", multiple=True, metavar="ORIGIN", help="Let pages from there in.")
@click.option("--credential", "credentials", multiple=True, metavar="VARIABLE", help="Take only this variable's value.")
@click.option("--name", "names", multiple=True, metavar="NAME", help="Another name clients call this server by.")
@click.option("--host", default="", metavar="ADDRESS", help="Address to listen on; default: localhost.")
@click.option("--unsafe-bind", is_flag=True, help="Allow a --host that other machines can reach.")
@speech_option
def serve(list_profiles: bool, list_faults: bool, **asked: Any) -> None:
    """Serve the mock Live API until ^C, for any client that speaks it.

    It plays the scenarios at each PATH: their recordings, else their mock sections. Without a PATH it says back what it
    hears. Any key or token is good, unless --credential names the environment variable of the one that is.
    """
    # Imported here: `evalkit serve --help` stays as light as `evalkit --help`.
    from evalkit.cli.serving import ServeRequest, serve_until_interrupted, show_table
    from evalkit.serving.choices import fault_table, profile_table

    if list_profiles or list_faults:
        show_table([*(profile_table() if list_profiles else ()), *(fault_table() if list_faults else ())])
        return
    serve_until_interrupted(ServeRequest(**asked))
