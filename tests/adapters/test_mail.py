"""Mail leaves over SMTP as the setting says; the server is a small real one of this test's own."""

import socketserver
import threading
from email import message_from_bytes, policy

import pytest

from plm.adapters.mail import send_mail
from plm.app import create_app
from tests.conftest import settings_for


class Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a sender needs."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                self.server.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.say("250 taken")
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
        server.letters = []
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_letter_leaves_by_smtp_whole_and_named(server, tmp_path, development_p12):
    url = f"smtp://127.0.0.1:{server.server_address[1]}"
    app = create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'x.db'}", development_p12, mail_url=url))

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

    with app.app_context(), pytest.raises(OSError, match="refused"):
        send_mail(recipient="desa@contoh.id", subject="x", body="x", message_id="<1@plm>")
