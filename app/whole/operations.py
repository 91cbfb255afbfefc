"""From what is wished for of the whole to the answer, exact, or to nothing where that can't be told for certain."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from app.asking.whole import Wish
from app.records import Answer
from app.whole.account import NAMED, Scope, accounted
from app.whole.authors import authors, present
from app.whole.choosing import fitting, is_named_only, of_kind
from app.whole.columns import repeats_a_column
from app.whole.folder import Folder
from app.whole.groups import extreme, ordered, plural, with_all_of_the_first
from app.whole.matters import Matters, matters_of
from app.whole.mentions import Mention
from app.whole.people import Groups, by_person
from app.whole.telling import MOST, Item, first_line, label, sentence_at, told
from index.language.dates import undated
from index.language.words import terms
from index.records import Document

_WITH_PHRASES = ("count", "list", "most", "occurrences", "newest", "oldest")
_NEWEST = 5  # documents shown where it is not said how many


def answer(question: str, alone: str, wish: Wish, folder: Folder) -> Answer | None:
    """The answer; None if what the question names can't be told of these documents. `alone` is the question as it would
    be asked without what was asked before."""
    if wish.phrases and wish.operation not in _WITH_PHRASES:
        return None
    if not (bound := _bound(wish, folder)):
        return None
    mended, scope = bound
    if wish.within:
        earlier = _found(wish.within, folder)
        documents = [document for document in scope.documents if document.source in earlier]
        scope = replace(scope, documents=documents, of=documents)
    found = _OPERATIONS[wish.operation](alone, mended, scope, folder) if scope.documents or not wish.within else None
    if not found or (not found.statements and is_named_only(bound[1].of, mended.kind)):
        return None
    mends = ((wish.matter, mended.matter), (wish.kind, mended.kind))
    for typed, spelt in mends:
        alone = alone.replace(typed, spelt) if typed and typed != spelt else alone
    return replace(found, question=question, standalone=alone if alone.strip("?") != question.strip("?") else question)


def _bound(wish: Wish, folder: Folder) -> tuple[Wish, Scope] | None:
    """The wish spelt as the documents do, and the documents that it is about; None if these can't be told."""
    mended = replace(wish, matter=folder.mend(wish.matter))
    kinds = of_kind(folder.documents, wish.kind)
    if kinds is None and (kind := folder.mend(wish.kind)) != wish.kind:
        kinds, mended = of_kind(folder.documents, kind), replace(mended, kind=kind)
    if kinds is None and wish.operation in ("newest", "oldest") and " " in mended.kind:
        more, _, kind = mended.kind.rpartition(" ")  # "the newest Harbour release"
        mended = replace(mended, kind=kind, matter=f"{more} {mended.matter}".strip())
        kinds = of_kind(folder.documents, kind)
    chosen = fitting(folder, kinds, wish.filters) if kinds is not None else None
    return None if kinds is None or chosen is None else (mended, Scope(chosen, kinds, mended.kind, wish.filters))


def _found(wish: Wish, folder: Folder) -> set[str]:
    """The documents that an earlier question was answered by."""
    if not (bound := _bound(wish, folder)):
        return set()
    mended, scope = bound
    every = {document.source for document in scope.documents}
    if not mended.matter and not mended.phrases:
        return every
    matters = matters_of(mended, folder)
    if mended.titled:
        return {document.source for document in matters.titled(scope.documents)}
    found = set(matters.found(scope.documents, once=True))
    return every - found if mended.absent else found


def _mentioned(question: str, wish: Wish, scope: Scope, folder: Folder) -> Answer | None:
    """Count, list and most: of documents that mention it, or don't."""
    if not wish.matter and not wish.phrases:
        return _listed(question, wish, scope, folder)
    matters = matters_of(wish, folder)
    if wish.titled:
        return _titled(question, wish, scope, folder, matters)
    found = matters.found(scope.documents, once=wish.operation != "most")
    if wish.absent:
        missing = [document for document in scope.documents if document.source not in found]
        items = [_titled_item(document) for document in missing]
        verb = "does" if len(missing) == 1 else "do"
        headline = f"{scope.counted(len(missing))} {verb} not mention {matters.named}."
        return accounted(question, wish, scope, folder, headline, items, matters)
    mentions = list(found.values())
    if wish.operation == "most":
        mentions.sort(key=lambda places: -len(places))
    times = [_times(places) if wish.operation == "most" else "" for places in mentions]
    items = _items(folder, [places[0] for places in mentions], times)
    verb = "mentions" if len(items) == 1 else "mention"
    headline = f"{scope.counted(len(items))} {verb} {matters.named}."
    if not items:
        headline = f"None of {len(scope.documents):,} {scope.named} mentions {matters.named}."
    if wish.operation == "most" and items:
        tied = [places for places in mentions if len(places) == len(mentions[0])]
        names = " and ".join(f"“{label(places[0].document)}”" for places in tied[:NAMED])
        names += f" and {len(tied) - NAMED:,} more" if len(tied) > NAMED else ""
        headline = f"{names} mention{'s' * (len(tied) == 1)} {matters.named} most, {_times(mentions[0])}."
    return accounted(question, wish, scope, folder, headline, items, matters)


def _titled(question: str, wish: Wish, scope: Scope, folder: Folder, matters: Matters) -> Answer:
    items = [_titled_item(document) for document in matters.titled(scope.documents)]
    verb = "has" if len(items) == 1 else "have"
    headline = f"{scope.counted(len(items))} {verb} {matters.named} in the title."
    return accounted(question, wish, scope, folder, headline, items, matters)


def _occurrences(question: str, wish: Wish, scope: Scope, folder: Folder) -> Answer | None:
    matters = matters_of(wish, folder)
    if not (wish.matter or wish.phrases):
        return None
    found = matters.anyhow.found(scope.documents)
    places = [
        mention
        for mentions in found.values()
        for mention in mentions
        if mention.end and not repeats_a_column(mention.document, mention.start)
    ]
    items = _items(folder, places)
    held = len({mention.document.source for mention in places})
    verb = "occur" if len(matters.each) > 1 else "occurs"
    times = f"{matters.named} {verb} {len(places):,} time{'s' * (len(places) != 1)}"
    headline = f"{times}, in {scope.counted(held)}."
    return accounted(question, wish, scope, folder, headline[:1].upper() + headline[1:], items, matters)


def _listed(question: str, wish: Wish, scope: Scope, folder: Folder) -> Answer | None:
    """Documents of a kind, or that pass filters, and nothing else."""
    if not scope.kind and not scope.filters and not wish.counted:
        return None  # all there are: that has an answer of its own
    items = [_titled_item(document) for document in _by_date(scope.documents)]
    headline = f"{plural(len(items), scope.kind or 'documents')}{scope.filtered}." if items else f"No {scope.named}."
    return accounted(question, wish, scope, folder, headline, items)


def _dated(question: str, wish: Wish, scope: Scope, folder: Folder, newest: bool = True) -> Answer | None:
    matters = matters_of(wish, folder) if wish.matter or wish.phrases else None
    documents = _on(wish, scope.documents, matters) if matters else scope.documents
    dated = [document for document in _by_date(documents) if document.date]
    if not dated:
        return None
    ordered = dated[::-1] if newest else dated
    limit = min(wish.limit or _NEWEST, len(ordered))
    last = ordered[limit - 1].date
    tied = [document for document in ordered[limit:] if document.date == last]
    items = [_titled_item(document) for document in [*ordered[:limit], *tied]]
    how = "newest" if newest else "oldest"
    about = f" about {matters.named}" if matters else ""
    of = f"{plural(len(dated), scope.kind or 'documents')}{about} with a date{scope.filtered}"
    headline = f"“{label(ordered[0])}” is the {how} of {of}."
    if limit > 1:
        are = "is" if len(tied) == 1 else "are"
        even = f"; {len(tied):,} more {are} of the same date as the last of them" if tied else ""
        headline = f"The {limit} {how} of {of}{even}:"
    elif tied:
        headline = f"{len(items)} of {of} are of the same, the {how}:"
    return accounted(question, wish, scope, folder, headline, items)


def _people(question: str, wish: Wish, scope: Scope, folder: Folder) -> Answer | None:
    there = _met(wish, scope)
    groups = by_person(there, present)
    if not groups:
        return None
    where = f"{plural(len(there), 'document')} that name{'s' * (len(there) == 1)} who was there{scope.filtered}"
    headline = f"{len(groups):,} {'person' if len(groups) == 1 else 'people'}, by {where}."
    return accounted(question, wish, scope, folder, headline, ordered(groups, "meeting", counts=len(there) > 1))


def _attended_most(question: str, wish: Wish, scope: Scope, folder: Folder) -> Answer | None:
    return _extreme(question, wish, scope, folder, by_person(_met(wish, scope), present), "meeting", "attended")


def _wrote_most(question: str, wish: Wish, scope: Scope, folder: Folder) -> Answer | None:
    of = scope.kind or "document"
    return _extreme(question, wish, scope, folder, by_person(scope.documents, authors), of, "wrote")


def _met_most(question: str, wish: Wish, scope: Scope, folder: Folder) -> Answer | None:
    """Those who met are told by the titles of the documents that say who was there, without dates."""
    groups: dict[str, list[Item]] = {}
    for document in _met(wish, scope):
        if document.title:
            name = " ".join(undated(document.title, document.language).split()).strip(" ,;:–-()")
            groups.setdefault(name, []).append(_titled_item(document))
    return _extreme(question, wish, scope, folder, groups, "meeting", "had")


def _by_year(question: str, wish: Wish, scope: Scope, folder: Folder) -> Answer | None:
    groups: dict[str, list[Item]] = {}
    for document in _by_date(scope.documents):
        if document.date and scope.kind:
            groups.setdefault(document.date[:4], []).append(_titled_item(document))
    return _extreme(question, wish, scope, folder, groups, scope.kind, "had")


def _extreme(
    question: str, wish: Wish, scope: Scope, folder: Folder, groups: Groups, of: str, verb: str
) -> Answer | None:
    if not groups:
        return None
    headline = f"{extreme(groups, of, verb, wish.least)}{scope.filtered}."
    return accounted(question, wish, scope, folder, headline, with_all_of_the_first(groups, of, wish.least))


def _met(wish: Wish, scope: Scope) -> list[Document]:
    """The documents that say who was there, of those whose titles or file names have the words that are asked for; none
    for "both", which names none."""
    named = _called(wish.matter, scope.documents) if wish.matter else scope.documents
    return [document for document in named if present(document)]


def _called(matter: str, documents: Sequence[Document]) -> list[Document]:
    """Those that have all its words in title or file name."""
    wanted = set(terms(matter))
    return [one for one in documents if wanted and wanted <= _words_of(one)]


def _words_of(document: Document) -> set[str]:
    return set(terms(f"{document.title or ''} {document.source.replace('/', ' ')}"))


def _authors(question: str, wish: Wish, scope: Scope, folder: Folder) -> Answer | None:
    groups = by_person(scope.documents, authors)
    silent = sum(not authors(document) for document in scope.documents)
    headline = f"None of {len(scope.documents):,} {scope.named} says who wrote it."
    if groups:
        who = "person is" if len(groups) == 1 else "people are"
        stated = len(scope.documents) - silent
        wrote = f"{plural(stated, scope.kind or 'document')}{scope.filtered}"
        headline = f"{len(groups):,} {who} named as who wrote {wrote}; {silent:,} don't say."
    return accounted(question, wish, scope, folder, headline, ordered(groups, "document"))


def _unread(question: str, wish: Wish, scope: Scope, folder: Folder) -> Answer | None:
    items = [Item(f"{file.source}: {file.reason or file.state}") for file in folder.unread]
    partly = [document for document in folder.documents if document.omissions]
    items += [Item(f"{document.source}, read in part: {'; '.join(document.omissions)}") for document in partly]
    failed = len(folder.unread)
    headline = f"{failed:,} file{'s' * (failed != 1)} could not be read"
    headline += f", {len(partly):,} only in part." if partly else "."
    if not items:
        headline = f"Everything could be read: {plural(len(folder.documents), 'document')}."
    return told(question, "listing", headline, items, "Files of the folder that are no documents to answer from", "")


_OPERATIONS: Mapping[str, Callable[[str, Wish, Scope, Folder], Answer | None]] = {
    "count": _mentioned,
    "list": _mentioned,
    "most": _mentioned,
    "occurrences": _occurrences,
    "newest": _dated,
    "oldest": partial(_dated, newest=False),
    "people": _people,
    "attended_most": _attended_most,
    "wrote_most": _wrote_most,
    "met_most": _met_most,
    "by_year": _by_year,
    "authors": _authors,
    "unread": _unread,
}


def _times(places: Sequence[Mention]) -> str:
    return f"{len(places):,} time{'s' * (len(places) != 1)}"


def _items(folder: Folder, mentions: Sequence[Mention], more: Sequence[str] = ()) -> list[Item]:
    """An item for each, with the sentence that it stands in, if it is among those that are shown."""
    shown = [_item(folder, mention, said) for mention, said in zip(mentions[:MOST], more or [""] * MOST, strict=False)]
    return [*shown, *(Item("", mention.document) for mention in mentions[MOST:])]


def _item(folder: Folder, mention: Mention, more: str) -> Item:
    before = label(mention.document) + (f", {more}" if more else "")
    if not mention.end:
        return Item(before, mention.document, quoted=first_line(mention.document))
    quoted = sentence_at(folder, mention.document, mention.start, mention.end)
    return Item(before, mention.document, mention.start, mention.end, quoted)


def _titled_item(document: Document) -> Item:
    return Item(label(document), document, quoted=first_line(document))


def _on(wish: Wish, documents: Sequence[Document], matters: Matters) -> Sequence[Document]:
    """Those that have all its words in title or file name; where none has, those that mention it."""
    titled = _called(wish.matter, documents) if not wish.phrases else []
    found = {} if titled else matters.found(documents, once=True)
    return titled or [document for document in documents if document.source in found]


def _by_date(documents: Sequence[Document]) -> list[Document]:
    """Oldest first; those that state no date come last."""
    return sorted(documents, key=lambda one: (one.date is None, one.date or "", one.source))
