"""The dry run of certificates in English lines."""

from typing import Any

from plm.certificates.queries import Candidate
from plm.certificates.rules import LETTER, Lack, Look, Unmet


def dry_run_line(one: Candidate, looks: tuple[Look, ...]) -> dict[str, Any]:
    """One person in one role, or one award, as JSON says it."""
    return {
        "name": one.name,
        "role": one.role.value,
        "award": one.award,
        "decision": "issued" if one.issued else "due" if one.is_due else "refused",
        "unmet": [_facts(lack) for lack in one.lacks],
        "look": [look.value for look in looks],
    }


def dry_run_lines(summary: dict[str, Any], found: list[dict[str, Any]]) -> list[str]:
    """The counts, then everybody who is refused, then every name that needs a look."""
    refused = [one for one in found if one["decision"] == "refused"]
    odd = [one for one in found if one["decision"] == "due" and one["look"]]
    return [
        f"{summary['due']} would get one, {summary['issued']} are in the register, {summary['refused']} would not.",
        *(f"  no    {one['name']} ({one['role']}): {'; '.join(map(_words, one['unmet']))}" for one in refused),
        *([] if summary["tried"] else ["  Letters and sizes were not tried: settings or template are not complete."]),
        *(f"  look  {one['name']!a} ({one['role']}): {', '.join(one['look'])}" for one in odd),
    ]


def _facts(lack: Lack) -> dict[str, Any]:
    facts: dict[str, Any] = {"reason": lack.reason.value}
    if lack.out_of:
        facts |= {"had": lack.had, "needs": lack.needs, "of": lack.out_of}
    if lack.days:
        facts["days"] = [day.isoformat() for day in lack.days]
    if lack.papers:
        facts["papers"] = ["assignment letter" if paper == LETTER else paper for paper in lack.papers]
    return facts


def _words(facts: dict[str, Any]) -> str:
    said = str(facts["reason"]).replace("_", " ")
    if facts["reason"] == Unmet.SHARE_NOT_REACHED:
        said += f" ({facts['had']} of {facts['of']}, needs {facts['needs']})"
    missing = facts.get("days") or facts.get("papers")
    return f"{said}: {', '.join(missing)}" if missing else said
