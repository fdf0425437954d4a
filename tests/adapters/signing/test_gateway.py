import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from plm.adapters.pdf import render_pdf
from plm.adapters.signing import (
    Seal,
    SealRefused,
    SignatureFacts,
    SigningUnavailable,
    open_the_seal,
    sign_pdf,
    verify_pdf,
)
from plm.adapters.signing import (
    gateway as ours,
)
from plm.certificates.rules import Authority, SealFlaw
from plm.clock import now
from tests.adapters.signing.gateway import TOKEN, Fault, Gateway, running
from tests.adapters.signing.keys import institution, root
from tests.conftest import settings_for

DIGEST = bytes(range(32))


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    with running(institution(issuer=root())) as gateway:
        yield gateway


@pytest.fixture(autouse=True)
def sound(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway.fault = Fault.NONE
    gateway.asked.clear()
    monkeypatch.setattr(ours, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(ours, "PAUSES", (0.01, 0.01))
    ours._open.cache_clear()


def opened(gateway: Gateway, tmp_path: Path, **changes: object) -> Seal:
    settings = settings_for(tmp_path, "sqlite://", Path(), signing_url=gateway.url, signing_token=TOKEN)
    return open_the_seal(replace(settings, **changes))


def test_a_file_signed_by_the_gateway_is_whole_and_its_own(gateway: Gateway, tmp_path: Path) -> None:
    seal = opened(gateway, tmp_path)

    signed = sign_pdf(render_pdf("<title>x</title><p>x"), seal, now=now())

    assert verify_pdf(signed, trusted=[seal.fingerprint]) == SignatureFacts(True, True, True, True, "Balai Contoh")
    assert (seal.name, seal.authority, len(gateway.asked)) == ("Balai Contoh", Authority.OWN, 1)


def test_it_is_bsre_only_where_their_root_is_known(gateway: Gateway, tmp_path: Path) -> None:
    roots = root().pem(tmp_path / "bsre.pem")

    assert opened(gateway, tmp_path, bsre_roots=roots).authority is Authority.BSRE


@pytest.mark.parametrize(
    ("fault", "says", "flaw"),
    [
        (Fault.OTHER_DIGEST, "signed another digest", SealFlaw.GATEWAY_WRONG),
        (Fault.OTHER_KEY, "another certificate than it named", SealFlaw.GATEWAY_WRONG),
        (Fault.TAMPERED, "not valid", SealFlaw.GATEWAY_WRONG),
        (Fault.NO_PADES, "as PAdES wants", SealFlaw.GATEWAY_WRONG),
        (Fault.TOO_LARGE, "larger than the room", SealFlaw.GATEWAY_WRONG),
        (Fault.NONSENSE, "no JSON", SealFlaw.GATEWAY_WRONG),
        (Fault.ERROR, "answers 500", SealFlaw.GATEWAY_SILENT),
        (Fault.CUT, "did not answer to the end", SealFlaw.GATEWAY_SILENT),
        (Fault.SLOW, "did not answer to the end", SealFlaw.GATEWAY_SILENT),
        (Fault.DRIPPING, "did not answer to the end", SealFlaw.GATEWAY_SILENT),
    ],
)
def test_each_fault_is_refused_and_asked_for_once(
    gateway: Gateway, tmp_path: Path, fault: Fault, says: str, flaw: SealFlaw
) -> None:
    seal = opened(gateway, tmp_path)
    gateway.fault = fault

    with pytest.raises(SealRefused, match=says) as refused:
        seal.cms(DIGEST)

    assert (refused.value.flaw, gateway.asked) == (flaw, [DIGEST.hex()])


def test_a_busy_gateway_is_asked_again(gateway: Gateway, tmp_path: Path) -> None:
    seal = opened(gateway, tmp_path)
    gateway.fault = Fault.BUSY_ONCE

    assert seal.cms(DIGEST)
    assert len(gateway.asked) == 2


def test_a_wrong_token_is_told(gateway: Gateway, tmp_path: Path) -> None:
    with pytest.raises(SigningUnavailable, match="answers 401"):
        opened(gateway, tmp_path, signing_token="lain").cms(DIGEST)


def test_nobody_listening_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings = settings_for(tmp_path, "sqlite://", Path(), signing_url=f"http://127.0.0.1:{port}")

    with pytest.raises(SealRefused, match="cannot be reached") as refused:
        open_the_seal(settings)
    assert refused.value.flaw is SealFlaw.GATEWAY_SILENT


@pytest.mark.parametrize(
    ("days", "flaw"), [((-9, -1), SealFlaw.ENDED), ((1, 9), SealFlaw.NOT_YET)], ids=["ended", "not yet"]
)
def test_a_certificate_outside_its_days_signs_nothing(tmp_path: Path, days: tuple[int, int], flaw: SealFlaw) -> None:
    starts, ends = (now() + timedelta(days=one) for one in days)
    with running(institution(starts=starts, ends=ends)) as gateway, pytest.raises(SealRefused) as refused:
        opened(gateway, tmp_path)

    assert (refused.value.flaw, gateway.asked) == (flaw, [])
