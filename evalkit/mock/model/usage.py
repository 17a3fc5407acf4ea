"""Token counts as the mock reports them: plausible, growing with the context, never measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from evalkit.protocol.messages import UsageMetadata

__all__ = ["Meter"]

_AUDIO_TOKENS_PER_S = 25
_TOKENS_PER_WORD = 4 / 3
_PICTURE_TOKENS: Mapping[object, int] = {"MEDIA_RESOLUTION_LOW": 64, "MEDIA_RESOLUTION_MEDIUM": 256}
_USUAL_PICTURE_TOKENS = 258
"""Where the setup names no resolution (reference §5.2, unverified); of HIGH nothing is known, so it counts the same."""


class Meter:
    """Counts what went in and out at 25 tokens a second of audio (reference §5.2) and 4 tokens for 3 words.

    Attributes:
        names: what the backend calls the tokens of an answer (reference §3.5).
        sums: False reports details and thoughts that do not add up to the totals, as real servers have done.
    """

    def __init__(self, names: Literal["candidates", "response"] = "candidates", *, sums: bool = True) -> None:
        self.names, self.sums = names, sums
        self._text = 0.0
        self._audio_in_s = 0.0
        self._pictures = 0
        self._answered = 0
        self._audio_out_s = 0.0
        self._text_out = 0.0

    def read(self, text: str) -> None:
        """Adds text to the context."""
        self._text += len(text.split()) * _TOKENS_PER_WORD

    def listen(self, seconds: float) -> None:
        """Adds user audio to the context."""
        self._audio_in_s += seconds

    def look(self, pictures: int, resolution: object = None) -> None:
        """Adds pictures to the context, at the setup's `mediaResolution`."""
        self._pictures += pictures * _PICTURE_TOKENS.get(resolution, _USUAL_PICTURE_TOKENS)

    def speak(self, seconds: float) -> None:
        """Adds model audio to the answer."""
        self._audio_out_s += seconds

    def write(self, text: str) -> None:
        """Adds text to the answer."""
        self._text_out += len(text.split()) * _TOKENS_PER_WORD

    def snapshot(self) -> UsageMetadata:
        """Returns the counts so far: the whole context, and the answer as far as it has come."""
        text, heard = round(self._text), round(self._audio_in_s * _AUDIO_TOKENS_PER_S)
        spoken, written = round(self._audio_out_s * _AUDIO_TOKENS_PER_S), round(self._text_out)
        prompt, said = text + heard + self._pictures + self._answered, spoken + written
        details = [_detail("TEXT", text), _detail("AUDIO", heard)]
        if self._pictures:
            details.append(_detail("IMAGE", self._pictures))
        answer = [_detail("AUDIO", spoken)] + ([_detail("TEXT", written)] if written else [])
        return self._named(prompt, said, details if self.sums else details[:1], answer)

    def close_turn(self) -> UsageMetadata:
        """Returns the snapshot that rides with `turnComplete`; the answer joins the next turn's context."""
        snapshot = self.snapshot()
        self._answered += snapshot.response_tokens or 0
        self._audio_out_s = self._text_out = 0.0
        return snapshot

    def _named(self, prompt: int, said: int, details: list[Any], answer: list[Any]) -> UsageMetadata:
        counts: dict[str, Any] = {f"{self.names}_token_count": said, f"{self.names}_tokens_details": tuple(answer)}
        if not self.sums:
            counts["thoughts_token_count"] = said // 2 + 1
        return UsageMetadata(
            prompt_token_count=prompt,
            total_token_count=prompt + said,
            prompt_tokens_details=tuple(details),
            **counts,
        )


def _detail(modality: str, tokens: int) -> dict[str, Any]:
    return {"modality": modality, "tokenCount": tokens}
