"""The one place that opens language models, and the choice among them."""

from collections.abc import Sequence
from itertools import chain, count

from app.errors import QuestionError
from app.models.llm import LLM, QUOTES, RESERVED
from app.settings import ChatSettings
from app.words.catalogue import said


def open_llms(settings: ChatSettings) -> list[LLM]:
    """The language models of the settings, the one to use first; none if none is set."""
    llms: list[LLM] = []
    if settings.llm_file:
        from app.models.gguf import open_gguf

        llms.append(open_gguf(settings.llm_file, settings.llm_context))
    if settings.llm_url:
        from app.models.openai_server import open_server  # its client takes a second to import

        llms += open_server(settings.llm_url, settings.llm_models, settings.llm_key, settings.llm_context)
    return llms


class Models:
    """The language models to choose from, and always `QUOTES`; the first of `names` is what answers by default.

    One whose name is taken is given another, such as "small (2)".
    """

    def __init__(self, llms: Sequence[LLM] = ()) -> None:
        self._llms: dict[str, LLM] = {}
        for llm in llms:
            names = chain([llm.name], (f"{llm.name} ({number})" for number in count(2)))
            llm.name = next(name for name in names if name not in self._llms and name not in RESERVED)
            self._llms[llm.name] = llm
        self.names = [*self._llms, QUOTES]

    def __call__(self, name: str = "") -> LLM | None:
        """The model of that name, "" for the default; None for `QUOTES`. Raises `QuestionError` if there is none."""
        chosen = name or self.names[0]
        if chosen != QUOTES and chosen not in self._llms:
            raise QuestionError(said("problems.no_model", model=repr(chosen), models=", ".join(self.names)))
        return self._llms.get(chosen)
