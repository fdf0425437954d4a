"""The door to mail: what the server said of a letter, told apart."""

import smtplib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from flask import current_app
from flask_mailman import EmailMessage

LINE_ENDS = str.maketrans("\r\n", "  ")
PERMANENT = 500


@dataclass(frozen=True)
class Attachment:
    """A file beside the letter."""

    filename: str
    content: bytes
    mimetype: str


class MailNotTaken(Exception):
    """The server did not take the letter, and certainly keeps no copy; later it may."""


class MailRefused(Exception):
    """The server refuses this letter or this recipient for good."""


class MailLost(Exception):
    """The connection broke while the letter was on its way: it may have arrived."""


def send_mail(
    *, recipient: str, subject: str, body: str, message_id: str, attachments: Iterable[Attachment] = ()
) -> None:
    """Hand one plain-text mail to the mail server (a folder in the demonstration).

    Raises MailNotTaken, MailRefused or MailLost; a server that is given the same `message_id` twice may drop one.
    """
    connection = current_app.extensions["mailman"].get_connection()
    message = EmailMessage(
        subject=subject.translate(LINE_ENDS).strip(),
        body=body,
        to=[recipient],
        headers={"Message-ID": message_id},
        connection=connection,
    )
    for one in attachments:
        message.attach(one.filename, one.content, one.mimetype)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotTaken(str(error)) from error
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _by_code(code, words) from error
    except smtplib.SMTPResponseException as error:  # an answer in words, so it was not taken
        raise _by_code(error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailLost(str(error)) from error
    finally:
        # The letter's fate is known by now; a server that hangs up instead of saying goodbye changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def _by_code(code: int, words: bytes | str) -> Exception:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return (MailRefused if code >= PERMANENT else MailNotTaken)(f"{code} {said}")
