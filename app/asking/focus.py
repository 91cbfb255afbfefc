"""What a message of several sentences asks: the sentences that ask, with what they lean on. Pure."""

import re
from functools import cache

from app.asking.leaning import leans
from app.asking.replacing import own_terms
from index.language.sentences import sentences
from index.language.vocabulary import pattern
from index.language.words import likely_language

_BRIEF = 25  # words: a shorter message is read whole, since what it tells may be a condition: "I live in Spain."
_FEW_TERMS = 2


def focused(message: str) -> str:
    """The message without the story, the letter or the abuse before its question.

    >>> focused("You useless bot, what did you tell me. When is the last re-entry?")
    'When is the last re-entry?'
    """
    language = likely_language(message)
    lead, address, asks = _lead(language), _address(language), _asks(language)
    spans = sentences(message, language)
    said = [message[start:end] for start, end in spans]
    asking = [nth for nth, sentence in enumerate(said) if sentence.endswith("?")]
    asking = asking or [nth for nth, sentence in enumerate(said) if asks.match(lead.sub("", sentence))]
    if not asking or not asking[0]:
        return message
    if len(message.split()) <= _BRIEF and not all(address.search(sentence) for sentence in said[: asking[0]]):
        return message
    question = lead.sub("", " ".join(said[nth] for nth in asking))
    if leans(question, language) or len(own_terms(question, language)) < _FEW_TERMS:
        return f"{said[asking[0] - 1]} {question}"
    return question


@cache
def _lead(language: str) -> re.Pattern[str]:
    return re.compile(pattern(language, "conversation", "lead"), re.IGNORECASE)


@cache
def _address(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern(language, 'politeness', 'address')})\b", re.IGNORECASE)


@cache
def _asks(language: str) -> re.Pattern[str]:
    asks, tells = (pattern(language, "politeness", key) for key in ("asks", "tells"))
    return re.compile(rf"(?:{asks}|{tells})\b", re.IGNORECASE)
