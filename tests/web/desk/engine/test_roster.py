"""The browser opens what the server seals, and nothing else."""

from base64 import b64encode
from typing import Any

import pytest

from tests.web.desk.engine.conftest import code_of, holder
from tests.web.desk.engine.driving import ENGINE, Phone
from tests.web.desk.engine.sealing import Sealed, buckets

FIND = f"""async ({{ page, lookup, secret }}) => {{
  const {{ Roster }} = await import("{ENGINE}/roster.js");
  const roster = new Roster();
  roster.apply(page);
  const found = await roster.find({{ lookup, secret }});
  return {{ ...found, guest: roster.isGuest(found.key), size: roster.size }};
}}"""
CROWD = [holder(number) for number in range(600)]


def found(phone: Phone, one: Sealed, *, secret: str | None = None, **page: Any) -> dict[str, Any]:
    whole = {"buckets": buckets(CROWD), "institutions": {"1": "Perpusdes Contoh"}, **page}
    asked = {"page": whole, "lookup": one.lookup, "secret": one.secret if secret is None else secret}
    return dict(phone.page.evaluate(FIND, asked))


@pytest.mark.parametrize("number", [0, 1, 299, 599])
def test_a_ticket_opens_its_own_name(phone: Phone, number: int) -> None:
    one = found(phone, CROWD[number])

    assert one == {
        "key": CROWD[number].key_text,
        "ticket": {"state": "active", "roles": ["participant"]},
        "person": {"name": f"Contoh {number}", "roles": ["participant"], "institution": "Perpusdes Contoh"},
        "guest": False,
        "size": 600,
    }


def test_another_secret_opens_nothing(phone: Phone) -> None:
    one = found(phone, CROWD[0], secret=code_of(1))

    assert (one["ticket"], one["person"]) == ({"state": "active", "roles": None}, None)


def test_who_is_not_there_is_not_found(phone: Phone) -> None:
    one = found(phone, holder(600))

    assert (one["ticket"], one["person"]) == (None, None)


@pytest.mark.parametrize("name", ["Contoh Ñandú ☎", "C" * 200])
def test_names_of_all_sorts(phone: Phone, name: str) -> None:
    roles = (
        "participant",
        "companion",
        "speaker",
        "moderator",
        "facilitator",
        "panelist",
        "committee",
        "guest",
        "juror",
    )
    one = holder(1, name=name, institution=0, roles=roles)

    person = found(phone, one, buckets=buckets([one]))["person"]

    assert person == {"name": name, "institution": "", "roles": list(roles)}


def test_of_two_texts_under_one_key_the_secret_opens_its_own(phone: Phone) -> None:
    """One ticket, signed by two keys that are both good."""
    old, new = (Sealed("S:0123456789abcdef", secret, secret) for secret in ("the older", "the newer"))
    both = buckets([*CROWD, old, new])

    assert [found(phone, one, buckets=both)["person"]["name"] for one in (old, new)] == ["the older", "the newer"]
    assert found(phone, old, secret="a third", buckets=both)["ticket"] == {"state": "active", "roles": None}


@pytest.mark.parametrize(("name", "roles"), [("", ["participant"]), (None, None)])
def test_of_some_only_the_roles_are_told_or_that_the_ticket_is_good(
    phone: Phone, name: str | None, roles: list[str] | None
) -> None:
    one = holder(1, name=name)

    told = found(phone, one, buckets=buckets([*CROWD[2:], one]))

    assert (told["ticket"], told["person"]) == ({"state": "active", "roles": roles}, None)


def test_a_bucket_that_comes_again_replaces_the_old_one(phone: Phone) -> None:
    one, empty = CROWD[0], {str(CROWD[0].key[0]): ""}

    assert found(phone, one, buckets={**buckets(CROWD), **empty})["ticket"] is None


def test_the_list_of_guests(phone: Phone) -> None:
    guests = b64encode(CROWD[1].key + CROWD[2].key).decode()

    assert [found(phone, CROWD[number], guests=guests)["guest"] for number in (0, 1, 2)] == [False, True, True]
