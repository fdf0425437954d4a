"""Pictures are written anew: upright, small enough, without what else they carried."""

from io import BytesIO

import pytest
from PIL import Image

from plm.adapters import pictures
from plm.adapters.pictures import LONGEST_SIDE, rewrite_picture
from plm.registration.rules import PaperDamaged, PaperType


def _picture(kind, size=(40, 20), **options):
    output = BytesIO()
    Image.new("RGB", size, "white").save(output, kind, **options)
    return output.getvalue()


def _opened(data):
    return Image.open(BytesIO(data))


def test_photo_is_turned_upright_and_forgets_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Kamera Contoh"

    kept = rewrite_picture(_picture("JPEG", exif=exif), PaperType.JPEG, filename="a.jpg")

    assert _opened(kept).size == (20, 40)
    assert dict(_opened(kept).getexif()) == {}
    assert b"Kamera" not in kept


def test_large_scan_shrinks_to_what_paper_needs():
    kept = rewrite_picture(_picture("PNG", (LONGEST_SIDE * 2, 100)), PaperType.PNG, filename="a.png")

    assert _opened(kept).size == (LONGEST_SIDE, 50)


def test_same_picture_twice_gives_the_same_bytes():
    photo = _picture("JPEG")

    first, second = (rewrite_picture(photo, PaperType.JPEG, filename="a.jpg") for _ in range(2))

    assert first == second


@pytest.mark.parametrize("data", [_picture("JPEG")[:200], b"\xff\xd8\xff\xe0", _picture("PNG")])
def test_picture_that_cannot_be_opened_as_what_it_says_is_refused(data):
    with pytest.raises(PaperDamaged):
        rewrite_picture(data, PaperType.JPEG, filename="a.jpg")


def test_picture_with_more_pixels_than_any_camera_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)

    with pytest.raises(PaperDamaged):
        rewrite_picture(_picture("PNG"), PaperType.PNG, filename="a.png")
