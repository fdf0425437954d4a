"""Plain functions with dull defaults; each flushes, so ids are there."""

from datetime import UTC, date, datetime
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from plm.accounts.rules import Grant, Role, Scope
from plm.accounts.tables import Account, RoleGrant
from plm.codes import new_nonce
from plm.events.rules import EventLevel, EventMode, Zone
from plm.events.tables import Event
from plm.libraries.rules import LibraryKind, RegionLevel
from plm.libraries.tables import Library, Region

NOON = datetime(2024, 11, 6, 4, 0, tzinfo=UTC)
LEVELS = {2: RegionLevel.PROVINCE, 5: RegionLevel.REGENCY, 8: RegionLevel.DISTRICT, 13: RegionLevel.VILLAGE}
# Barito Timur and its three villages of 2024 (domain 10.1), and Bone.
NAMES = {
    "62": "Kalimantan Tengah",
    "62.13": "Barito Timur",
    "62.13.08": "Raren Batuah",
    "62.13.09": "Paku",
    "62.13.08.2008": "Tangkum",
    "62.13.09.2010": "Pangkan",
    "62.13.08.2006": "Turan Amis",
    "73": "Sulawesi Selatan",
    "73.08": "Bone",
}


def make_region(session: Session, code: str = "62.13.08.2008", **changes: Any) -> Region:
    """The region with every region above it; one that is there already is returned as it is."""
    if found := session.get(Region, code):
        return found
    parent = code.rpartition(".")[0] or None
    if parent:
        make_region(session, parent)
    name = NAMES.get(code, f"Contoh {code}")
    values = {
        "code": code,
        "level": LEVELS[len(code)],
        "name": name,
        "folded_name": name.lower().replace(" ", ""),
        "parent_code": parent,
    }
    region = Region(**{**values, **changes})
    session.add(region)
    session.flush()
    return region


def make_library(session: Session, **changes: Any) -> Library:
    """A village library; its region is made when it is not there."""
    code = changes.get("region_code", "62.13.08.2008")
    region = make_region(session, code)
    values = {
        "kind": LibraryKind.VILLAGE,
        "name": f"Perpusdes {region.name}",
        "region_code": code,
        "created_at": NOON,
    }
    values |= changes
    values.setdefault("folded_name", str(values["name"]).lower().replace(" ", ""))
    library = Library(**values)
    session.add(library)
    session.flush()
    return library


def make_event(session: Session, **changes: Any) -> Event:
    """PLM Nasional 2024 in Bali, open for registration at NOON."""
    values = {
        "slug": "plm-2024",
        "name": "PLM Nasional 2024",
        "level": EventLevel.NATIONAL,
        "mode": EventMode.ONSITE,
        "starts_on": date(2024, 11, 6),
        "ends_on": date(2024, 11, 8),
        "check_in_on": date(2024, 11, 5),
        "check_out_on": date(2024, 11, 9),
        "zone": Zone.WITA,
        "place": "Prime Plaza Sanur",
        "city": "Bali",
        "contact_name": "Contoh Lima",
        "contact_phone": "+6281200000000",
        "seats_taken": 0,
        "created_at": NOON,
    }
    event = Event(**{**values, **changes})
    session.add(event)
    session.flush()
    return event


def make_account(
    session: Session, *, role: Role = Role.COMMITTEE, scope: Scope = Scope.NATIONAL, **changes: Any
) -> Account:
    """A national committee member unless told otherwise; `region_code` and `event_id` belong to the grant."""
    where = {"region_code": changes.pop("region_code", None), "event_id": changes.pop("event_id", None)}
    values = {
        "email": f"{new_nonce()}@contoh.id",
        "name": "Contoh Tiga",
        "password_hash": "none",
        "stamp": new_nonce(),
        "active": True,
        "created_at": NOON,
    }
    account = Account(**{**values, **changes})
    session.add(account)
    session.flush()
    grant = Grant(role, scope, **where)
    session.add(
        RoleGrant(
            account_id=account.id,
            role=grant.role,
            scope=grant.scope,
            region_code=grant.region_code,
            event_id=grant.event_id,
            granted_at=NOON,
        )
    )
    session.flush()
    return account


def log_in(client: FlaskClient, account: Account) -> None:
    """Make the client the account's browser, without typing a password."""
    with client.session_transaction() as cookie:
        cookie["_user_id"] = f"{account.id}.{account.stamp}"
        cookie["_fresh"] = True
