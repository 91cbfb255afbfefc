"""What shows in an empty chat, and what to go on with after an answer."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from threading import Lock

from app.bot import LiveBot
from app.collection import Collections
from app.documents.originals import TEXT_HEADERS, find, offset
from app.errors import ChatGone
from app.keeping.chats import Chats
from app.keeping.conversations import turns
from app.models.llm import QUOTES
from app.proposing.examples import examples
from app.proposing.following import Proposal, follow_ups
from app.proposing.waiting import Examples
from app.records import Answer, AnswerRecord, CitationRecord, document_id
from app.showing.proposals import follow_ups_html, welcome_html
from app.web.routes import Sent, View, Visit
from app.words.catalogue import said, told
from index.errors import CiteseedError
from index.records import Document

_MISSING = said("problems.no_answer")
_NOTHING = Sent("", TEXT_HEADERS)
_WAITS = 1.0  # seconds for another visitor's follow-ups to be found


def proposal_views(collections: Collections, chats: Chats) -> Sequence[View]:
    """Those of the proposals, of the collection that is named, or that a chat is about: follow-ups are of chats that
    are kept, and shown to their owner alone."""
    found, one_at_a_time = {served.name: Examples() for served in collections.open}, Lock()

    def welcome(visit: Visit) -> Sent:
        served = collections.chosen(visit.query)
        bot = served.live.bot
        snapshot = bot.snapshot
        questions = found[served.name](snapshot.generation, partial(examples, snapshot.documents, bot.answerer))
        is_written = len(collections.models.names) > 1
        html = welcome_html(
            served.title, len(snapshot.documents), questions, is_written, served.folder.read_only, visit.language
        )
        return Sent(html, TEXT_HEADERS)

    def following(visit: Visit) -> Sent:
        number = offset(visit.path["answer"])
        records: Sequence[AnswerRecord] = []
        with suppress(ChatGone):
            records = [one.record for one in chats.exchanges(visit.owner, visit.path["id"])] if visit.owner else []
        if number is None or number >= len(records) or not one_at_a_time.acquire(timeout=_WAITS):
            return _NOTHING  # no such chat here, not kept yet, or others wait
        try:
            live = collections[chats.collection(visit.owner, visit.path["id"])].live
            proposals = _after(records[: number + 1], live)
        except CiteseedError:  # what it was asked of is gone: then there is nothing to go on with
            proposals = []
        finally:
            one_at_a_time.release()
        labelled = [(told(one.label, visit.language), one.question) for one in proposals]
        return Sent(follow_ups_html(labelled), TEXT_HEADERS)

    return [View("/welcome", welcome, _MISSING), View("/chats/{id}/answers/{answer}/follow-ups", following, _MISSING)]


def _after(records: Sequence[AnswerRecord], live: LiveBot) -> Sequence[Proposal]:
    """What to go on with after the last answer: tried as the next question, of the documents that were chosen then."""
    history, snapshot = [turn for record in records for turn in turns(record)], live.bot.snapshot

    def ask(question: str) -> Answer:
        return live.ask(question, history, records[-1]["only"], QUOTES)

    def cited(citation: CitationRecord) -> Document | None:
        return find(snapshot, document_id(citation["source"], citation["sha256"]))

    return follow_ups(records, ask, cited)
