"""What all forms share: what cannot be kept is said at its field, on both databases."""

import pytest

from plm.events.queries import get_event
from tests.factories import log_in, make_account, make_event

EVENT = {
    "name": "PLM Contoh",
    "level": "national",
    "mode": "onsite",
    "zone": "Asia/Jakarta",
    "starts_on": "2024-11-06",
    "ends_on": "2024-11-08",
}


@pytest.mark.parametrize("year", ["0001", "0026", "9999"])
@pytest.mark.parametrize(
    ("field", "rest"), [("starts_on", ""), ("registration_opens_at", "T00:00"), ("registration_closes_at", "T23:59")]
)
def test_a_year_half_typed_is_said_at_its_field(client, session, year, field, rest):
    make_event(session)
    log_in(client, make_account(session))

    answer = client.post("/panitia/plm-2024/acara", data=EVENT | {field: f"{year}-12-31{rest}"})

    assert answer.status_code == 422
    assert "tidak terbaca" in answer.text
    assert f"{year}-12-31" in answer.text
    assert get_event(session, "plm-2024").starts_on.year == 2024
