"""An answer with its account: what was looked at, what is near and was not counted, and what was done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.asking.filters import Filter
from app.asking.whole import Wish
from app.records import Answer, Refinement
from app.whole.folder import Folder
from app.whole.groups import called, plural
from app.whole.matters import Matters
from app.whole.mentions import Matter, documents_with
from app.whole.telling import Item, label, told
from index.records import Document

NAMED = 5
"""Documents that are named in a line."""
_LOOSE_MARK = re.compile(r" ([?!.,:])")
_NEAR = 0.45  # cosine from which a passage may be about the matter
_WHAT_NAMES = {"people": "was there", "attended_most": "was there", "authors": "wrote", "wrote_most": "wrote"}


@dataclass(frozen=True, slots=True)
class Scope:
    """`documents` are looked through, those of `kind` that pass the filters, of `of` ones of the kind at all."""

    documents: Sequence[Document]
    of: Sequence[Document]
    kind: str
    filters: Sequence[Filter]

    @property
    def named(self) -> str:
        """ "contracts from 2023"."""
        return f"{called(self.kind or 'documents')}{self.filtered}"

    @property
    def filtered(self) -> str:
        """ " from 2023 by Ada Smith", "" without filters."""
        said = (f"by {one.value}" if one.kind == "person" else one.words for one in self.filters)
        return "".join(f" {words}" for words in said)

    def counted(self, count: int) -> str:
        """ "12 of 40 contracts from 2023"."""
        return f"{count:,} of {len(self.documents):,} {self.named}"


def accounted(
    question: str,
    wish: Wish,
    scope: Scope,
    folder: Folder,
    headline: str,
    items: Sequence[Item],
    matters: Matters | None = None,
) -> Answer:
    """The answer that `headline` tells and `items` bear out; `question` is how it would be asked alone."""
    refinements = [
        Refinement(one.kind, one.words, _LOOSE_MARK.sub(r"\1", " ".join(question.replace(one.words, " ").split())))
        for one in scope.filters
    ]
    near = _near(wish, scope, folder, matters, items) if matters and not wish.absent else ""
    notice = " ".join(part for part in (_coverage(scope, folder), near) if part)
    shape = "count" if wish.counted else "listing"
    return told(question, shape, headline, items, _plan(wish, scope, matters), notice, refinements)


def _coverage(scope: Scope, folder: Folder) -> str:
    """What was looked at, and what could not be."""
    looked = f"Looked in {plural(len(folder.documents), 'document')}"
    unread = f"; {len(folder.unread):,} could not be read" if folder.unread else ""
    undated = 0
    if any(one.kind == "date" for one in scope.filters):
        undated = sum(not document.date for document in scope.of)
    without = f" {undated:,} without a date {'was' if undated == 1 else 'were'} left out." if undated else ""
    return f"{looked}{unread}.{without}"


def _near(wish: Wish, scope: Scope, folder: Folder, matters: Matters, items: Sequence[Item]) -> str:
    """Documents that may be about it though they do not mention it."""
    held = {item.document.source for item in items if item.document}
    looked = {document.source: document for document in scope.documents if document.source not in held}
    related = sorted({word for matter in matters.each for word in matter.related})
    with_related = dict.fromkeys(
        source for matter in matters.each for source in matter.with_related([*looked.values()])
    )
    about: dict[str, None] = {}
    if wish.matter:
        about = {
            hit.chunk.document.source: None
            for hit in folder.search({wish.matter: 1.0})
            if hit.dense >= _NEAR and hit.chunk.document.source in looked
        }
    last = _last_name(wish.matter)
    alone = documents_with(Matter(last, folder).mentions([*looked.values()], once=True)) if last else {}
    sources = [*dict.fromkeys([*alone, *with_related, *about])]
    if not sources:
        return ""
    names = ", ".join(f"“{label(looked[source])}”" for source in sources[:NAMED])
    more = " and others" if len(sources) > NAMED else ""
    words = f" or have a related word ({', '.join(related[:NAMED])})" if with_related else ""
    words += f" or have “{last}” alone" if alone else ""
    return f"Not counted: {len(sources):,} more may be about it{words}: {names}{more}."


def _last_name(matter: str) -> str:
    """The last word of a name of two or three, by which it may go too: "J. Oakes" for "Jonty Oakes"."""
    words = matter.split()
    is_name = len(words) in (2, 3) and all(word[:1].isupper() and word[1:].isalpha() for word in words)
    return words[-1] if is_name else ""


def _plan(wish: Wish, scope: Scope, matters: Matters | None) -> str:
    """What was done, in words."""
    what = f"{scope.named}"
    if wish.operation in _WHAT_NAMES:
        who = _WHAT_NAMES[wish.operation]
        return f"Names in lines of {what} that say who {who}, each as it is written; copies count once."
    if wish.operation == "met_most":
        return "Documents that say who was there, by their titles; copies count once."
    if not matters:
        return f"{what[:1].upper()}{what[1:]}, by date; copies count once."
    exact = all(matter.exact for matter in matters.each)
    forms = "as it stands, in any case" if exact else "as whole words, in any inflection, spelling or case"
    verb = "do not mention" if wish.absent else "mention"
    return f"{what[:1].upper()}{what[1:]} that {verb} {matters.named} {forms}, in title or text; copies count once."
