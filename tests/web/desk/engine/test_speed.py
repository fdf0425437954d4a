"""How long a verdict takes with 5,000 people on the roster, on a quick computer and on one six times as slow."""

import gzip
import json
from statistics import median

import pytest

from tests.web.desk.engine.conftest import code_of, holder, shown_code
from tests.web.desk.engine.driving import ENGINE, Phone, wait_for
from tests.web.desk.engine.sealing import buckets
from tests.web.desk.engine.stub import Stub

PEOPLE = 5000
SCANS = 40
LOOKUPS = f"""async (codes) => {{
  const {{ readCode }} = await import("{ENGINE}/codes.js");
  const took = [];
  for (const code of codes) {{
    const began = performance.now();
    const {{ person }} = await desk.roster.find(readCode(code));
    if (!person) throw new Error("not found");
    took.push(performance.now() - began);
  }}
  return took;
}}"""


@pytest.fixture
def crowd(stub: Stub) -> Stub:
    institutions = {str(number): f"Perpustakaan Desa Contoh Nomor {number}, Kecamatan Contoh" for number in range(2000)}
    stub.people = [
        holder(number, name=f"Contoh Nama Panjang {number}, S.Pd.", institution=number % 2000)
        for number in range(PEOPLE)
    ]
    stub.institutions = institutions
    return stub


def test_a_roster_of_five_thousand_is_small_on_the_wire(crowd: Stub) -> None:
    page = json.dumps({"buckets": buckets(crowd.people), "institutions": crowd.institutions}).encode()

    size = len(gzip.compress(page, 6))
    print(f"roster of {PEOPLE}: {size:,} bytes compressed, {len(page):,} plain")

    assert size <= 300_000


@pytest.mark.parametrize("slower", [1, 6])
@pytest.mark.parametrize("link", ["on", "off"])
def test_a_verdict_comes_within_a_tenth_of_a_second(phone: Phone, crowd: Stub, slower: int, link: str) -> None:
    phone.pair("PASANG")
    if link == "off":
        phone.offline()
    phone.context.new_cdp_session(phone.page).send("Emulation.setCPUThrottlingRate", {"rate": slower})

    verdicts = [phone.scan(shown_code(number)) for number in range(SCANS)]
    lookups = phone.page.evaluate(LOOKUPS, [code_of(number) for number in range(100, 200)])

    took = sorted(verdict["ms"] for verdict in verdicts)
    sources = {verdict["source"] for verdict in verdicts}
    print(
        f"x{slower} link {link} {sources}: verdict median {median(took):.1f} ms, p95 {took[int(SCANS * 0.95) - 1]:.1f};"
        f" lookup and unseal median {median(lookups):.2f}, worst {max(lookups):.1f}"
    )
    assert {verdict["outcome"] for verdict in verdicts} == {"accepted"}
    assert median(took) <= 100
    assert median(lookups) < 50


def test_a_phone_starts_quickly_with_a_full_roster(phone: Phone, crowd: Stub) -> None:
    phone.pair("PASANG")
    phone.reload()
    phone.context.new_cdp_session(phone.page).send("Emulation.setCPUThrottlingRate", {"rate": 6})

    took = phone.page.evaluate(
        f"""async () => {{
          const {{ openDesk }} = await import("{ENGINE}/desk.js");
          const began = performance.now();
          window.desk = await openDesk();
          return performance.now() - began;
        }}"""
    )
    print(f"opened with {PEOPLE} people at x6 in {took:.0f} ms")

    wait_for(lambda: phone.state["people"] == PEOPLE, "the roster")
    assert took < 2000
