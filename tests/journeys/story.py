"""The steps of one PLM, as people take them: the command line, the committee's browser, a library's phone, the desk."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

from plm.checkin.actions import add_device, make_pairing_code
from plm.checkin.queries import get_checkpoint
from plm.clock import now
from plm.events.queries import get_event
from plm.extensions import db
from tests.browsing import log_in, submit
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.journeys.processes import ROOT, Surroundings, release, wait_until
from tests.web.desk.film import write_film

SLUG = "plm-uji"
OFFICE = "Dinas Perpustakaan dan Kearsipan Kab. Barito Timur"
LIBRARIES = f"""Nama perpustakaan;Jenis;Kode wilayah
{OFFICE};kabupaten;62.13
Perpusdes Tangkum;desa;62.13.08.2008
Perpusdes Pangkan;desa;62.13.09.2010
Perpusdes Turan Amis;desa;62.13.08.2006
"""
# One row of the sheet names a region that does not exist, and one library stands twice.
BAD_SCORES = """Capaian KPI 2024;;;
Kode wilayah;Nama perpustakaan;Jenis;Skor
62.13.08.2008;Perpusdes Tangkum;desa;7,72
62.13.99.9999;Perpusdes Entah;desa;6,0
62.13.08.2008;Perpusdes Tangkum;desa;7,10
"""
SCORES = f"""Capaian KPI 2024;;;
Kode wilayah;Nama perpustakaan;Jenis;Skor
62.13.08.2008;Perpusdes Tangkum;desa;7,72
62.13.09.2010;Perpusdes Pangkan;desa;6,0
62.13.08.2006;Perpusdes Turan Amis;desa;5,2
62.13;{OFFICE};kabupaten;6,32
"""
PHONE = {"width": 360, "height": 640}
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@dataclass
class Story:
    """What the steps share; `complaints` gathers what any browser console said was wrong."""

    surroundings: Surroundings
    playwright: Any
    browser: Any
    complaints: list[str] = field(default_factory=list)
    password: str = ""

    def plm(self, *words: str, code: int = 0) -> str:
        """Run the command line as a process of its own."""
        answer = subprocess.run(
            [sys.executable, "-c", "from plm.app import command_line; command_line()", *words],
            cwd=ROOT, env=self.surroundings.environment, capture_output=True, text=True,
        )  # fmt: skip
        assert answer.returncode == code, answer.stdout + answer.stderr
        return answer.stdout

    def open_page(self, browser: Any | None = None, **options: Any) -> Any:
        page = (browser or self.browser).new_context(base_url=self.surroundings.url, **options).new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def log_in(self, page: Any, target: str) -> None:
        log_in(page, "panitia@contoh.id", self.password, at=target)

    # --- the machine ---

    def prepare(self) -> None:
        self.plm("db", "upgrade")
        self.plm("import", "regions")
        said = self.plm(
            "accounts", "add", "panitia@contoh.id", "--name", "Contoh Tiga",
            "--role", "committee", "--scope", "national", "--json",
        )  # fmt: skip
        self.password = json.loads(said)["password"]

    # --- the committee ---

    def upload(self, page: Any, name: str, content: str) -> None:
        page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
        )

    def import_libraries(self, page: Any) -> None:
        page.goto("/panitia/perpustakaan/impor")
        self.upload(page, "perpustakaan.csv", LIBRARIES)
        submit(page, page.get_by_role("button", name="Impor berkas"))

    def declare_period(self, page: Any) -> None:
        page.goto("/panitia/kpi/tambah")
        page.get_by_label("Nama periode").fill("Januari–September 2024")
        page.get_by_label("Kode", exact=True).fill("2024")
        page.get_by_label("Dari tanggal").fill("2024-01-01")
        page.get_by_label("Sampai tanggal").fill("2024-09-25")
        page.get_by_label("Angka, misalnya").check()
        submit(page, page.get_by_role("button", name="Simpan periode"))

    def import_scores(self, page: Any, content: str) -> None:
        page.goto("/panitia/kpi/2024/impor")
        self.upload(page, "kpi.csv", content)
        page.get_by_label("Data per tanggal").fill("2024-09-25")
        submit(page, page.get_by_role("button", name="Impor skor"))

    def create_event(self, page: Any) -> None:
        page.goto("/panitia/acara/baru")
        page.get_by_label("Nama acara").fill("PLM Uji 2024")
        page.get_by_label("Alamat halaman").fill(SLUG)
        for choice in ("Nasional", "Luring (bertemu di tempat)", "WITA (Makassar, Bali)"):
            page.get_by_label(choice).check()
        page.get_by_label("Hari pertama").fill("2024-11-06")
        page.get_by_label("Hari terakhir").fill("2024-11-08")
        page.get_by_label("Tempat (bila ada)").fill("Prime Plaza Sanur")
        page.get_by_label("Kapasitas").fill("5")
        submit(page, page.get_by_role("button", name="Simpan acara"))

    def decide(self, page: Any) -> None:
        page.goto(f"/panitia/{SLUG}/kelayakan/aturan")
        page.locator("input[name=village]").fill("6,0")
        page.locator("input[name=regency]").fill("6,0")
        page.get_by_label("Jumlah terbaik tiap").fill("5")
        submit(page, page.get_by_role("button", name="Simpan aturan"))
        page.goto(f"/panitia/{SLUG}/kelayakan/")
        submit(page, page.get_by_role("button", name="Jalankan putusan").first)

    def include_by_hand(self, page: Any, library: str, reason: str) -> None:
        page.goto(f"/panitia/{SLUG}/kelayakan/")
        submit(page, page.get_by_role("link", name=library).first)
        page.get_by_label("Sertakan, walau").check()
        page.get_by_label("Alasan").fill(reason)
        submit(page, page.get_by_role("button", name="Simpan keputusan"))
        page.goto(f"/panitia/{SLUG}/kelayakan/")
        submit(page, page.get_by_role("button", name="Jalankan putusan").first)

    def invite(self, page: Any) -> None:
        page.goto(f"/panitia/{SLUG}/undangan/siapkan")
        submit(page, page.locator("main form button[type=submit]"))

    def link_of(self, page: Any, library: str) -> str:
        page.goto(f"/panitia/{SLUG}/undangan/?cari={library}")
        return re.findall(r"/u/[0-9A-Z]{26}/", page.content())[0]

    # --- the library, on a phone ---

    def register(self, page: Any, link: str, name: str, letter: Path) -> str:
        """Accept for one person, hand in the letter, send; returns the participant's link."""
        page.goto(f"{link}jawaban")
        page.get_by_label("Ya, 1 orang").check()
        submit(page, page.get_by_role("button", name="Simpan dan lanjut"))
        page.get_by_label("Nama", exact=True).fill(name)
        page.get_by_label("Gelar belakang").fill("S.Pd.")
        page.get_by_label("Nomor WhatsApp").fill("0812 0000 0000")
        page.locator("input[name=position]").first.check()
        submit(page, page.get_by_role("button", name="Simpan dan lanjut"))
        page.locator("input[type=file]").set_input_files(letter)
        submit(page, page.locator("main form button[type=submit]").first)
        page.wait_for_url("**/periksa")
        submit(page, page.locator("main form button[type=submit]").first)
        page.wait_for_load_state()
        return re.findall(r"/p/[0-9A-Z]{26}/", page.content())[0]

    def apply_for_booth(self, page: Any, link: str) -> None:
        page.goto(f"{link}lapak/permohonan")
        page.locator("input[name$=name]").first.fill("Tas anyaman")
        page.locator("input[name$=business_name]").first.fill("UMKM Contoh")
        submit(page, page.locator("main form button[type=submit]").last)

    # --- the desk ---

    def pair(self, door: str) -> str:
        """A code that makes a phone the door's device."""
        app = self.surroundings.app()
        with app.app_context():
            session = db.session()
            event = get_event(session, SLUG)
            checkpoint = get_checkpoint(session, event.id, door)
            device, _token = add_device(
                session, event_id=event.id, checkpoint=checkpoint, name="Meja 1", actor="cli", now=now()
            )
            code = make_pairing_code(session, device=device, actor="cli", now=now())
            session.commit()
        release(app)
        return code

    def scan_through_camera(self, ticket_url: str, folder: Path, door: str) -> list[str]:
        """Hold the ticket before the app's camera twice; what the verdicts said."""
        film = write_film(folder / "door.y4m", [("", 0.5), (ticket_url, 2.0), ("", 4.0), (ticket_url, 2.0)])
        chromium = self.playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[*CHROMIUM_FLAGS, *CAMERA, f"--use-file-for-fake-video-capture={film}"],
        )
        try:
            page = self.open_page(chromium, viewport=PHONE)
            page.goto(f"/pindai/#pasang={self.pair(door)}")
            return self._verdicts(page)
        finally:
            chromium.close()

    def _verdicts(self, page: Any) -> list[str]:
        seen: list[str] = []

        def gathered() -> bool:
            word = page.locator(".v-word:visible")
            if word.count() and (said := word.first.inner_text()) not in seen:
                seen.append(said)
                page.get_by_text("Pindai berikutnya").first.click()
            return len(seen) == 2

        wait_until(gathered, 60, f"two verdicts (so far {seen})")
        return seen


def ticket_url_on(page: Any) -> str:
    """Read the ticket's QR from the pixels of the page, as the scanner will."""
    return _decode(page.locator("svg.plm-qr").first.screenshot())


def qr_on_pdf(data: bytes) -> str:
    """Read the certificate's QR from the pixels of its page."""
    picture = pypdfium2.PdfDocument(data)[0].render(scale=3).to_pil()
    return zxingcpp.read_barcodes(picture)[0].text


def _decode(png: bytes) -> str:
    return zxingcpp.read_barcodes(Image.open(BytesIO(png)))[0].text
