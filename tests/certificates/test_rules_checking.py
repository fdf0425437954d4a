import pytest

from plm.certificates.rules import CertificateState, Found, Verdict, judge, number_meant

SIGNED = {"signed": True, "sound": True}


@pytest.mark.parametrize(
    ("look", "verdict"),
    [
        (Found(is_pdf=False, state=CertificateState.ISSUED, **SIGNED), Verdict.NOT_PDF),
        (Found(state=CertificateState.ISSUED, **SIGNED), Verdict.GENUINE),
        (Found(state=CertificateState.REVOKED, **SIGNED), Verdict.REVOKED),
        (Found(state=CertificateState.REPLACED, **SIGNED), Verdict.REPLACED),
        (Found(state=CertificateState.ISSUED), Verdict.UNSIGNED),
        (Found(state=CertificateState.ISSUED, signed=True), Verdict.CHANGED),
        (Found(inside=True, signed=True), Verdict.ADDED_TO),
        (Found(ours=True, **SIGNED), Verdict.CHANGED),
        (Found(signed=True), Verdict.CHANGED),
        (Found(**SIGNED), Verdict.FOREIGN),
        (Found(), Verdict.UNSIGNED),
    ],
)
def test_only_what_the_register_knows_and_a_signature_holds_is_genuine(look: Found, verdict: Verdict) -> None:
    assert judge(look) is verdict


@pytest.mark.parametrize(
    ("filename", "meant"),
    [
        ("Sertifikat 1-PLM.pdf", "1/PLM"),
        ("hasil\\SERTIFIKAT 1-PLM_signed.PDF", "1/PLM"),
        ("bsre-Sertifikat 11-PLM (1).pdf", "11/PLM"),
        ("Sertifikat 111-PLM.pdf", None),
        ("Sertifikat 1-PLMX.pdf", None),
        ("lain.pdf", None),
    ],
)
def test_a_number_is_read_out_of_a_name_that_a_signer_dressed_up(filename: str, meant: str | None) -> None:
    assert number_meant(filename, ["1/PLM", "11/PLM", "2/PLM"]) == meant
