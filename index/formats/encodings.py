"""Which encoding bytes of text are in, where nothing says so. The only owner of charset-normalizer. Pure.

Code pages of the Latin script look alike to it, so they are told by which one makes words of some language; it is asked
for the others. Only lines with bytes beyond ASCII are looked at: the first one may come after pages of English.
"""

import re

from charset_normalizer import from_bytes

from index.errors import LoadError
from index.language.alphabets import sense

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
SAMPLE = 200_000  # bytes: enough to tell encodings apart, and bounded in time
_LATIN = (
    "cp1252",
    "iso8859-15",
    "mac_roman",
    "cp1250",
    "iso8859-2",
    "cp1254",
    "cp1257",
    "cp850",
    "cp852",
)  # in doubt the first
_SURE = 0.9  # of `sense`
_MOST_BEYOND = 0.5  # of the bytes of words: Latin script has more of a to z
_BEYOND = re.compile(rb"[\x80-\xff]")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_HIRAGANA = re.compile(r"[\u3041-\u3096]")
_SOME_HIRAGANA = 0.1  # of what is beyond ASCII
_ENOUGH = 32  # times four bytes: in fewer a zero or two tell nothing
_SHIFTS = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_2"))
_EBCDIC = ["cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"]  # of mainframes: any bytes are text in it
_VALID_FOR_EACH_BAD = 2  # sequences of UTF-8: with fewer it is another encoding


def encoding_of(data: bytes) -> str:
    """The name of the encoding that `data` is most likely in; `LoadError` if none makes sense.

    Some of the bytes may still be wrong in it.

    >>> encoding_of("Žofie Šťastná čte".encode("cp1250")), encoding_of("Núñez".encode("utf-16-le"))
    ('cp1250', 'utf-16-le')
    """
    if encoding := stated(data) or wide(data[:SAMPLE]):
        return encoding
    shifted = next((encoding for shift, encoding in _SHIFTS if shift in data), "")
    if shifted and _is(shifted, data):
        return shifted
    if _is("utf-8", data) or _is_mostly_utf_8(data):
        return "utf-8"
    sample = b"".join(_lines_beyond_ascii(data))
    return _latin(sample) or _japanese(sample) or _guessed(sample)


def stated(data: bytes) -> str:
    """The encoding that a byte order mark states, "" without one."""
    return next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "")


def wide(head: bytes) -> str:
    """The encoding of text in units of two or four bytes without a byte order mark, "" for none.

    It shows by the zeros that ASCII has there: always in the same places.
    """
    head = head[: len(head) // 4 * 4]
    zeros = [head[place::4].count(0) for place in range(4)]
    units, even, odd = len(head) // 4, zeros[0] + zeros[2], zeros[1] + zeros[3]
    if not any(zeros):
        return ""
    if max(even, odd) < units and (units < _ENOUGH or _is_plain(head)):
        return ""
    encodings = ["utf-16-le", "utf-16-be"] if odd >= even else ["utf-16-be", "utf-16-le"]
    if units in (min(zeros[:2]), min(zeros[2:])):
        encodings = ["utf-32-be" if min(zeros[:2]) == units else "utf-32-le"]
    return next((encoding for encoding in encodings if _is_readable(head.decode(encoding, "replace"))), "")


def _is_readable(text: str) -> bool:
    unreadable = sum(not char.isprintable() and not char.isspace() for char in text)
    return unreadable + text.count("\ufffd") <= len(text) // 100


def _is_plain(head: bytes) -> bool:
    """Whether it reads as UTF-8 if zeros are not looked at: lone ones are dirt."""
    rest = head.replace(b"\0", b"")
    controls = len(rest) - len(rest.translate(None, bytes([*range(9), *range(14, 27), *range(28, 32)])))
    return controls <= len(rest) // 100 and (_is("utf-8", rest) or _is_mostly_utf_8(rest))


def _is(encoding: str, data: bytes) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf_8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) - bad >= _VALID_FOR_EACH_BAD * bad


def _lines_beyond_ascii(data: bytes) -> list[bytes]:
    """Lines, or the parts of long ones, that hold bytes beyond ASCII, up to `SAMPLE` bytes of them."""
    lines: list[bytes] = []
    size = 0
    place = 0
    while size < SAMPLE and (first := _BEYOND.search(data, place)):
        start = max(place, data.rfind(b"\n", place, first.start()) + 1, first.start() - 1000)
        end = data.find(b"\n", first.start(), first.start() + 1000) + 1 or first.start() + 1000
        lines.append(data[start:end])
        size += end - start
        place = end
    return lines


def _latin(sample: bytes) -> str:
    beyond = len(_BEYOND.findall(sample))
    if beyond > _MOST_BEYOND * (beyond + len(_ASCII_LETTER.findall(sample))):
        return ""
    scores = {encoding: sense(sample.decode(encoding)) for encoding in _LATIN if _is(encoding, sample)}
    best = max(scores, key=lambda encoding: scores[encoding], default="")
    return best if best and scores[best] >= _SURE else ""


def _japanese(sample: bytes) -> str:
    """Told by its hiragana, which the bytes of no other text make."""
    for encoding in ("cp932", "euc_jp"):
        if _is(encoding, sample):
            text = sample.decode(encoding)
            beyond = sum(not char.isascii() for char in text)
            if len(_HIRAGANA.findall(text)) > _SOME_HIRAGANA * beyond:
                return encoding
    return ""


def _guessed(sample: bytes) -> str:
    guesses = from_bytes(sample, cp_exclusion=_EBCDIC)
    best = guesses.best()
    if best is None:
        raise LoadError("its text encoding was not recognised; save it as UTF-8")
    # In doubt between code pages of one family, the western one is by far the most common.
    western = any(
        "cp1252" in [guess.encoding, *guess.could_be_from_charset] and guess.chaos <= best.chaos for guess in guesses
    )
    return "cp1252" if western else best.encoding
