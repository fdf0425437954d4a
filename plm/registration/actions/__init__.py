"""Answering, naming people, handing in the letter, sending the delegation, correcting what was wrong."""

from plm.registration.actions.badges import ask_for_badges, store_badges
from plm.registration.actions.changes import cancel_participant, substitute_participant
from plm.registration.actions.corrections import correct_participant
from plm.registration.actions.drafts import accept_invitation, decline_invitation, keep_typed, save_participant
from plm.registration.actions.individuals import add_person, give_role, take_role
from plm.registration.actions.mails import write_lost_links, write_ticket
from plm.registration.actions.merging import merge_participants
from plm.registration.actions.own import (
    accept_correction,
    confirm_name,
    give_specific,
    note_looked_at,
    refuse_correction,
    renew_own_link,
    request_correction,
    take_back_specific,
)
from plm.registration.actions.papers import (
    HandedIn,
    PaperWish,
    StoredFile,
    ask_for_paper,
    hand_in,
    hand_in_letter,
    receive_paper,
    reject_paper,
    revise_paper,
    stop_asking,
    waive_paper,
)
from plm.registration.actions.retention import BATCH, purge, set_retention
from plm.registration.actions.rosters import Named, confirm_roster, keep_roster, name_people
from plm.registration.actions.seats import take_seats
from plm.registration.actions.sheets import Confirmed, confirm_sheet, keep_sheet
from plm.registration.actions.submission import submit_delegation
from plm.registration.actions.terms import revise_terms, save_journey, save_journey_page

__all__ = [
    "BATCH",
    "Confirmed",
    "HandedIn",
    "Named",
    "PaperWish",
    "StoredFile",
    "accept_correction",
    "accept_invitation",
    "add_person",
    "ask_for_badges",
    "ask_for_paper",
    "cancel_participant",
    "confirm_name",
    "confirm_roster",
    "confirm_sheet",
    "correct_participant",
    "decline_invitation",
    "give_role",
    "give_specific",
    "hand_in",
    "hand_in_letter",
    "keep_roster",
    "keep_sheet",
    "keep_typed",
    "merge_participants",
    "name_people",
    "note_looked_at",
    "purge",
    "receive_paper",
    "refuse_correction",
    "reject_paper",
    "renew_own_link",
    "request_correction",
    "revise_paper",
    "revise_terms",
    "save_journey",
    "save_journey_page",
    "save_participant",
    "set_retention",
    "stop_asking",
    "store_badges",
    "submit_delegation",
    "substitute_participant",
    "take_back_specific",
    "take_role",
    "take_seats",
    "waive_paper",
    "write_lost_links",
    "write_ticket",
]
