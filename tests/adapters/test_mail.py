"""Mail leaves over SMTP as the setting says; the server is a small real one of this test's own."""

import socketserver
import threading
from email import message_from_bytes, policy

import pytest

from plm.adapters.mail import Attachment, MailLost, MailNotTaken, MailRefused, send_mail
from plm.app import create_app
from tests.conftest import settings_for


class Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a sender needs."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if answer := self.server.answers.get(word):
                if answer == "hang up":
                    return None
                self.say(answer)
            elif word == b"DATA":
                self.say("354 go on")
                self.server.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                after = self.server.answers.get("after", "250 taken")
                if after == "hang up":
                    return None
                self.say(after)
            elif word == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 fine")
        return None

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.letters, server.answers = [], {}
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def app(server, tmp_path, development_p12):
    url = f"smtp://127.0.0.1:{server.server_address[1]}"
    return create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'x.db'}", development_p12, mail_url=url))


LETTER = {"recipient": "desa@contoh.id", "subject": "x", "body": "x", "message_id": "<1@plm>"}


@pytest.mark.parametrize(
    ("answers", "error", "taken"),
    [
        ({b"RCPT": "550 nobody here"}, MailRefused, 0),
        ({b"RCPT": "450 later"}, MailNotTaken, 0),
        ({b"MAIL": "421 too busy"}, MailNotTaken, 0),
        ({b"DATA": "554 not this one"}, MailRefused, 0),
        ({"after": "451 disk full"}, MailNotTaken, 1),
        ({"after": "552 too large"}, MailRefused, 1),
        ({"after": "hang up"}, MailLost, 1),
        ({b"RCPT": "hang up"}, MailLost, 0),
    ],
)
def test_what_the_server_says_is_told_apart(app, server, answers, error, taken):
    server.answers = answers

    with app.app_context(), pytest.raises(error):
        send_mail(**LETTER)

    assert len(server.letters) == taken


def test_a_server_that_hangs_up_instead_of_saying_goodbye_has_taken_the_letter(app, server):
    server.answers = {b"QUIT": "hang up"}

    with app.app_context():
        send_mail(**LETTER)

    assert len(server.letters) == 1


def test_a_file_goes_beside_the_letter(app, server):
    with app.app_context():
        send_mail(**LETTER, attachments=[Attachment("acara.ics", b"BEGIN:VCALENDAR", "text/calendar")])

    read = message_from_bytes(server.letters[0], policy=policy.default)
    (file,) = read.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("acara.ics", "text/calendar")


def test_a_letter_leaves_by_smtp_whole_and_named(app, server):
    with app.app_context():
        send_mail(recipient="desa@contoh.id", subject="Undangan\nuntuk é", body="Halo – Ma'ruf\n", message_id="<1@plm>")

    (letter,) = server.letters
    read = message_from_bytes(letter, policy=policy.default)
    assert (read["To"], read["Subject"], read["Message-ID"]) == ("desa@contoh.id", "Undangan untuk é", "<1@plm>")
    assert read.get_content().strip() == "Halo – Ma'ruf"


def test_a_server_that_is_away_is_an_error_and_not_a_silence(tmp_path, development_p12):
    app = create_app(
        settings_for(tmp_path, f"sqlite:///{tmp_path / 'x.db'}", development_p12, mail_url="smtp://127.0.0.1:1")
    )

    with app.app_context(), pytest.raises(MailNotTaken, match="refused"):
        send_mail(recipient="desa@contoh.id", subject="x", body="x", message_id="<1@plm>")
