"""Pictures are written anew: upright, small enough, without what else they carried."""

import struct
from io import BytesIO

import pytest
from PIL import Image, ImageOps

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


def test_exif_that_cannot_be_written_again_spoils_no_photo():
    orientation = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
    # The resolution as text, as some telephones have it; a fraction would be right.
    resolution = struct.pack("<HHI4s", 0x011A, 2, 4, b"abc\0")
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + orientation + resolution + bytes(4)

    kept = rewrite_picture(_picture("JPEG", exif=exif), PaperType.JPEG, filename="a.jpg")

    assert _opened(kept).size == (20, 40)


@pytest.mark.parametrize("turn", range(2, 9))
def test_every_way_to_hold_a_camera_ends_upright(turn):
    exif = Image.Exif()
    exif[0x0112] = turn
    photo = Image.new("RGB", (40, 20), "white")
    photo.paste("black", (0, 0, 10, 10))
    output = BytesIO()
    photo.save(output, "PNG", exif=exif)

    kept = rewrite_picture(output.getvalue(), PaperType.PNG, filename="a.png")

    assert _opened(kept).tobytes() == ImageOps.exif_transpose(_opened(output.getvalue())).tobytes()


@pytest.mark.parametrize("kind", [PaperType.JPEG, PaperType.PNG])
def test_comments_and_profiles_of_the_old_file_are_left_behind(kind):
    word = kind.name
    carried = {"JPEG": {"comment": b"Rumah Contoh"}, "PNG": {"icc_profile": b"Rumah Contoh"}}[word]

    kept = rewrite_picture(_picture(word, **carried), kind, filename="a")

    assert not {"comment", "icc_profile"} & _opened(kept).info.keys()


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
