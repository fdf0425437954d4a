"""Pictures from strangers: opened, turned upright, made no larger than paper needs, and written anew."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from plm.registration.rules import PaperDamaged, PaperType

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 3_200  # A4 at 270 dots an inch
_FORMATS = {PaperType.JPEG: "JPEG", PaperType.PNG: "PNG"}


def rewrite_picture(data: bytes, kind: PaperType, *, filename: str) -> bytes:
    """The same picture without what else the file carried (place, camera, foreign bytes), or PaperDamaged."""
    try:
        with Image.open(BytesIO(data), formats=[_FORMATS[kind]]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PaperDamaged(filename=filename)
            # A JPEG is read at a fraction of its size where that is enough, which keeps a phone's photo out of memory.
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _written(ImageOps.exif_transpose(opened), kind)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise PaperDamaged(filename=filename) from error


def _written(picture: Image.Image, kind: PaperType) -> bytes:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    output = BytesIO()
    if kind is PaperType.JPEG:
        picture.convert("RGB").save(output, "JPEG", quality=85)
    else:
        clean = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        clean.save(output, "PNG")
    return output.getvalue()
