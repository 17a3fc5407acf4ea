"""Opens a session and closes it again: does a model answer, and after how long."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from evalkit.clock import Stopwatch
from evalkit.endpoints.base import Endpoint
from evalkit.errors import ConnectionClosed, EvalkitError
from evalkit.profiles.profile import Profile
from evalkit.recording.redact import Redactor
from evalkit.runner.health import Finding, finding_of
from evalkit.scenario.model import Scenario
from evalkit.session.line import Line
from evalkit.session.setting_up import refused, setup_message

__all__ = ["reach"]


def reach(endpoint: Endpoint) -> Finding:
    """Connects, sends a setup, waits for `setupComplete` and closes; nothing is said and nothing generated.

    Takes real time: at most the timeouts of a connection and of a setup, 10 s each.
    """
    try:
        connect_s, setup_s = asyncio.run(_open(endpoint))
    except EvalkitError as error:
        found = finding_of("connection", error, "problem")
        # A server may repeat what it was sent, in a close reason for one.
        return replace(found, detail=Redactor(endpoint.secrets()).text(found.detail))
    detail = f"connected in {connect_s * 1000:.0f} ms, setupComplete {setup_s * 1000:.0f} ms later"
    return Finding("connection", "ok", detail)


async def _open(endpoint: Endpoint) -> tuple[float, float]:
    """Seconds until the connection is open, and from there until the session is ready."""
    scenario = Scenario("doctor", ())
    scenario = Scenario("doctor", (), setup=_least_setup(endpoint.profile(scenario)))
    setup = setup_message(scenario, endpoint.model(scenario))
    clock = Stopwatch()
    async with endpoint.connect(scenario) as transport:
        connected_s = clock()
        line = Line(transport, lambda _: None, clock)
        try:
            await line.set_up(setup, scenario.timeouts.setup_s, lambda _: None)
        except ConnectionClosed as closed:
            raise refused(closed) from None
        return connected_s, clock() - connected_s


def _least_setup(profile: Profile) -> Mapping[str, Any]:
    """The least that the model accepts."""
    accepts = profile.accepts
    generation: dict[str, Any] = {"response_modalities": ["AUDIO" if "AUDIO" in accepts.modalities else "TEXT"]}
    if accepts.thinking_level == "required":
        generation["thinking_config"] = {"thinking_level": "LOW"}
    return {"generation_config": generation}
