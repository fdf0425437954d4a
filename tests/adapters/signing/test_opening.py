from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from plm.adapters.certificates import statement_of
from plm.adapters.certificates.statement import BSRE, DEVELOPMENT, OUTSIDE
from plm.adapters.signing import Seal, SealRefused, ends_soon, open_the_seal
from plm.certificates.rules import Authority, SealFlaw, SealWay
from plm.clock import now
from tests.adapters.signing.keys import PASSWORD, Holder, institution, root, rsa_key
from tests.conftest import settings_for


def opened(tmp_path: Path, p12: Path, *, password: str = PASSWORD, roots: Path | None = None) -> Seal:
    return open_the_seal(settings_for(tmp_path, "sqlite://", p12, signing_password=password, bsre_roots=roots))


def flaw_of_key(tmp_path: Path, holder: Holder, password: str = PASSWORD) -> SealFlaw:
    with pytest.raises(SealRefused) as refused:
        opened(tmp_path, holder.p12(tmp_path / "key.p12"), password=password)
    return refused.value.flaw


def test_the_three_authorities(tmp_path: Path, development_p12: Path) -> None:
    bsre, other = root(), root("Otoritas lain", 101)
    roots = bsre.pem(tmp_path / "roots.pem")

    def of(holder: Holder) -> Authority:
        return opened(tmp_path, holder.p12(tmp_path / "key.p12"), roots=roots).authority

    assert opened(tmp_path, development_p12, password="development", roots=roots).authority is Authority.DEVELOPMENT
    assert of(institution(issuer=bsre)) is Authority.BSRE
    assert of(institution(issuer=other)) is Authority.OWN
    assert of(institution("BSrE")) is Authority.OWN


def test_a_root_that_travels_with_the_key_is_no_root_of_ours(tmp_path: Path) -> None:
    forged = root("BSrE contoh", 102)  # the same name, another key
    roots = root().pem(tmp_path / "roots.pem")

    seal = opened(tmp_path, institution(issuer=forged).p12(tmp_path / "key.p12"), roots=roots)

    assert seal.authority is Authority.OWN


def test_without_the_setting_nobody_is_bsre(tmp_path: Path) -> None:
    assert opened(tmp_path, institution(issuer=root()).p12(tmp_path / "key.p12")).authority is Authority.OWN


def test_roots_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "roots.pem").write_text("bukan PEM")

    with pytest.raises(SealRefused, match="holds no PEM") as refused:
        opened(tmp_path, institution().p12(tmp_path / "key.p12"), roots=tmp_path / "roots.pem")
    assert refused.value.flaw is SealFlaw.ROOTS_UNREADABLE


def test_each_flaw_of_a_key_has_its_word(tmp_path: Path) -> None:
    past, future = now() - timedelta(days=2), now() + timedelta(days=2)

    assert flaw_of_key(tmp_path, institution(), password="lain") is SealFlaw.PASSWORD_WRONG
    assert flaw_of_key(tmp_path, institution(starts=past - timedelta(days=9), ends=past)) is SealFlaw.ENDED
    assert flaw_of_key(tmp_path, institution(starts=future)) is SealFlaw.NOT_YET
    assert flaw_of_key(tmp_path, institution(usage=("key_encipherment",))) is SealFlaw.USAGE
    assert flaw_of_key(tmp_path, institution(key=ec.generate_private_key(ec.SECP521R1()))) is SealFlaw.KEY_KIND
    assert flaw_of_key(tmp_path, institution(key=rsa.generate_private_key(65537, 1024))) is SealFlaw.KEY_KIND


def test_a_file_that_is_not_there_or_holds_no_key_is_told(tmp_path: Path) -> None:
    path = tmp_path / "key.p12"
    with pytest.raises(SealRefused) as missing:
        opened(tmp_path, path)
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", None, institution().certificate, None, NoEncryption()))
    with pytest.raises(SealRefused) as keyless:
        opened(tmp_path, path, password="")

    assert (missing.value.flaw, keyless.value.flaw) == (SealFlaw.MISSING, SealFlaw.KEY_MISSING)


@pytest.mark.parametrize(("days", "soon"), [(29, True), (31, False)])
def test_thirty_days_before_its_end_somebody_should_know(tmp_path: Path, days: int, soon: bool) -> None:
    holder = institution(ends=now() + timedelta(days=days))

    assert ends_soon(opened(tmp_path, holder.p12(tmp_path / "key.p12"))) is soon


def test_a_key_put_in_place_of_another_is_read_anew(tmp_path: Path) -> None:
    path = institution("Lama").p12(tmp_path / "key.p12")
    first = opened(tmp_path, path).name
    institution("Baru", key=rsa_key(3)).p12(path)

    assert (first, opened(tmp_path, path).name) == ("Lama", "Baru")


def test_the_sentence_on_paper_never_says_more_than_is_true(tmp_path: Path, development_p12: Path) -> None:
    roots = root().pem(tmp_path / "roots.pem")
    own = opened(tmp_path, institution("BSrE").p12(tmp_path / "own.p12"), roots=roots)
    bsre = opened(tmp_path, institution(issuer=root()).p12(tmp_path / "bsre.p12"), roots=roots)
    trial = opened(tmp_path, development_p12, password="development")

    assert statement_of(own, SealWay.KEY) == "Ditandatangani secara elektronik: BSrE."
    assert statement_of(bsre, SealWay.KEY) == BSRE
    assert statement_of(trial, SealWay.KEY) == DEVELOPMENT
    assert statement_of(None, SealWay.OUTSIDE) == statement_of(trial, SealWay.OUTSIDE) == OUTSIDE
    assert statement_of(None, SealWay.OUTSIDE_BSRE) == BSRE
