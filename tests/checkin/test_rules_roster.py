"""Buckets and cursors: what is sealed opens with the ticket's own secret alone."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from plm.checkin.rules import (
    Held,
    Issuer,
    Listed,
    event_tag,
    held_by,
    in_buckets,
    numbered,
    opaque_key,
    packed,
    plain_text,
    public_half,
    read_ticket,
    serial_of,
    signed_key,
    signing_key,
)
from plm.checkin.rules import Signing as Keys
from plm.codes import derive_code, hash_code, new_nonce
from tests.checkin.opening import Phone, entries_of
from tests.checkin.people import SECRET

TAG = event_tag("plm-2024")
ISSUER = Issuer(SECRET, 1, TAG)


def opaque(name="Contoh Satu", institution=7, roles=("participant",)):
    nonce = new_nonce()
    code = derive_code(SECRET, "ticket", nonce)
    plain = plain_text(roles, institution, name)
    return code, Listed(opaque_key(hash_code(code)), 0, nonce, serial_of(nonce), plain)


def phone_with(*listed):
    return Phone({number: packed(ISSUER, bucket) for number, bucket in in_buckets(listed).items()}, {"7": "Perpusdes"})


def test_each_ticket_opens_its_own_line_and_no_other():
    people = [opaque(f"Contoh {number}", roles=("speaker", "guest")) for number in range(300)]
    phone = phone_with(*(listed for _code, listed in people))

    told = [phone.person(code, code) for code, _listed in people]

    assert told == [(["speaker", "guest"], "Perpusdes", f"Contoh {number}") for number in range(300)]
    assert phone.person(people[0][0], people[1][0]) == ([], "", "")
    assert phone.person("0" * 26, "0" * 26) is None


def test_a_signed_ticket_opens_with_its_whole_text():
    nonce = new_nonce()
    one = Listed(signed_key(serial_of(nonce)), 3, nonce, serial_of(nonce), plain_text(["committee"], 7, "Contoh Dua"))
    token = ISSUER.secret_of(one)
    read = read_ticket(token, keys=Keys(TAG, {3: public_half(signing_key(SECRET, 1, 3))}))

    assert read.serial == one.serial
    assert phone_with(one).person(read.lookup, token) == (["committee"], "Perpusdes", "Contoh Dua")


def test_the_same_people_are_the_same_bytes_and_others_have_another_iv():
    _code, one = opaque()
    renamed = one._replace(plain=plain_text(["participant"], 7, "Contoh Tiga"))

    assert packed(ISSUER, [one]) == packed(ISSUER, [one])
    assert packed(ISSUER, [one])[:12] != packed(ISSUER, [renamed])[:12]


def test_nothing_of_a_person_is_readable_in_a_bucket():
    code, one = opaque("Contoh Satu")
    content = packed(ISSUER, [one])

    assert b"Contoh" not in content
    assert code.encode() not in content
    assert sha256(code.encode()).digest()[:8] in content


@given(name=st.text(min_size=100, max_size=400))
def test_a_long_name_is_cut_at_a_character(name):
    plain = plain_text(["guest"], 1, name)

    assert len(plain) <= 247
    assert name.startswith(plain[3:].decode()[:-1])


def test_a_line_without_words_has_no_sealed_text():
    _code, one = opaque()
    content = packed(ISSUER, [one._replace(plain=b"")])

    assert [sealed for _iv, _key, sealed in entries_of(content)] == [b""]


def test_a_number_belongs_to_one_name_for_good():
    names = [f"Perpustakaan Desa Contoh {number}" for number in range(1500)]
    numbers = numbered(names)

    assert len(set(numbers.values())) == len(numbers) > 1400
    assert numbered(names[:700]).items() >= {name: n for name, n in numbers.items() if name in names[:700]}.items()
    assert numbered([""]) == {}


digests = st.binary(min_size=6, max_size=6)


@given(
    held=st.builds(
        Held,
        checkpoint_id=st.integers(0, 2**62),
        horizon=st.integers(0, 2**62),
        buckets=st.dictionaries(st.integers(0, 255), digests, max_size=256),
        institutions=st.dictionaries(st.integers(0, 15), digests),
        revoked=digests,
        guests=digests,
    )
)
def test_a_cursor_says_exactly_what_is_held(held):
    assert held_by(held.encoded()) == held


@given(cursor=st.text(max_size=80))
def test_any_other_word_is_no_cursor(cursor):
    assert held_by(cursor) is None


def test_a_cursor_that_was_cut_or_lengthened_is_none():
    cursor = Held(1, 2, {3: b"abcdef"}).encoded()

    assert [held_by(text) for text in (cursor[:-4], cursor + "AAAA", "", "Ä")] == [None] * 4


def test_the_cursor_of_a_full_roster_fits_an_address():
    assert len(Held(1, 2, {n: bytes(6) for n in range(256)}, {n: bytes(6) for n in range(16)}).encoded()) < 2400
