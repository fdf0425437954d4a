"""All tables, so that metadata is whole wherever this is imported."""

from plm.accounts import tables as accounts
from plm.audit import tables as audit
from plm.awards import tables as awards
from plm.certificates import tables as certificates
from plm.checkin import tables as checkin
from plm.db import Base
from plm.eligibility import tables as eligibility
from plm.events import tables as events
from plm.expo import tables as expo
from plm.feedback import tables as feedback
from plm.invitations import tables as invitations
from plm.jobs import tables as jobs
from plm.kpi import tables as kpi
from plm.letters import tables as letters
from plm.libraries import tables as libraries
from plm.logistics import tables as logistics
from plm.objections import tables as objections
from plm.outbox import tables as outbox
from plm.registration import tables as registration

metadata = Base.metadata

__all__ = [
    "accounts",
    "audit",
    "awards",
    "certificates",
    "checkin",
    "eligibility",
    "events",
    "expo",
    "feedback",
    "invitations",
    "jobs",
    "kpi",
    "letters",
    "libraries",
    "logistics",
    "metadata",
    "objections",
    "outbox",
    "registration",
]
