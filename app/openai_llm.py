"""A language model behind any server that speaks OpenAI's chat API. The only owner of openai."""

from collections.abc import Iterator, Sequence
from typing import cast

import openai
from openai.types.chat import ChatCompletionMessageParam

from app.llm import LLMError
from app.question import Turn

_TIMEOUT = 60.0  # seconds without a token


class OpenAIServer:
    """A model behind an OpenAI-compatible endpoint: Ollama, llama.cpp, vLLM, LM Studio, OpenAI."""

    def __init__(self, url: str, model: str, key: str = "") -> None:
        self.name = model
        self._url = url
        # Without a key the client would take OPENAI_API_KEY from the environment and send it to `url`.
        self._client = openai.OpenAI(base_url=url, api_key=key or "none", timeout=_TIMEOUT)

    def stream(self, messages: Sequence[Turn]) -> Iterator[str]:
        turns = [{"role": role, "content": content} for role, content in messages]
        try:
            events = self._client.chat.completions.create(
                model=self.name,
                messages=cast(list[ChatCompletionMessageParam], turns),
                stream=True,
                temperature=0,
            )
            for event in events:
                if event.choices and (piece := event.choices[0].delta.content):
                    yield piece
        except openai.OpenAIError as error:
            raise LLMError(
                f"The language model {self.name} at {self._url} failed: {error}. "
                "Check CITESEED_LLM_URL, CITESEED_LLM_MODEL and CITESEED_LLM_API_KEY, and that the server runs."
            ) from error
