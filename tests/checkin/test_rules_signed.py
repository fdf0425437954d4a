"""Signed tickets: their alphabet, their signature, and every way to be wrong, by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.checkin.rules import (
    Reason,
    Signing,
    event_tag,
    is_signed,
    public_half,
    read_ticket,
    scan_request,
    signed_token,
    signing_key,
)
from plm.checkin.rules.signed import decode_base45, encode_base45
from plm.codes import hash_code
from tests.checkin.people import SECRET
from tests.factories import NOON

SERIAL = "0123456789abcdef"
TAG = event_tag("plm-2024")
KEY = signing_key(SECRET, 1, 1)
TOKEN = signed_token(KEY, number=1, tag=TAG, serial=SERIAL)
KEYS = Signing(TAG, {1: public_half(KEY)})


@pytest.mark.parametrize(
    ("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")]
)
def test_base45_is_that_of_the_rfc(data, text):
    assert encode_base45(data) == text
    assert decode_base45(text) == data


@pytest.mark.parametrize("text", ["A", "GGW", ":::", "::", "aB8", "BB8A", "ÄB8"])
def test_what_is_no_base45_is_nothing(text):
    assert decode_base45(text) is None


@given(data=st.binary(max_size=90))
def test_base45_brings_all_bytes_back(data):
    assert decode_base45(encode_base45(data)) == data


def test_a_token_is_76_bytes_in_116_characters_and_the_same_every_time():
    assert len(TOKEN) == 116
    assert len(decode_base45(TOKEN[2:])) == 76
    assert signed_token(KEY, number=1, tag=TAG, serial=SERIAL) == TOKEN
    assert is_signed(TOKEN)


def test_a_sound_token_names_its_ticket_and_nothing_of_it_is_trimmed():
    scan = scan_request("1", f" {TOKEN}\n", scanned_at=NOON, keys=KEYS)

    assert (scan.serial, scan.flaw, scan.code_hash) == (SERIAL, None, hash_code(f"S:{SERIAL}"))


def test_keys_differ_by_event_number_and_secret():
    keys = {
        public_half(signing_key(secret, event_id, number))
        for secret in (SECRET, SECRET + "x") for event_id in (1, 11) for number in (1, 11)
    }  # fmt: skip

    assert len(keys) == 8


def bent(change):
    """The token with changed bytes."""
    data = bytearray(decode_base45(TOKEN[2:]))
    change(data)
    return "T2" + encode_base45(bytes(data))


@pytest.mark.parametrize(
    ("text", "keys", "flaw"),
    [
        ("T3" + TOKEN[2:], KEYS, Reason.UNKNOWN_VERSION),
        (bent(lambda data: data.__setitem__(0, 3)), KEYS, Reason.UNKNOWN_VERSION),
        (TOKEN[:-3], KEYS, Reason.GARBLED),
        (TOKEN[:-1], KEYS, Reason.GARBLED),
        (TOKEN.lower().replace("t2", "T2"), KEYS, Reason.GARBLED),
        (signed_token(KEY, number=1, tag=event_tag("lain"), serial=SERIAL), KEYS, Reason.OTHER_EVENT),
        (signed_token(signing_key(SECRET, 1, 2), number=2, tag=TAG, serial=SERIAL), KEYS, Reason.UNKNOWN_KEY),
        (TOKEN, Signing(TAG), Reason.UNKNOWN_KEY),
        (signed_token(signing_key(SECRET, 2, 1), number=1, tag=TAG, serial=SERIAL), KEYS, Reason.WRONG_SIGNATURE),
        (bent(lambda data: data.__setitem__(11, data[11] ^ 1)), KEYS, Reason.WRONG_SIGNATURE),
        (bent(lambda data: data.__setitem__(75, data[75] ^ 128)), KEYS, Reason.WRONG_SIGNATURE),
    ],
)
def test_what_is_wrong_has_a_name_twice_and_names_no_ticket(text, keys, flaw):
    first, again = (read_ticket(text, keys=keys) for _ in range(2))

    assert (first.flaw, first.serial, first.lookup) == (flaw, "", text)
    assert again == first


@given(bit=st.integers(0, 76 * 8 - 1))
def test_no_flipped_bit_is_let_in(bit):
    def flip(data):
        data[bit // 8] ^= 1 << bit % 8

    read = read_ticket(bent(flip), keys=KEYS)

    assert read.serial == ""
    assert read.flaw in (Reason.UNKNOWN_VERSION, Reason.OTHER_EVENT, Reason.UNKNOWN_KEY, Reason.WRONG_SIGNATURE)


@given(text=st.text(max_size=150))
def test_whatever_is_read_never_breaks(text):
    assert read_ticket("T2" + text, keys=KEYS).flaw is not None or len(text) == 24 or len(text) == 25
