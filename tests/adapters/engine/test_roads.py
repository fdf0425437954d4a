"""An upgrade of WeasyPrint can make certificates slow, never stop them; and what the roads cost."""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import qrcode
from qrcode.constants import ERROR_CORRECT_M

from plm.adapters import engine
from plm.adapters.engine import codes, inside, make_batch, print_file
from plm.adapters.signing import open_seal
from plm.clock import now
from tests.adapters.engine.naive import naive_pdf, naive_signed, naive_signer
from tests.adapters.engine.reading import code_in, files_of, text_of, tool
from tests.adapters.engine.scenes import ADDRESS, light, ornate, people


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing is remembered of the internals, before and after."""
    inside.load_inside.cache_clear()
    engine._warn_once.cache_clear()
    yield
    inside.load_inside.cache_clear()


@pytest.mark.parametrize("internal", sorted(inside.INSIDE))
def test_a_missing_internal_is_one_warning_and_the_plain_road(
    internal: str, fresh: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    module, name = inside.INSIDE[internal]
    monkeypatch.setitem(inside.INSIDE, internal, (module, f"{name}_until_yesterday"))

    with caplog.at_level(logging.WARNING, logger="plm.adapters.engine"):
        batches = [make_batch(light(), people(1), seal=None, now=now()) for _ in range(2)]

    assert [batch.prefix for batch in batches] == [b"", b""]
    assert "Contoh Ke-1, S.Pd." in text_of(files_of(batches[0])[0])
    assert len(caplog.records) == 1


def test_with_all_internals_the_fast_road_is_taken() -> None:
    assert len(make_batch(light(), people(1), seal=None, now=now()).prefix) > 10_000


def test_a_printers_file_has_a_page_each(tmp_path: Path) -> None:
    content = b"".join(print_file(light(), iter(people(260))))

    words = text_of(content)
    assert [words.count(f"Contoh Ke-{number},") for number in (1, 250, 251, 260)] == [1, 1, 1, 1]
    assert "Pages:           260" in tool("pdfinfo", content=content, folder=tmp_path)
    assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", content=content, folder=tmp_path)
    assert code_in(content) == f"{ADDRESS}7HQ3MZ2K0001"


def test_four_hundred_codes_are_those_of_the_library() -> None:
    for sheet in people(400):
        code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=codes.MASK, border=0)
        code.add_data(sheet.qr, optimize=0)
        code.make(fit=True)
        rows = ["".join("01"[dark] for dark in row) for row in code.get_matrix()]
        assert codes.matrix(sheet.qr) == (len(rows), int("".join(rows), 2))


@pytest.mark.parametrize("text", ["", "A", "huruf kecil", "HTTPS://X/V/" + "A" * 30, "é"])
def test_other_texts_are_left_to_the_library(text: str) -> None:
    assert codes.matrix(text) == codes._library(text)


def test_the_gate(development_p12: Path) -> None:
    """Half of what was measured; ratios of CPU time in one run, never a time."""
    seal = open_seal(development_p12, "development")
    sheets = people(500)

    def signed() -> None:
        list(make_batch(ornate(), sheets, seal=seal, now=now()).pieces)

    def signed_light() -> None:
        list(make_batch(light(), sheets, seal=seal, now=now()).pieces)

    signer = naive_signer(development_p12, "development")
    works = [
        lambda: naive_pdf(ornate(), sheets[0]),
        lambda: naive_signed(ornate(), sheets[0], signer),
        signed,
        lambda: naive_pdf(light(), sheets[0]),
        signed_light,
    ]
    naive, plain_signed, ours, naive_light, ours_light = least(works)
    ours, ours_light = ours / len(sheets), ours_light / len(sheets)

    assert naive / ours >= 50
    assert naive_light / ours_light >= 35
    assert plain_signed / ours >= 75


def least(works: list[Callable[[], object]]) -> list[float]:
    """The CPU time of each in its least disturbed of three interleaved runs, after one to warm up."""
    taken: list[list[float]] = [[] for _ in works]
    for run in range(4):
        for work, times in zip(works, taken, strict=True):
            started = time.process_time()
            work()
            times += [time.process_time() - started] * (run > 0)
    return [min(times) for times in taken]
