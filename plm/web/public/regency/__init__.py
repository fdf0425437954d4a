"""The regency's office registers its villages and reading centres: on one page, or from a sheet of our making."""

from plm.web.public.regency import pages, sheets
from plm.web.public.regency.office import blueprint

__all__ = ["blueprint", "pages", "sheets"]
