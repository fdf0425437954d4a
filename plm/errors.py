"""The word for what must not proceed."""


class Refusal(Exception):
    """A command that must not proceed; subclasses name the case and carry its facts.

    `code` is stable and names the sentence in `templates/macros/refusals.html`; `status` is the HTTP answer.
    """

    code = "refused"
    status = 409

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotFound(Refusal):
    """What was asked for is not there, or not in this event."""

    code = "not_found"
    status = 404
