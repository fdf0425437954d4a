"""Reading delegations and participants."""

from plm.registration.queries.lists import (
    DelegationLine,
    PersonLine,
    Tab,
    delegation_counts,
    delegations_of,
    individuals_of,
    people_for_export,
)
from plm.registration.queries.people import (
    count_registered,
    details_of,
    find_delegation,
    find_letter,
    get_delegation,
    get_letter,
    get_participant,
    get_participant_by_token,
    participant_token,
    participants_of,
    registered,
    roles_of,
    roster_of,
)

__all__ = [
    "DelegationLine",
    "PersonLine",
    "Tab",
    "count_registered",
    "delegation_counts",
    "delegations_of",
    "details_of",
    "find_delegation",
    "find_letter",
    "get_delegation",
    "get_letter",
    "get_participant",
    "get_participant_by_token",
    "individuals_of",
    "participant_token",
    "participants_of",
    "people_for_export",
    "registered",
    "roles_of",
    "roster_of",
]
