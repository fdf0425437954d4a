"""Certificates of an event: who earns one, issuing, the register, ending one."""

from plm.web.committee.certificates import earning, ending, register
from plm.web.committee.certificates.room import blueprint

__all__ = ["blueprint", "earning", "ending", "register"]
