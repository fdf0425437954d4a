"""What stands typed on a page of a draft, whoever typed it and wherever."""

from plm.errors import Refusal


class PageChanged(Refusal):
    """Other words were saved on this page at `saved_at`, after `seen` was shown; both are kept from each other."""

    code = "page_changed"
