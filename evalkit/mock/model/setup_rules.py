"""Which setups a mock server refuses, and how: by the API's fields, the backend's names and the model's profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.mock.model.sessions import Progress
from evalkit.profiles.advice import refusal_of, setup_advice
from evalkit.profiles.profile import Backend, Profile
from evalkit.profiles.refusal import INVALID_ARGUMENT, Refusal
from evalkit.protocol.json_text import parse_object
from evalkit.protocol.messages import Setup
from evalkit.scenario.setup_check import camel_case, field_of, setup_mistakes, snake_case
from evalkit.scenario.setup_fields import SETUP, UNSUPPORTED, Field, Fields, Many

__all__ = ["authored_setup", "form_refusal", "model_refusal", "profile_refusal", "resumption_refusal"]


def authored_setup(data: str | bytes) -> Mapping[str, Any] | None:
    """Returns the setup of a client's frame as its author spelled it; None when the frame holds none.

    Raises:
        RemoteProtocolError: the frame is no JSON object.
    """
    found = parse_object(data).get("setup")
    return found if isinstance(found, Mapping) else None


def form_refusal(setup: Mapping[str, Any]) -> Refusal | None:
    """Judges a setup by the fields the API has (reference §6.2, §6.3)."""
    rest = {key: value for key, value in setup.items() if camel_case(key) != "model"}
    for name, place in _unknown(rest, SETUP, "setup"):
        return Refusal(1007, f"Invalid JSON payload received. Unknown name \"{name}\" at '{place}': Cannot find field.")
    return INVALID_ARGUMENT if any(True for _ in setup_mistakes(rest)) else None


def model_refusal(setup: Mapping[str, Any], backend: Backend | None, version: str, *, known: bool) -> Refusal | None:
    """Judges the model's name (reference §1.3, §6.2).

    Args:
        setup: as authored.
        backend: which API the client asked; a gateway passes every name.
        version: of the API.
        known: True for a model that the server plays.
    """
    model = field_of(setup, "model")
    model = model if isinstance(model, str) else ""
    # An API key names the project in express mode, so the model's name need not (reference §1.2).
    if model and backend is not None and model.startswith(("projects/", "publishers/")) is not (backend == "vertex"):
        return Refusal(1007, f"Invalid resource field value in the request: {model}")
    if model and (known or backend is None):
        return None
    if backend == "vertex":
        problem = "was not found or your project does not have access to it."
        return Refusal(1008, f"Publisher Model `{model}` {problem}")
    served = f"for API version {version or 'v1beta'}, or is not supported for bidiGenerateContent."
    return Refusal(1008, f"{model or 'models/'} is not found {served} Call ListModels to see the available models.")


def resumption_refusal(setup: Setup, saved: Progress | None) -> Refusal | None:
    """Judges the handle of a session that is to be resumed (reference §4.7, §6.2)."""
    handle = (setup.session_resumption or {}).get("handle")
    if handle and saved is None:
        return Refusal(1008, "BidiGenerateContent session not found")
    return None


def _unknown(message: Mapping[str, Any], fields: Fields, place: str) -> Iterator[tuple[str, str]]:
    """Yields (name as authored, place in snake_case) of each field the API does not have."""
    for key, value in message.items():
        name = camel_case(key)
        if name in UNSUPPORTED:
            continue
        if name not in fields.known:
            yield key, place
        else:
            yield from _unknown_below(value, fields.known[name], f"{place}.{snake_case(name)}")


def _unknown_below(value: Any, field: Field, place: str) -> Iterator[tuple[str, str]]:
    match field:
        case Fields() if isinstance(value, Mapping):
            yield from _unknown(value, field, place)
        case Many(entry):
            for index, each in enumerate(value if isinstance(value, list) else ()):
                yield from _unknown_below(each, entry, f"{place}[{index}]")
            if isinstance(value, Mapping):
                yield from _unknown_below(value, entry, place)


def profile_refusal(setup: Mapping[str, Any], profile: Profile, version: str) -> Refusal | None:
    """Judges a setup, as authored, by what the model takes (reference §2.2, §2.6, §6.3)."""
    for found in setup_advice(setup, profile, version):
        if refusal := refusal_of(found, profile):
            return refusal
    return None
