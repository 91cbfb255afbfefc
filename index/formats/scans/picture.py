"""Pictures as documents of their own: a photo or a scan in a file, whose text has to be recognised. Owns Pillow."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from index.errors import LoadError
from index.formats.writer import Content

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

MOST_PAGES = 500
_MOST_PIXELS = 12_000_000  # that are looked at
_LARGEST = 80_000_000  # pixels
_SIDE = 3500  # pixels
_SMALL = 1400  # pixels on the shorter side: letters are drawn larger, as they may be small


def is_picture(data: bytes) -> bool:
    """Whether these are the bytes of a picture that can be read."""
    return data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*"))


def read_picture(data: bytes) -> Content:
    """A page for each picture in the file, without text: all are scans. Raises `LoadError`."""
    with _opened(data) as picture:
        frames: int = getattr(picture, "n_frames", 1)
    pages = min(frames, MOST_PAGES)
    notes = (f"the pages after page {pages} of {frames:,}: split the file",) if frames > pages else ()
    return Content("", page_starts=(0,) * pages, omissions=notes, scans=tuple(range(1, pages + 1)))


@contextmanager
def picture_pages(data: bytes) -> Iterator[Callable[[int], "PillowImage"]]:
    """Gives the pictures of a file in gray, by their numbers from 1, upright as the camera noted."""
    from PIL import Image, ImageOps

    with _opened(data) as picture:

        def page(number: int) -> "PillowImage":
            picture.seek(number - 1)
            shown = ImageOps.exif_transpose(picture)
            if "A" in shown.getbands() or "transparency" in shown.info:
                shown = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown.convert("RGBA"))
            gray = shown.convert("L")
            scale = min(2.0 if min(gray.size) < _SMALL else 1.0, (_MOST_PIXELS / (gray.width * gray.height)) ** 0.5)
            return gray.resize((max(1, int(gray.width * scale)), max(1, int(gray.height * scale))))

        yield page


@contextmanager
def _opened(data: bytes) -> Iterator["PillowImage"]:
    from PIL import Image

    too_large = LoadError(f"it has more than {_LARGEST // 1_000_000} million pixels; save it smaller")
    try:
        picture = Image.open(BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
    except Image.DecompressionBombError as error:
        raise too_large from error
    except (OSError, SyntaxError) as error:
        raise LoadError("it is damaged or no picture; save it again") from error
    with picture:
        if picture.width * picture.height > _LARGEST:
            raise too_large
        picture.draft("L", (_SIDE, _SIDE))  # so that a large JPEG is opened smaller
        yield picture
