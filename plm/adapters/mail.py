"""The door to mail."""

from flask_mailman import EmailMessage

LINE_ENDS = str.maketrans("\r\n", "  ")


def send_mail(*, recipient: str, subject: str, body: str, message_id: str) -> None:
    """Hand one plain-text mail to the mail server (a folder in the demonstration).

    A mail server that is given the same `message_id` twice, after a crash between sending and noting it, may drop one.
    """
    message = EmailMessage(
        subject=subject.translate(LINE_ENDS).strip(),
        body=body,
        to=[recipient],
        headers={"Message-ID": message_id},
    )
    message.send()
