"""The language a text is written in. The only owner of py3langid."""

from functools import cache
from typing import Any

ENGLISH = "en"
# ISO 639-1 codes: languages in which people keep documents. Rarer ones would only be mistaken for them in short texts.
_LANGUAGES = """ar bg bn ca cs da de el en es et eu fa fi fr ga he hi hr hu hy id it ja ko lt lv ms ne nl no pl pt ro ru
sk sl sr sv ta th tr uk ur vi zh""".split()
_READ = 4000  # characters: enough to tell languages apart
_SURE = 0.9


def language(text: str) -> str:
    """ISO 639-1 code of the language `text` is in; English where that can't be told.

    >>> language("Los funcionarios se reunieron en la Ciudad de México."), language("12345")
    ('es', 'en')
    """
    code, probability = _identifier().classify(text[:_READ])
    return str(code) if probability >= _SURE else ENGLISH


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # slow to load: not needed to answer questions

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    return identifier
