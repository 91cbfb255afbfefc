"""What the reader is shown of a chunk: the title, the headings and the lead-in it stands under, and its text. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.chunks import header
from index.language.layout import JOINT
from index.language.sentences import Span
from index.records import Chunk

_PATH = 160  # characters: of a longer path of headings the last ones are kept


@dataclass(frozen=True, slots=True)
class Passage:
    """`text`, in which the spans `units` are the sentences to be judged; what stands before the first is context."""

    text: str
    units: tuple[Span, ...]


def passage(chunk: Chunk, sentences: Sequence[Span]) -> Passage:
    """The passage of a chunk and its sentences, which are spans of `chunk.text`.

    Above them stands "Tenancy (May 2023): Pets > Dogs", and below that what leads in to the chunk's first item.
    """
    path = chunk.heading[-_PATH:]
    path = path.partition(JOINT)[2] if len(chunk.heading) > _PATH and JOINT in path else path
    under = ": ".join(part for part in (header(chunk.document), path) if part)
    above = "\n".join(line for line in (under, chunk.lead_in) if line)
    shift = len(above) + 1 if above else 0
    text = f"{above}\n{chunk.text}" if above else chunk.text
    return Passage(text, tuple((start + shift, end + shift) for start, end in sentences))
