"""A pipecat pipeline with its Gemini Live service; run by the Python that has pipecat, with a task as JSON."""
# mypy: ignore-errors
# pipecat is not installed where types are checked: it needs another google-genai.

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import (
    EndFrame,
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSTextFrame,
)
from pipecat.observers.base_observer import BaseObserver, FramePushed
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.google.gemini_live.llm import GeminiLiveLLMService
from pipecat.services.google.gemini_live.vertex.llm import GeminiLiveVertexLLMService
from pipecat.services.llm_service import FunctionCallParams
from pipecat.workers.runner import WorkerRunner

_CHUNK_BYTES = 3_200  # 100 ms of PCM16 at 16 kHz
_CHUNK_EVERY_S = 0.02
_PATIENCE_S = 10
_UNTIL_READY_S = 0.5


class Listener(BaseObserver):
    """Keeps what the service hands on to the application."""

    def __init__(self, service: GeminiLiveLLMService) -> None:
        super().__init__()
        self._service = service
        self.heard, self.said, self.audio_bytes, self.calls = "", "", 0, list[dict[str, Any]]()
        self.error = ""
        self.over = asyncio.Event()

    async def on_push_frame(self, data: FramePushed) -> None:
        if data.source is self._service:
            self._keep(data.frame)

    def _keep(self, frame: Frame) -> None:
        match frame:
            case TranscriptionFrame(text=text):
                self.heard += text
            case TTSTextFrame(text=text):
                self.said += text
            case TTSAudioRawFrame(audio=audio):
                self.audio_bytes += len(audio)
            case LLMFullResponseEndFrame() if self.audio_bytes:
                self.over.set()
            case ErrorFrame(error=error):
                self.error = self.error or error
                self.over.set()

    async def get_temperature(self, call: FunctionCallParams) -> None:
        self.calls.append({"name": call.function_name, "args": dict(call.arguments)})
        await call.result_callback({"celsius": 17})


def _service(task: dict[str, str]) -> GeminiLiveLLMService:
    http_options = {"base_url": task["base_url"]}
    if task["backend"] == "dev":
        return GeminiLiveLLMService(api_key="any-key", http_options=http_options)
    return GeminiLiveVertexLLMService(
        credentials_path=task["credentials"],
        project_id="any-project",
        location="us-central1",
        http_options=http_options,
    )


def _context(question: str) -> LLMContext:
    if not question:
        return LLMContext()
    location = {"location": {"type": "string"}}
    tool = FunctionSchema("get_temperature", "The temperature of a city.", location, ["location"])
    return LLMContext([{"role": "user", "content": question}], tools=ToolsSchema(standard_tools=[tool]))


async def _converse(worker: PipelineWorker, listener: Listener, task: dict[str, str]) -> None:
    await worker.queue_frame(LLMContextFrame(_context(task["question"])))
    sound = b"" if task["question"] else await asyncio.to_thread(Path(task["speech"]).read_bytes)
    await asyncio.sleep(_UNTIL_READY_S)  # what is said before it is ready, the service throws away
    for start in range(0, len(sound), _CHUNK_BYTES):
        await worker.queue_frame(InputAudioRawFrame(sound[start : start + _CHUNK_BYTES], 16_000, 1))
        await asyncio.sleep(_CHUNK_EVERY_S)
    await asyncio.wait_for(listener.over.wait(), _PATIENCE_S)
    await worker.queue_frame(EndFrame())


async def _main(task: dict[str, str]) -> dict[str, Any]:
    service = _service(task)
    listener = Listener(service)
    service.register_function("get_temperature", listener.get_temperature)
    worker = PipelineWorker(Pipeline([service]), observers=[listener], enable_rtvi=False)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    try:
        await _converse(worker, listener, task)
        if listener.error:
            raise SystemExit(listener.error)
        await asyncio.wait_for(running, _PATIENCE_S)
    finally:
        running.cancel()
    names = ("heard", "said", "audio_bytes", "calls")
    return {name: getattr(listener, name) for name in names}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_main(json.loads(sys.argv[1])))))
