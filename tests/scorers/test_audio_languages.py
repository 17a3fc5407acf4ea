"""No false alarm in fast speech of other languages and scripts, spoken by espeak-ng where it is installed."""

import io
import shutil
import subprocess

import pytest
import soundfile

from evalkit.media.pcm import resample
from evalkit.scorers.audio import audio
from tests.traces import a_trace
from tests.utterances import RATE_HZ, answer

WORDS_PER_MINUTE = 250
"""Faster than any assistant speaks; people read aloud at 150 to 180."""

TEXTS = {
    "ar": "صباح الخير، كيف يمكنني مساعدتك اليوم؟ الطقس في القاهرة مشمس والحرارة سبع عشرة درجة.",
    "cmn": "早上好，今天我能帮您做什么？北京今天天气晴朗，气温十七度。",
    "de": "Guten Morgen, wie kann ich Ihnen heute helfen? Das Wetter in München ist heute sonnig.",
    "es": "Buenos días, ¿en qué puedo ayudarle hoy? El tiempo en Madrid es soleado y hace diecisiete grados.",
    "fi": "Hyvää huomenta, kuinka voin auttaa teitä tänään? Helsingissä on aurinkoista.",
    "fr": "Bonjour, comment puis-je vous aider aujourd'hui ? Il fait beau à Paris et il fait dix-sept degrés.",
    "he": "בוקר טוב, איך אני יכול לעזור לך היום?",
    "hi": "सुप्रभात, आज मैं आपकी क्या मदद कर सकता हूँ? दिल्ली में आज मौसम साफ है।",
    "it": "Buongiorno, come posso aiutarla oggi? A Roma il tempo è soleggiato e ci sono diciassette gradi.",
    "ja": "おはようございます。きょうは なにを おてつだい しましょうか。",
    "ko": "안녕하세요, 오늘 무엇을 도와드릴까요? 서울의 날씨는 맑고 기온은 십칠 도입니다.",
    "ru": "Доброе утро, чем я могу вам помочь сегодня? Погода в Москве солнечная, семнадцать градусов.",
    "ta": "காலை வணக்கம், இன்று நான் உங்களுக்கு எப்படி உதவ முடியும்?",
    "tr": "Günaydın, bugün size nasıl yardımcı olabilirim? İstanbul bugün güneşli ve on yedi derece.",
    "vi": "Chào buổi sáng, hôm nay tôi có thể giúp gì cho bạn?",
}


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed (apt install espeak-ng)")
@pytest.mark.parametrize("language", TEXTS)
def test_fast_speech_fails_no_check(language: str) -> None:
    command = ["espeak-ng", "-v", language, "-s", str(WORDS_PER_MINUTE), "--stdout", TEXTS[language]]
    wave = subprocess.run(command, capture_output=True, check=True, timeout=30).stdout
    samples, rate_hz = soundfile.read(io.BytesIO(wave), dtype="int16")
    trace = a_trace(answer(resample(samples, rate_hz, RATE_HZ), TEXTS[language]))
    found = audio(rate_mistake=True, pitch=True)(trace, trace.turns[0])
    assert {score.metric: score.explanation for score in found if not score.passed} == {}
