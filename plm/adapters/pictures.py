"""Pictures from strangers: opened, turned upright, made no larger than paper needs, and written anew."""

import struct
from io import BytesIO

from PIL import ExifTags, Image, UnidentifiedImageError
from PIL.Image import Transpose
from pillow_heif import register_heif_opener

from plm.registration.rules import PaperDamaged, PaperType

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 3_200  # A4 at 270 dots an inch
# How a camera was held, by Exif's numbers; 1 is upright.
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
_FORMATS = {PaperType.JPEG: "JPEG", PaperType.PNG: "PNG", PaperType.HEIC: "HEIF"}
# Few viewers open HEIC, so it is kept as a JPEG.
KEPT_AS = {PaperType.HEIC: PaperType.JPEG}
register_heif_opener()


def rewrite_picture(data: bytes, kind: PaperType, *, filename: str) -> bytes:
    """The same picture without what else the file carried (place, camera, foreign bytes), or PaperDamaged.

    Written as its own kind, HEIC as JPEG (`KEPT_AS`).
    """
    try:
        with Image.open(BytesIO(data), formats=[_FORMATS[kind]]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PaperDamaged(filename=filename)
            # A JPEG is read at a fraction of its size where that is enough, which keeps a phone's photo out of memory.
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _written(_upright(opened), kind)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise PaperDamaged(filename=filename) from error


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera was held; a camera that writes unreadable Exif spoils no picture."""
    try:
        turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except (struct.error, TypeError, ValueError, LookupError, SyntaxError, OSError):
        turn = None
    return picture.copy() if turn is None else picture.transpose(turn)


def _written(picture: Image.Image, kind: PaperType) -> bytes:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    output = BytesIO()
    clear = kind is PaperType.PNG and picture.has_transparency_data
    clean = picture.convert("RGBA" if clear else "RGB")
    clean.info = {}  # Pillow would write comments and profiles of the old file into the new one
    if KEPT_AS.get(kind, kind) is PaperType.JPEG:
        clean.save(output, "JPEG", quality=85)
    else:
        clean.save(output, "PNG")
    return output.getvalue()
