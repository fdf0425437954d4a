import pytest

from plm.awards.rules import WinnerKey, WinnerKind, WinnerUnknown, award_line, read_winner


@pytest.mark.parametrize(
    ("category", "place", "line"),
    [
        ("Perpustakaan Desa Terbaik", "Terbaik I", "Terbaik I, Perpustakaan Desa Terbaik"),
        ("Inovasi Layanan Digital", "", "Inovasi Layanan Digital"),
        (" Peserta Teraktif ", " ", "Peserta Teraktif"),
    ],
)
def test_an_award_reads_as_one_line(category: str, place: str, line: str) -> None:
    assert award_line(category, place) == line


@pytest.mark.parametrize("key", [WinnerKey(WinnerKind.PERSON, 33), WinnerKey(WinnerKind.LIBRARY, 7)])
def test_a_winner_is_read_back_from_its_word(key: WinnerKey) -> None:
    assert read_winner(key.word) == key


@pytest.mark.parametrize(
    "word", ["", "person", "person-", "person--1", "person-x", "event-3", "person-٣", "person-" + "9" * 19]
)
def test_any_other_word_is_nobody(word: str) -> None:
    with pytest.raises(WinnerUnknown):
        read_winner(word)
