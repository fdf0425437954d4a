"""What comes after a meeting of the demonstration: the rule of its certificates, its awards, what people said."""

from datetime import date

from plm.awards.actions import AwardWords, give_award
from plm.awards.rules import WinnerKey, WinnerKind
from plm.certificates.actions import Terms, Wording, save_settings
from plm.certificates.rules import Attendance
from plm.checkin.queries import checkpoints_of
from plm.checkin.rules import CheckpointKind
from plm.cli.demo import data
from plm.cli.registering import Registrar
from plm.feedback.actions import give_feedback
from plm.feedback.rules import Answer, Topic
from plm.registration.queries import participants_of

ACTOR = "demo"
COUNTED = frozenset({CheckpointKind.DOOR, CheckpointKind.SESSION})


def close_national(registrar: Registrar, libraries: dict[str, int]) -> None:
    """Half of the door and the class; awards on record; three answers by invented people."""
    places = checkpoints_of(registrar.session, registrar.event.id)
    counted = tuple(place.id for place in places if place.kind in COUNTED)
    terms = Terms(Attendance.SHARE, 50, basis_checkpoint_ids=counted)
    word_certificates(registrar, "{urut:04d}/PLM-N/{bulan_romawi}/{tahun}", date(2024, 11, 8), "Denpasar", terms=terms)
    for name, (category, place) in data.AWARDS.items():
        words = AwardWords(category, place, WinnerKey(WinnerKind.LIBRARY, libraries[name]))
        give_award(registrar.session, event_id=registrar.event.id, words=words, by=ACTOR, now=registrar.now)
    people = sorted(participants_of(registrar.session, registrar.event.id), key=lambda person: person.id)
    for person, (ratings, useful, better) in zip(people, data.FEEDBACK, strict=False):
        answer = Answer(dict(zip(Topic, ratings, strict=True)), useful, better)
        give_feedback(registrar.session, participant=person, event=registrar.event, answer=answer, now=registrar.now)


def close_babel(registrar: Registrar) -> None:
    """Online: whoever registered gets one."""
    pattern = "{urut:03d}/PLM-BABEL/{bulan_romawi}/{tahun}"
    word_certificates(registrar, pattern, date(2021, 9, 21), "Pangkalpinang", terms=Terms(Attendance.NONE))


def word_certificates(registrar: Registrar, pattern: str, signed_on: date, place: str, *, terms: Terms) -> None:
    save_settings(
        registrar.session,
        event=registrar.event,
        wording=Wording(
            number_pattern=pattern,
            learning_hours=20,
            signed_at_place=place,
            signed_on=signed_on,
            signatory_name="Dr. Contoh Empat, M.Hum.",
            signatory_position="Kepala Pusat Pengembangan Perpustakaan Umum dan Khusus",
            terms=terms,
        ),
        by=ACTOR,
        now=registrar.now,
    )
