"""Who gets a place: the confirmed, the most, in fair rounds over regions and subregions, by KPI, by application."""

from plm.expo.rules.exchange import Exchange
from plm.expo.rules.hall import Hall
from plm.expo.rules.model import Exhibitor
from plm.expo.rules.seating import seating_of
from plm.expo.rules.worth import Worth


def admitted(hall: Hall) -> tuple[Exhibitor, ...]:
    """The applicants (pins aside) who get a place, in order of application; no other choice is worth as much.

    First everyone in turn whose place is worth the most now and who can still be seated. Then, as long as there is a
    ring of exchanges (one comes in, others change places or leave) that is worth anything, it is made. Where no such
    ring is left the choice is the best, as in every flow of least cost; and since no two applicants are worth the
    same there is one best (tested against brute force).
    """
    applicants = hall.applicants
    if not applicants or not hall.slots:
        return ()
    pinned = [hall.exhibitor[one] for one in hall.pinned_to]
    worth = Worth(applicants, frozenset(hall.confirmed), pinned)
    exchange = Exchange(applicants, worth, seating_of(hall))
    exchange.fill()
    while exchange.improve():
        pass
    return tuple(one for one in applicants if one.id in exchange.chosen)
