"""The server's paths and what each answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from evalkit.errors import EvalkitError, UsageError
from evalkit.viewing.files import answer_with_file, media_type
from evalkit.viewing.guard import HEADERS, Site, refusal
from evalkit.viewing.pages import Pages
from evalkit.viewing.paths import file_below, path_names
from evalkit.viewing.policies import INERT, is_of_another_version, page_policy
from evalkit.viewing.problem import problem_page, problem_policy
from evalkit.viewing.shelf import Shelf, StoredRun

__all__ = ["Viewer"]


class Viewer:
    """An ASGI application that shows a folder of runs and writes nothing in it but what the index remembers.

    Args:
        root: the folder of runs.
        site: where it is reached; a request to another address is refused.
        now: the time, with its zone.
    """

    def __init__(self, root: Path, site: Site, now: Callable[[], datetime]) -> None:
        self._root = root.resolve()
        self._site = site
        self._shelf = Shelf(self._root, now)
        self._pages = Pages(self._shelf)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        response = await run_in_threadpool(self._respond, request)
        if request.method == "HEAD":
            response.body = b""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("content-security-policy", INERT)
        await response(scope, receive, send)

    def _respond(self, request: Request) -> Response:
        token = request.query_params.get("token", "")
        refused = refusal(self._site, request.method, request.headers, token)
        if refused is not None:
            allowed = {"allow": "GET, HEAD"} if refused.status == 405 else {}
            return PlainTextResponse(f"{refused.words}\n", refused.status, allowed)
        names = path_names(request.scope["raw_path"].partition(b"?")[0])
        try:
            if names is None:
                return _missing()
            if self._site.token and token:
                return self._remembered(names)
            return self._answer(names, request)
        except FileNotFoundError:
            # It was there a moment ago.
            return _missing()
        except (EvalkitError, OSError) as error:
            return _problem(500, "This cannot be shown", str(error))
        except Exception as error:
            # Whatever one page does not survive, the next one must be served.
            said = " ".join(f"{type(error).__name__}: {error}".split())
            return _problem(500, "This page is broken", f"internal error: {said}; report it")

    def _remembered(self, names: tuple[str, ...]) -> Response:
        """Keeps the token in a cookie, so that it stands in no address that is copied or kept in a history."""
        response = RedirectResponse(_address(names), 303)
        response.set_cookie(self._site.cookie, self._site.token, httponly=True, samesite="strict", path="/")
        return response

    def _answer(self, names: tuple[str, ...], request: Request) -> Response:
        match names:
            case ("",) | ("index.html",):
                return _made("index.html", self._pages.index())
            case ("compare",):
                return self._compared(request)
            case ("favicon.ico",):
                # Browsers ask for it unasked, and would tell of an error.
                return Response(status_code=204)
            case (name,) | (name, "") if self._shelf.has(name):
                return RedirectResponse(_address((name, "report.html")), 307)
            case (name, "live") if self._shelf.has(name):
                stored = self._shelf.stored(name)
                return JSONResponse(stored.standing.as_json(stored.etag))
            case (name, *rest) if rest and self._shelf.has(name):
                return self._of_run(name, "/".join(rest), names, request)
        return self._beside_index(names) or self._file(names, request) or _missing()

    def _compared(self, request: Request) -> Response:
        asked = request.query_params
        try:
            page = self._pages.compared(asked.get("a", ""), asked.get("b", ""), anyway=asked.get("anyway", "") == "1")
        except UsageError as error:
            if "--anyway" not in error.hint:
                return _problem(400, "These cannot be compared", str(error))
            anyway = ("Compare them all the same", f"/compare?{request.url.query}&anyway=1")
            words = f"{error.problem}. What differs there would look like a change."
            return _problem(400, "These were not played alike", words, anyway)
        return _made("compare.html", page)

    def _beside_index(self, names: tuple[str, ...]) -> Response | None:
        text = self._pages.beside_index("/".join(names))
        return None if text is None else _made(names[-1], text)

    def _of_run(self, name: str, rest: str, names: tuple[str, ...], request: Request) -> Response:
        if rest != "report.html" and not rest.startswith("details/") and rest != "summary":
            return self._file(names, request) or _missing()
        ended = self._has_ended(name) and not (rest == "report.html" and self._is_of_another_version(names))
        written = self._file(names, request) if ended else None
        return written or self._from_page(self._shelf.stored(name), rest)

    def _is_of_another_version(self, names: tuple[str, ...]) -> bool:
        """Whether a stored page could not run its script here; then the run is shown as this version would."""
        path = file_below(self._root, names)
        if path is None:
            return False
        with path.open("rb") as file:
            return is_of_another_version(file.read(8192))

    def _has_ended(self, name: str) -> bool:
        """Whether what lies in a run's folder is all there will be; so it is too where nobody can tell."""
        try:
            return bool(self._shelf.plan(name).finished_at) or not self._shelf.stored(name).standing.live
        except EvalkitError:
            return True

    def _from_page(self, stored: StoredRun, name: str) -> Response:
        text = self._pages.of_run(stored, name)
        return _missing() if text is None else _made(name if "." in name else f"{name}.txt", text)

    def _file(self, names: tuple[str, ...], request: Request) -> Response | None:
        path = file_below(self._root, names)
        return None if path is None else answer_with_file(path, request)


def _made(name: str, text: str) -> Response:
    headers = {"content-type": media_type(name)}
    if name.endswith(".html"):
        headers["content-security-policy"] = page_policy(text[:8192])
    return Response(text, headers=headers)


def _address(names: tuple[str, ...]) -> str:
    return "/" + "/".join(quote(name, safe="") for name in names)


def _missing() -> Response:
    return _problem(404, "Not here", "There is no such page or file in the folder of runs.")


def _problem(status: int, title: str, words: str, *steps: tuple[str, str]) -> Response:
    headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": problem_policy()}
    return Response(problem_page(title, words, (*steps, ("All runs", "/"))), status, headers)
