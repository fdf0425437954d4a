"""Certificates of an event: who earns one, issuing, the register, its runs, handing out, ending one."""

from plm.web.committee.certificates import (
    awards,
    earning,
    ending,
    feedback,
    handing,
    register,
    runs,
    sealing,
    template_editor,
    templates,
)
from plm.web.committee.certificates.room import blueprint

__all__ = [
    "awards",
    "blueprint",
    "earning",
    "ending",
    "feedback",
    "handing",
    "register",
    "runs",
    "sealing",
    "template_editor",
    "templates",
]
