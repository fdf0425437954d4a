"""Why a file cannot be used as a sheet."""

from plm.errors import Refusal


class Unusable(Refusal):
    """The file cannot be read as a sheet; subclasses say why."""

    code = "file_unusable"
    status = 422


class WrongFileType(Unusable):
    """The content is something else, whatever the name says."""

    code = "wrong_file_type"


class Unreadable(Unusable):
    """It looks like a sheet, but it is damaged or in no known encoding."""

    code = "file_unreadable"


class EmptySheet(Unusable):
    code = "sheet_empty"


class TooLarge(Unusable):
    """The file, or what it unpacks to, is larger than any sheet of libraries."""

    code = "file_too_large"
    status = 413


class TooManyRows(Unusable):
    code = "too_many_rows"


class TooManyColumns(Unusable):
    code = "too_many_columns"


class SheetUnclear(Unusable):
    """Several sheets hold something, and none or a strange one was named."""

    code = "sheet_unclear"
