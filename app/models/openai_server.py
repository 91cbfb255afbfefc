"""A language model behind any server that speaks OpenAI's chat API: Ollama, llama.cpp, vLLM, LM Studio, OpenAI."""

import asyncio
import re
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import aclosing
from functools import cache
from queue import Empty, SimpleQueue
from typing import cast

import openai
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from app.asking.intake import Turn
from app.models.client import Patience, address, client, ended, shown_url
from app.models.failures import Unknown, failure, holds, quoted, unspoken
from app.models.llm import REPLY, RESERVED, LLMError
from index.errors import CiteseedError

_STOP = 10.0  # seconds at most until all replies have ended
_BEAT = 0.1  # seconds after which a reader is given an empty piece
_THINKING = 3300  # tokens beside those of the reply, for models that think first
_TOKEN = 8  # characters at most, on average
_BROKEN = {"content_filter", "error", "abort"}  # why a reply ends before its end
_CUT = {"length", "max_tokens", "model_length"}
_NO_ROOM = re.compile(r"(?i)context|too large")
_NAME = 200  # characters
_MODELS = 50  # of a server that are offered
_NO_CHAT = re.compile(r"(?i)embed|rerank|whisper|tts|dall-e|moderation")  # models that a server lists too


class OpenAIServer:
    """A model of a server. All replies are read in one event loop, so that any can be ended at any moment."""

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        context: int = 4096,
        patience: Patience | None = None,
        who: str = "",
        thinking: int = _THINKING,
    ) -> None:
        self.name = self._model = model
        self.context = context
        self._key = key
        self._patience = patience or Patience()
        self._who = who or f"The language model {model} at {shown_url(url)}"
        self._client = client(url, key, self._patience)
        self._options: dict[str, int] = {"temperature": 0, "max_tokens": REPLY + thinking}
        self._replies: set[asyncio.Task[None]] = set()

    def stream(self, messages: Sequence[Turn]) -> Generator[str]:
        pieces: SimpleQueue[str | LLMError | None] = SimpleQueue()
        reply = asyncio.run_coroutine_threadsafe(self._read(messages, pieces.put), _loop())
        try:
            while True:
                try:
                    piece = pieces.get(timeout=_BEAT)
                except Empty:
                    piece = ""
                if piece is None:
                    return
                if isinstance(piece, LLMError):
                    raise piece
                yield piece
        finally:
            reply.cancel()  # closes the connection, if it is open still

    def stop(self) -> None:
        """Ends all replies, and waits until their connections are closed."""

        async def ended() -> None:
            for reply in (replies := list(self._replies)):
                reply.cancel()
            await asyncio.gather(*replies, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(ended(), _loop()).result(_STOP)

    async def _read(self, messages: Sequence[Turn], put: Callable[[str | LLMError | None], None]) -> None:
        """Puts each piece of the reply, then None or what went wrong."""
        patience, reached, finished, held, room = self._patience, False, "", "", _TOKEN * REPLY
        written = thought = 0
        waited = patience.first
        self._replies.add(reply := cast("asyncio.Task[None]", asyncio.current_task()))
        reply.add_done_callback(self._replies.discard)
        try:
            async with (
                asyncio.timeout(patience.whole) as whole,
                asyncio.timeout(patience.first) as silence,
                aclosing(self._events(messages)) as events,
            ):
                async for text, alive, finished in events:
                    reached = True
                    if alive:
                        waited = patience.next
                        silence.reschedule(asyncio.get_running_loop().time() + patience.next)
                    if text and not written and text.lstrip().startswith("<"):
                        room += _TOKEN * _THINKING  # some write down what they think
                    written += len(text)
                    thought += alive and not text
                    shown, held = unspoken(held + text, self._key)
                    if shown:
                        put(shown)
                    if written > room:
                        finished = "length"
                    if finished:
                        break
            if held:
                put(held)
            put(self._ending(finished.lower(), written > 0, thought > 0))
        except asyncio.CancelledError:
            put(LLMError(f"{self._who} was stopped."))
            raise
        except Exception as error:  # whatever it is, who reads must hear of it
            if isinstance(error, TimeoutError) and whole.expired():
                put(LLMError(f"{self._who} did not finish within {patience.whole:g} seconds. Ask again."))
            else:
                put(LLMError(failure(error, self._who, self._key, waited, reached, written > 0)))

    async def _events(self, messages: Sequence[Turn]) -> AsyncGenerator[tuple[str, bool, str]]:
        """Of the response and then of each event: its text, whether the model is at work, and why it ends if so."""
        turns = [{"role": role, "content": content} for role, content in messages]
        async with await self._begin(cast(list[ChatCompletionMessageParam], turns)) as events:
            yield "", False, ""
            async for event in events:
                choice = event.choices[0] if event.choices else None
                if not choice:
                    continue
                text = choice.delta.content or ""
                if not isinstance(text, str):
                    raise Unknown
                thought = getattr(choice.delta, "reasoning_content", None) or getattr(choice.delta, "reasoning", None)
                yield text, bool(text or thought), str(choice.finish_reason or "")
            if ended(events.response):
                yield "", False, "stop"

    async def _begin(self, turns: list[ChatCompletionMessageParam]) -> openai.AsyncStream[ChatCompletionChunk]:
        """The response. Newer models of OpenAI know `max_tokens` by another name, and let nobody set a temperature.

        vLLM takes no limit that its context has no room for: it is asked for a reply without thoughts.
        """
        most = max(self._options.values(), default=0)
        while True:
            options = {name: min(value, most) for name, value in self._options.items()}
            try:
                return await self._client.chat.completions.create(
                    model=self._model, messages=turns, stream=True, extra_body=options
                )
            except openai.BadRequestError as error:
                if most > REPLY and _NO_ROOM.search(error.message):
                    most = REPLY
                    continue
                options = dict(self._options)
                if not isinstance(error.param, str) or error.param not in options:
                    raise
                value = options.pop(error.param)
                if error.param == "max_tokens":
                    options["max_completion_tokens"] = value
                self._options = options

    def _ending(self, finished: str, written: bool, thought: bool) -> LLMError | None:
        if not written and (thought or finished in _CUT):
            what = (
                "only thought, and came to no answer. Choose a model that answers directly, or switch its thinking off."
            )
        elif finished in _CUT:
            what = "did not come to an end within the tokens it has. Ask for less at once."
        elif not written:
            what = "wrote nothing. Ask again, or choose another model."
        elif not finished or finished in _BROKEN:
            what = f"broke off{f' ({finished})' if finished else ''}. Ask again."
        else:
            return None
        return LLMError(f"{self._who} {what}")


def open_server(
    url: str, models: Sequence[str], key: str, context: int, patience: Patience | None = None
) -> list[OpenAIServer]:
    """The models of a server, or all that it lists if none is named. Raises `CiteseedError` if none can be told."""
    url = address(url)
    if not re.fullmatch(r"[!-~]*", key):
        raise CiteseedError("CITESEED_LLM_API_KEY holds what no key has, such as a blank or a line break. Set it anew.")
    for name in models:
        if not _sound(name, key):
            raise CiteseedError(
                f"{quoted(name, key)!r} can't be used as the name of a model: it is taken "
                f"(as are {', '.join(RESERVED)}), too long, not printable, or holds the key. "
                "Give another with --llm-model (CITESEED_LLM_MODEL)."
            )
    names = models or asyncio.run_coroutine_threadsafe(_listed(url, key, patience or Patience()), _loop()).result()
    return [OpenAIServer(url, name, key, context, patience) for name in dict.fromkeys(names)]


def _sound(name: str, key: str) -> bool:
    """Whether a model can be shown and chosen by this name."""
    shown = name.isprintable() and name == name.strip() and not holds(name, key)
    return shown and 0 < len(name) <= _NAME and name not in RESERVED


async def _listed(url: str, key: str, patience: Patience) -> list[str]:
    """The names of the models that a server has and that may write."""
    who, waited = f"The server of language models at {shown_url(url)}", 2 * patience.connect
    try:
        async with asyncio.timeout(waited):
            names = [model.id async for model in client(url, key, patience).models.list()]
            if not all(isinstance(name, str) for name in names):
                raise Unknown
            what = ""
    except Exception as error:  # of the server, its answer or the way there; it may hold the key
        what = failure(error, who, key, waited, False, False)
    if what:
        raise CiteseedError(f"{what} Or name a model with --llm-model (CITESEED_LLM_MODEL).")
    writing = [name for name in names if _sound(name, key) and not _NO_CHAT.search(name)][:_MODELS]
    if not writing:
        raise CiteseedError(f"{who} lists no model that writes. Load one there, or name one with --llm-model.")
    return writing


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The loop that reads all replies, in a thread of its own."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="llm", daemon=True).start()
    return loop
