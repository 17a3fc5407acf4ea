"""Token counts as the mock reports them: plausible, growing with the context, never measured."""

from __future__ import annotations

from evalkit.protocol.messages import UsageMetadata

__all__ = ["Meter"]

_AUDIO_TOKENS_PER_S = 25
_TOKENS_PER_WORD = 4 / 3


class Meter:
    """Counts what went in and out at 25 tokens a second of audio (reference §5.2) and 4 tokens for 3 words."""

    def __init__(self) -> None:
        self._text = 0.0
        self._audio_in_s = 0.0
        self._answered = 0
        self._audio_out_s = 0.0

    def read(self, text: str) -> None:
        """Adds text to the context."""
        self._text += len(text.split()) * _TOKENS_PER_WORD

    def listen(self, seconds: float) -> None:
        """Adds user audio to the context."""
        self._audio_in_s += seconds

    def speak(self, seconds: float) -> None:
        """Adds model audio to the answer."""
        self._audio_out_s += seconds

    def close_turn(self) -> UsageMetadata:
        """Returns the snapshot that rides with `turnComplete`; the answer joins the next turn's context."""
        text, heard = round(self._text), round(self._audio_in_s * _AUDIO_TOKENS_PER_S)
        said = round(self._audio_out_s * _AUDIO_TOKENS_PER_S)
        prompt = text + heard + self._answered
        self._answered, self._audio_out_s = self._answered + said, 0.0
        details = [{"modality": "TEXT", "tokenCount": text}, {"modality": "AUDIO", "tokenCount": heard}]
        return UsageMetadata(
            prompt_token_count=prompt,
            candidates_token_count=said,
            total_token_count=prompt + said,
            prompt_tokens_details=tuple(details),
            candidates_tokens_details=({"modality": "AUDIO", "tokenCount": said},),
        )
