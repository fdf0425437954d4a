"""A sample of a hundred signed files, checked by others' programs."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature

from plm.adapters.engine import Road, make_batch
from plm.adapters.pdf import load_weasyprint
from plm.adapters.signing import DEVELOPMENT_NAME, Seal, SignatureFacts, open_seal, verify_pdf
from plm.clock import now
from tests.adapters.engine.reading import code_in, files_of, text_of, tool
from tests.adapters.engine.scenes import ADDRESS, light, ornate, people
from tests.adapters.test_signing import self_signed

WHOLE = SignatureFacts(signed=True, intact=True, whole=True, ours=True, signer=DEVELOPMENT_NAME)
SAMPLE = 100


@pytest.fixture(scope="module")
def seal(development_p12: Path) -> Seal:
    return open_seal(development_p12, "development")


@pytest.fixture(scope="module")
def curve(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    path = tmp_path_factory.mktemp("curve") / "p256.p12"
    path.write_bytes(self_signed("Balai Contoh", ec.generate_private_key(ec.SECP256R1())))
    return open_seal(path, "")


@pytest.fixture(scope="module")
def sample(seal: Seal) -> list[bytes]:
    return files_of(make_batch(ornate(), people(SAMPLE), seal=seal, now=now()))


def test_each_of_a_hundred_is_valid_whole_and_ours(sample: list[bytes], seal: Seal) -> None:
    assert [verify_pdf(content, trusted=[seal.fingerprint]) for content in sample] == [WHOLE] * SAMPLE


def test_each_of_a_hundred_breaks_when_one_byte_flips(sample: list[bytes], seal: Seal) -> None:
    for number, content in enumerate(sample):
        flipped = bytearray(content)
        flipped[len(content) * (number + 1) // (SAMPLE + 2)] ^= 1
        assert not verify_pdf(bytes(flipped), trusted=[seal.fingerprint]).holds, number


def test_poppler_and_qpdf_find_nothing_in_a_hundred(sample: list[bytes], tmp_path: Path) -> None:
    for number, content in enumerate(sample):
        said = tool("pdfsig", content=content, folder=tmp_path)
        checked = tool("qpdf", "--check", content=content, folder=tmp_path)

        assert "Signature is Valid." in said, number
        assert "Total document signed" in said, number
        assert "No syntax or stream encoding errors found" in checked, number
        assert "WARNING" not in checked, number


def test_each_of_a_hundred_has_its_own_code_and_its_words_in_order(sample: list[bytes]) -> None:
    for content, sheet in zip(sample, people(SAMPLE), strict=True):
        words = text_of(content)

        assert code_in(content) == f"{ADDRESS}{sheet.values['kode']}"
        places = [words.index(sheet.values[place]) for place in ("nomor", "nama", "instansi", "kode")]
        assert places == sorted(places)


@pytest.mark.parametrize("road", Road)
def test_the_plain_road_signs_as_well(road: Road, seal: Seal, tmp_path: Path) -> None:
    contents = files_of(make_batch(light(), people(2), seal=seal, now=now(), road=road))

    assert [verify_pdf(content, trusted=[seal.fingerprint]) for content in contents] == [WHOLE] * 2
    assert "Signature is Valid." in tool("pdfsig", content=contents[0], folder=tmp_path)


def test_a_curves_key_signs_too(curve: Seal) -> None:
    contents = files_of(make_batch(light(), people(20), seal=curve, now=now()))

    assert {verify_pdf(content, trusted=[curve.fingerprint]).holds for content in contents} == {True}


@pytest.mark.parametrize("road", Road)
def test_nothing_that_pdf_a_forbids_is_in_a_file(road: Road, seal: Seal) -> None:
    (content, _) = files_of(make_batch(ornate(), people(2), seal=seal, now=now(), road=road))

    assert list(complaints(content)) == []


def test_the_own_check_of_pdf_a_finds_something() -> None:
    naive = load_weasyprint()[0].HTML(string="<img src='data:image/png;base64,x'>Isi").write_pdf()

    assert list(complaints(naive)) == ["no name", "no output intent", "no description"]


def complaints(content: bytes) -> list[str]:
    """A few of PDF/A's rules, those that a file of ours could break."""
    reader = PdfFileReader(BytesIO(content))
    root, found = reader.root, []
    found += [] if "/ID" in reader.trailer else ["no name"]
    found += [] if "/OutputIntents" in root else ["no output intent"]
    if "/Metadata" not in root:
        return [*found, "no description"]
    described = root["/Metadata"].data.decode()
    title = re.search(r'x-default">(.*?)<', described)
    found += [] if title and title[1] == str(reader.trailer["/Info"]["/Title"]) else ["another title"]
    found += [] if "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A<" in described else ["no claim"]
    found += [] if "/StructTreeRoot" in root and root["/MarkInfo"]["/Marked"] else ["no tags"]
    page = root["/Pages"]["/Kids"][0]
    for font in page["/Resources"]["/Font"].values():
        inner = font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]
        found += [] if {"/FontFile2", "/FontFile3"} & set(inner) else ["a font is left outside"]
    for annotation in page["/Annots"]:
        note = annotation.get_object()
        hidden = int(note["/F"]) & (1 | 2 | 32)
        found += ["an annotation does not print"] if hidden or not int(note["/F"]) & 4 else []
        found += ["a widget has no look"] if note["/Subtype"] == "/Widget" and "/AP" not in note else []
    found += ["smoothed images"] if b"/Interpolate true" in content else []
    signature: EmbeddedPdfSignature = reader.embedded_signatures[0]
    start, before, after, rest = signature.byte_range
    covered = (start, after + rest) == (0, len(content)) and content[before : before + 1] == b"<"
    return found + ([] if covered else ["bytes outside the signature"])
