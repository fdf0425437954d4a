"""Images of templates: looked at before they are opened, written anew, kept by their content."""

import re
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from plm.adapters.storage import Storage
from plm.certificates.queries import image_key
from plm.certificates.rules import ImageProblem, ImageRefused

LARGEST = 5_000_000
LONGEST_SIDE = 2_000  # more only makes every certificate slower and heavier
FORMATS = ("PNG", "JPEG", "WEBP")


def keep_image(data: bytes, filename: str, storage: Storage) -> tuple[str, str]:
    """Its name in the template and its storage key; raises ImageRefused. No SVG: that can ask for other files."""
    if len(data) > LARGEST:
        raise ImageRefused(problem=ImageProblem.TOO_HEAVY, filename=filename)
    written, suffix = _rewritten(data, filename)
    key = image_key(written, suffix)
    if not storage.exists(key):
        storage.put(key, written)
    return _name(filename) + suffix, key


def _rewritten(data: bytes, filename: str) -> tuple[bytes, str]:
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            # The size stands in the head of the file: a huge one is refused before it is unpacked.
            if max(opened.size) > LONGEST_SIDE:
                raise ImageRefused(problem=ImageProblem.TOO_LARGE, filename=filename)
            return _written(opened)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise ImageRefused(problem=ImageProblem.UNREADABLE, filename=filename) from error


def _written(picture: Image.Image) -> tuple[bytes, str]:
    output, is_photo = BytesIO(), picture.format == "JPEG"
    clean = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    clean.info = {}  # comments and profiles of the old file stay behind
    if is_photo:
        clean.save(output, "JPEG", quality=90)
        return output.getvalue(), ".jpg"
    clean.save(output, "PNG", optimize=True)
    return output.getvalue(), ".png"


def _name(filename: str) -> str:
    stem = filename.rpartition(".")[0] or filename
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:40] or "gambar"
