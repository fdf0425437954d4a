"""Why a library cannot be added."""

from plm.errors import Refusal


class LibraryNotFound(Refusal):
    """No library has this number."""

    code = "library_not_found"
    status = 404


class RegionUnknown(Refusal):
    """No region has this code."""

    code = "region_unknown"
    status = 422


class RegionLevelWrong(Refusal):
    """A library of this kind does not stand on this level: a village library needs a village."""

    code = "region_level_wrong"
    status = 422


class LibraryTaken(Refusal):
    """The region has a library of this kind and name."""

    code = "library_taken"


class NppTaken(Refusal):
    """Another library bears the number."""

    code = "npp_taken"


class ImportClash(Refusal):
    """Somebody stored one of the rows at the same moment; nothing of this file was stored."""

    code = "import_clash"
