"""What a message of several sentences asks: the sentences that ask, with what they lean on. Pure."""

import re

from app.asking.leaning import leans
from index.language.identify import ENGLISH
from index.language.sentences import sentences
from index.language.vocabulary import pattern
from index.language.words import likely_language, terms

_BRIEF = 25  # words: a shorter message is read whole, since what it tells may be a condition: "I live in Spain."
_FEW_TERMS = 2
_ADDRESS = re.compile(rf"\b(?:{pattern(ENGLISH, 'politeness', 'address')})\b", re.IGNORECASE)
_LEAD = re.compile(pattern(ENGLISH, "conversation", "lead"), re.IGNORECASE)
_ASKS = re.compile(rf"(?:{pattern(ENGLISH, 'politeness', 'asks')}|tell|list|give|explain)\b", re.IGNORECASE)


def focused(message: str) -> str:
    """The message without the story, the letter or the abuse before its question.

    >>> focused("You useless bot, what did you tell me. When is the last re-entry?")
    'When is the last re-entry?'
    """
    spans = sentences(message, likely_language(message))
    said = [message[start:end] for start, end in spans]
    asking = [nth for nth, sentence in enumerate(said) if sentence.endswith("?")]
    asking = asking or [nth for nth, sentence in enumerate(said) if _ASKS.match(_LEAD.sub("", sentence))]
    if not asking or not asking[0]:
        return message
    if len(message.split()) <= _BRIEF and not all(_ADDRESS.search(sentence) for sentence in said[: asking[0]]):
        return message
    question = _LEAD.sub("", " ".join(said[nth] for nth in asking))
    if leans(question) or len(terms(question)) < _FEW_TERMS:
        return f"{said[asking[0] - 1]} {question}"
    return question
