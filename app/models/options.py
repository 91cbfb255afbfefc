"""The options that choose a language model: the same for every command that can use one, and they win over settings."""

import argparse
from dataclasses import replace
from functools import partial
from pathlib import Path

from app.models.choosing import Models, open_llms
from app.settings import ChatSettings, token_count
from index.errors import CiteseedError


def add_llm_options(parser: argparse.ArgumentParser, unset: object = None) -> None:
    """Adds them; `unset` is the value of those that are not given (`argparse.SUPPRESS` if another parser sets it)."""
    group = parser.add_argument_group(
        "language model",
        "It writes the answers, and each sentence of them is checked; without one they are the documents' own words. "
        "The key of a server is read from CITESEED_LLM_API_KEY.",
    )
    add = partial(group.add_argument, default=unset)
    names = "of that server, more than one with commas between, the first to be used; default: all that it lists"
    add("--llm", type=Path, metavar="FILE", help="in this process: a GGUF file")
    add("--llm-url", metavar="URL", help="of a server that speaks OpenAI's API")
    add("--llm-model", metavar="NAME", action="append", help=names)
    add("--llm-context", type=token_count, metavar="TOKENS", help="that a prompt and its reply may have together")
    add("--no-llm", action="store_true", help="none, whatever the settings name")


def with_options(settings: ChatSettings, options: argparse.Namespace) -> ChatSettings:
    """The settings as the options have them. Naming a file leaves the settings' server out, and the other way round."""
    names = tuple(filter(None, (name.strip() for text in options.llm_model or () for name in text.split(","))))
    file, url = options.llm, options.llm_url
    settings = replace(settings, llm_context=options.llm_context or settings.llm_context)
    if options.no_llm:
        if file or url or names:
            raise CiteseedError("--no-llm goes with no option that names a language model. Leave one of both out.")
        return replace(settings, llm_file=None, llm_url="")
    if names and not (url or settings.llm_url):
        raise CiteseedError("--llm-model names a model of a server. Give its address with --llm-url.")
    if not (file or url or names):
        return settings
    server = url or ("" if file and not names else settings.llm_url)
    return replace(settings, llm_file=file, llm_url=server, llm_models=names or settings.llm_models)


def chosen_models(settings: ChatSettings, options: argparse.Namespace) -> Models:
    """The models that settings and options name, opened. Raises `CiteseedError` if one can't be."""
    return Models(open_llms(with_options(settings, options)))
