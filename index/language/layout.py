"""How extracted text is laid out, and what a place in it hangs on: its headings, and what leads in to its list. Pure.

A heading is a line that begins with `#`, an item one that begins with a bullet or a number, code a line that begins
with `CODE`. Whoever writes, cuts or shows text asks here.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from operator import itemgetter

CODE = "\u2003"  # an em space: no text begins a line with it, and nobody sees it
_SPACE = rf"[^\S\n{CODE}]*"
HEADING = re.compile(rf"{_SPACE}(#{{1,6}})[^\S\n]+(\S[^\n]*)")
ITEM = re.compile(rf"(?P<indent>{_SPACE})(?:[-*+•–·‣◦]|\(?(?:\d{{1,3}}|[A-Za-z])[.)])[^\S\n]+(?=\S)")
LEADS_IN = re.compile(r"[:：][*_\"”»]*$")
JOINT = " > "  # between the headings of a path
_CLOSING = re.compile(r"\s+#+$")
_SENTENCE = re.compile(r".*[.!?]\s+(?=\S)", re.DOTALL)
_LEAD = 200  # characters: of longer ones the end is kept


@dataclass(frozen=True, slots=True)
class Outline:
    """`sections`: from where on which headings hold, the widest first. `leads`: from where on which lead-in holds."""

    sections: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    leads: list[tuple[int, str]] = field(default_factory=list)

    def path(self, offset: int) -> tuple[str, ...]:
        """The headings that hold at an offset; a heading holds where it begins."""
        at = bisect_right(self.sections, offset, key=itemgetter(0)) - 1
        return self.sections[at][1] if at >= 0 else ()

    def lead_in(self, offset: int) -> str:
        """What the item or the code at an offset hangs on, the sentence that leads in to its list and the items that it
        stands under; "" elsewhere."""
        at = bisect_right(self.leads, offset, key=itemgetter(0)) - 1
        return self.leads[at][1] if at >= 0 else ""


def outline(text: str) -> Outline:
    """The outline of a text, in one pass over its lines.

    >>> outline("# Trips\\n\\nYou need:\\n\\n- a hat\\n- oats").lead_in(24)
    'You need:'
    """
    made = Outline()
    open_headings: list[tuple[int, str]] = []  # each with its level
    paragraph, is_over = "", True  # the last one, and whether a blank line followed
    lead, holds = "", ""
    above: list[tuple[int, str]] = []  # the items that are open, each with its indent
    for line in re.finditer(r"[^\n]+", text):
        raw, words = line[0], line[0].strip()
        if not words:
            is_over = True
            continue
        after_blank = is_over or text[max(0, line.start() - 2) : line.start()] == "\n\n"
        is_code, item = raw.startswith(CODE), ITEM.match(raw)
        if heading := HEADING.match(raw):
            level = len(heading[1])
            open_headings = [one for one in open_headings if one[0] < level]
            open_headings.append((level, _CLOSING.sub("", heading[2].strip())))
            made.sections.append((line.start(), tuple(name for _, name in open_headings)))
            paragraph, lead, above, hangs_on = "", "", [], ""
        elif is_code or item:
            if paragraph:
                before = _SENTENCE.match(paragraph)
                said = paragraph[before.end() :] if before else paragraph
                lead, paragraph = said if is_code or LEADS_IN.search(said) else "", ""
            indent = len(item["indent"]) if item else len(raw)
            above = above if is_code else [one for one in above if one[0] < indent]
            hangs_on = " ".join(part for part in (lead, *(one for _, one in above)) if part)[-_LEAD:]
            if item:
                above.append((indent, raw[item.end() :].strip()))
        elif above and (raw[:1].isspace() or not (after_blank or LEADS_IN.search(words))):
            hangs_on = holds
        else:
            paragraph = words if after_blank or not paragraph else f"{paragraph} {words}"[-2 * _LEAD :]
            lead, above, hangs_on = "", [], ""
        if hangs_on != holds:
            holds = hangs_on
            made.leads.append((line.start(), holds))
        is_over = False
    return made
