"""A judge: a model that is asked, vote by vote, and whose every reply is kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from evalkit.errors import UsageError
from evalkit.judging.backend import Backend
from evalkit.judging.call import call
from evalkit.judging.reply import Reply, read_reply
from evalkit.judging.request import audio_problem, request_body
from evalkit.profiles.text_prices import AS_OF, charge
from evalkit.recording.annotation import Annotation, AnnotationKind
from evalkit.recording.redact import Redactor
from evalkit.scorers.failed_answer import failed, failure_of
from evalkit.scorers.question import Question

__all__ = ["Judge"]

_KEPT_CHARACTERS = 200_000
"""Of a reply; a whole one has a few thousand."""


class Judge:
    """Answers questions of kind `judgement`; safe to share between threads.

    Args:
        backend: where and with whose credentials it is asked.
        sleep: waits some seconds before another try.
    """

    kind: AnnotationKind = "judgement"

    def __init__(self, backend: Backend, sleep: Callable[[float], None] = time.sleep) -> None:
        self.name = backend.model
        self._backend, self._sleep = backend, sleep
        self._lock = threading.Lock()
        self._refused: UsageError | None = None
        self._given: dict[tuple[str, int], Annotation] = {}

    def check(self) -> None:
        """Finds a valid credential before anything is spent; connects to nothing but the server that renews those.

        Raises:
            UsageError: there is none, or it is refused.
            ConnectError: it could not be renewed.
        """
        self._backend.header()

    def answer(self, question: Question, vote: int) -> Annotation:
        """Casts one vote, or gives the one it cast before; a reply that is no vote is kept with the reason.

        Raises:
            UsageError: the credentials or the model are refused; nobody is asked again after that.
            TransportError: the judge cannot be reached, or fails every time.
        """
        with self._lock:
            if self._refused is not None:
                raise self._refused
            if (known := self._given.get((question.key, vote))) is not None:
                return known
        body = request_body(question, vote)
        if too_long := audio_problem(body):
            return self._kept(question, vote, Reply(problem=too_long), None)
        try:
            came = call(self._backend, body, self._sleep)
        except UsageError as error:
            with self._lock:
                self._refused = error
            raise
        if came.problem:
            return self._kept(question, vote, Reply(problem=came.problem), None)
        # Before it is read: what a server repeats of its credentials must not stand in a reason either.
        text = Redactor(self._backend.secrets).text(came.body.decode("utf-8", "replace"))
        reply = read_reply(text.encode(), question.asked["criteria"])
        return self._remembered(self._kept(question, vote, reply, text))

    def _remembered(self, answer: Annotation) -> Annotation:
        if not failure_of(answer):
            with self._lock:
                self._given[answer.key, answer.vote] = answer
        return answer

    def _kept(self, question: Question, vote: int, reply: Reply, came: str | None) -> Annotation:
        raw = {} if came is None else {"reply": came[:_KEPT_CHARACTERS]}
        return Annotation(
            kind=self.kind,
            key=question.key,
            vote=vote,
            by=reply.model_version or self.name,
            provenance="recorded",
            asked=question.facts,
            answer=failed(reply.problem, raw) if reply.problem else {"votes": reply.votes, **raw},
            usage={} if came is None else self._usage(question, reply),
        )

    def _usage(self, question: Question, reply: Reply) -> Mapping[str, Any]:
        paid = charge(self.name, reply.usage, heard=bool(question.heard))
        counts = {f"{kind}_tokens": count for kind, count in paid.counts.items()}
        seconds = round(sum(heard.facts["seconds"] for heard in question.heard), 3)
        cost = {"cost_usd": paid.usd, "as_of": AS_OF} if paid.usd is not None else {"cost_usd": None, "why": paid.why}
        return {"model": self.name, "audio_s": seconds, **counts, **cost}
