"""What the demonstration tells: institutions, scores and dates are real and on record; people are plainly invented."""

from datetime import UTC, date, datetime

from plm.accounts.rules import Role, Scope
from plm.events.actions import EventDetails
from plm.events.rules import EventLevel, EventMode, Zone
from plm.expo.rules.applications import Application, ProductEntry
from plm.expo.words import Amenity, ProductCategory
from plm.letters.rules import LetterWords
from plm.libraries.rules import LibraryKind
from plm.logistics.rules import RoomKind
from plm.registration.actions import PaperWish
from plm.registration.rules import Journey, PaperScope, TravelMode

PASSWORD = "coba-plm-2024"  # noqa: S105  # the demonstration listens on this machine only
NATIONAL = "plm-nasional-2024"
BABEL = "plm-babel-2021"

# Address, name, role, scope, region, event, what to say of it.
ACCOUNTS = (
    ("panitia@contoh.id", "Contoh Tiga", Role.COMMITTEE, Scope.NATIONAL, None, None, "panitia nasional"),
    ("babel@contoh.id", "Contoh Sembilan", Role.COMMITTEE, Scope.PROVINCE, "19", None, "panitia Provinsi Babel"),
    ("meja@contoh.id", "Contoh Tujuh", Role.DESK, Scope.EVENT, None, NATIONAL, "meja daftar ulang"),
    ("sehat@contoh.id", "Contoh Sepuluh", Role.CARE, Scope.EVENT, None, NATIONAL, "petugas kesehatan"),
    ("bendahara@contoh.id", "Contoh Sebelas", Role.TREASURER, Scope.EVENT, None, NATIONAL, "bendahara"),
    ("pengawas@contoh.id", "Contoh Delapan", Role.AUDITOR, Scope.NATIONAL, None, None, "pengawas, hanya membaca"),
)

# Libraries seen at PLM Nasional 2024, and the regency offices whose regions they are of.
OFFICES = (
    ("Dinas Perpustakaan dan Kearsipan Kab. Barito Timur", "62.13"),
    ("Dinas Perpustakaan dan Kearsipan Kab. Kotawaringin Barat", "62.01"),
    ("Dinas Perpustakaan dan Kearsipan Kab. Pulang Pisau", "62.11"),
    ("Dinas Perpustakaan dan Kearsipan Kota Palangka Raya", "62.71"),
    ("Dinas Perpustakaan dan Kearsipan Kab. Pesawaran", "18.09"),
    ("Dinas Perpustakaan dan Kearsipan Kab. Bone", "73.08"),
    ("Dinas Perpustakaan dan Kearsipan Kab. Gorontalo", "75.01"),
    ("Dinas Perpustakaan dan Kearsipan Kab. Lombok Timur", "52.03"),
)
VILLAGES = (
    ("Perpusdes Tangkum", "62.13.08.2008"),
    ("Perpusdes Pangkan", "62.13.09.2010"),
    ("Perpusdes Turan Amis", "62.13.08.2006"),
    ("Perpusdes Banding Agung", "18.09.06.2002"),
    ("Perpusdes Purworejo", "18.09.02.2003"),
    ("Perpusdes Bagelen", "18.09.01.2007"),
    ("Perpusdes Taman Sari", "18.09.01.2016"),
    ("Perpusdes Tambangan", "18.09.05.2016"),
    ("Perpusdes Mappalo Ulaweng", "73.08.16.2018"),
    ("Perpusdes Libureng", "73.08.05.2005"),
    ("Perpusdes Bacu", "73.08.09.2001"),
    ("Perpusdes Labotto", "73.08.20.2010"),
    ("Perpusdes Watu", "73.08.09.2014"),
    ("Perpusdes Germas Iloponu", "75.01.04.2010"),
    ("Perpusdes Sakra", "52.03.02.2002"),
)
# Present in 2024 without a published score: the committee brings them in by hand, with this reason.
ON_RECORD = "Tercatat hadir pada PLM Nasional 2024; skor KPI-nya tidak diterbitkan."
PANELIST = "Panelis kelas berbagi; tercatat hadir pada PLM Nasional 2024."

COMPONENTS = ("Peningkatan layanan", "Pelibatan masyarakat", "Advokasi dan kemitraan", "Publikasi dan promosi")

# Exactly as printed (domain 10.1).
SCORES_FILE = "capaian-kpi-2024.csv"
SCORES = """Capaian KPI TPBIS 2024;;;
Kode wilayah;Nama perpustakaan;Jenis;Skor
62.13.08.2008;Perpusdes Tangkum;desa;7,72
62.13.09.2010;Perpusdes Pangkan;desa;6,0
62.13.08.2006;Perpusdes Turan Amis;desa;5,2
62.13;Dinas Perpustakaan dan Kearsipan Kab. Barito Timur;kabupaten;6,32
"""

# Villages of PLM Babel 2021 by regency: the counts are on record, which villages is not. Those named in other
# sources come first, then the first by code; the event's page says so.
BABEL_VILLAGES = {"19.01": 11, "19.02": 10, "19.06": 9, "19.04": 5, "19.03": 5, "19.05": 5}
BABEL_NAMED = ("19.06.04.2003", "19.05.01.2006", "19.03.02.2001")

EVENTS = {
    NATIONAL: EventDetails(
        name="PLM Nasional 2024",
        level=EventLevel.NATIONAL,
        mode=EventMode.ONSITE,
        starts_on=date(2024, 11, 6),
        ends_on=date(2024, 11, 8),
        check_in_on=date(2024, 11, 5),
        check_out_on=date(2024, 11, 9),
        zone=Zone.WITA,
        place="Prime Plaza Sanur",
        city="Bali",
        organiser="Perpustakaan Nasional Republik Indonesia",
        contact_name="Contoh Lima",
        contact_phone="+6281200000000",
        capacity=120,
    ),
    BABEL: EventDetails(
        name="PLM Provinsi Kepulauan Bangka Belitung 2021",
        level=EventLevel.PROVINCE,
        mode=EventMode.ONLINE,
        region_code="19",
        starts_on=date(2021, 9, 21),
        ends_on=date(2021, 9, 21),
        zone=Zone.WIB,
        place="Daring",
        city="Pangkalpinang",
        organiser="Dinas Kearsipan dan Perpustakaan Provinsi Kepulauan Bangka Belitung",
        contact_name="Contoh Sepuluh",
        contact_phone="+6281200000010",
        capacity=120,
    ),
}

KINDS = {LibraryKind.REGENCY: OFFICES, LibraryKind.VILLAGE: VILLAGES}
SCORED = {line.split(";")[1] for line in SCORES.splitlines()[2:]}
BELOW = "Perpusdes Turan Amis"

# Who has answered how; every other invitation is still open, to be tried.
REGISTERED = {
    "Dinas Perpustakaan dan Kearsipan Kab. Barito Timur": 2,
    "Perpusdes Tangkum": 2,
    "Perpusdes Turan Amis": 1,
    "Perpusdes Mappalo Ulaweng": 2,
    "Perpusdes Banding Agung": 2,
    "Perpusdes Sakra": 1,
    "Dinas Perpustakaan dan Kearsipan Kab. Lombok Timur": 1,
}
DRAFTED = {"Perpusdes Libureng": 1}
DECLINED = {"Perpusdes Bacu": "Pengelola sedang bertugas di luar daerah."}

# Moments in the event's own zone.
Agenda = tuple[tuple[str, str, str, str, str], ...]
LETTER = LetterWords(
    letterhead=("Perpustakaan Nasional Republik Indonesia", "Pusat Pengembangan Perpustakaan Umum dan Khusus"),
    address=("Surat contoh, tidak berlaku",),
    number="CONTOH-{urut}/X/2024",
    attachment="",
    subject="Undangan PLM Nasional 2024",
    place="Jakarta",
    dated_on=date(2024, 10, 14),
    opening="Dalam rangka program Transformasi Perpustakaan Berbasis Inklusi Sosial (TPBIS), kami mengundang "
    "perpustakaan Saudara mengikuti kegiatan berikut.",
    closing="Demikian undangan ini kami sampaikan. Atas perhatian dan kehadiran Saudara, kami ucapkan terima kasih.",
    costs=(("Akomodasi dan konsumsi", "ditanggung penyelenggara"), ("Transportasi", "ditanggung penyelenggara")),
    contacts=(("Contoh Lima", "0812-0000-0000"),),
    signer_position="Kepala Pusat Pengembangan Perpustakaan Umum dan Khusus",
    signer_name="Dr. Contoh Empat, M.Hum.",
    signer_nip="",
    copies=(),
)
# Invented numbers; the hotel's own are not on record.
ROOMS = {"301-306": RoomKind.TWIN, "401-402": RoomKind.SINGLE}
QUESTION = "Apakah biaya perjalanan dari kabupaten ditanggung penyelenggara, dan siapa yang memesan tiketnya?"
OBJECTIONS = (
    "Kegiatan pelatihan kami sudah dicatat di SIM, tetapi skornya belum tampil.",
    "Skor kami belum ada, padahal laporan triwulan ketiga sudah kami kirim ke dinas kabupaten.",
)
OBJECTION_ANSWER = (
    "SIM belum memuat skor perpustakaan Anda sampai hari terakhir periode. Silakan lengkapi untuk periode berikutnya."
)

NATIONAL_AGENDA: Agenda = (
    ("2024-11-06 08:00", "2024-11-06 10:00", "Pembukaan dan gelar wicara", "Ruang pleno", "plenary"),
    ("2024-11-06 10:30", "2024-11-06 17:00", "Expo Lapak Literasi", "Ruang pamer", "expo"),
    (
        "2024-11-07 08:30",
        "2024-11-07 12:00",
        "Kelas berbagi: Literasi Digital",
        "Ruang kelas 1",
        "class",
    ),
    ("2024-11-07 19:00", "2024-11-07 21:30", "Malam apresiasi", "Ruang pleno", "ceremony"),
    ("2024-11-08 08:30", "2024-11-08 11:00", "Pleno penutup", "Ruang pleno", "plenary"),
)
BABEL_AGENDA: Agenda = (
    ("2021-09-21 09:00", "2021-09-21 10:00", "Pembukaan", "Ruang daring", "plenary"),
    ("2021-09-21 10:00", "2021-09-21 12:00", "Berbagi keberhasilan", "Ruang daring", "class"),
)

# On record of PLM Nasional 2024 (suarantb, mentarisumatera, wartasulsel).
AWARDS = {
    "Dinas Perpustakaan dan Kearsipan Kab. Lombok Timur": ("Implementasi TPBIS Kabupaten/Kota Terbaik", ""),
    "Perpusdes Banding Agung": ("Inovasi Pelibatan Masyarakat, Perpustakaan Desa", ""),
    "Perpusdes Mappalo Ulaweng": ("Promosi Lapak Literasi", "Lima besar"),
}
# Invented: materials, speakers, organisation, venue, benefit; what was useful, what could be better.
FEEDBACK = (
    ((5, 5, 4, 4, 5), "Kelas berbagi: contohnya dapat langsung kami tiru.", ""),
    ((4, 5, 3, 4, 5), "", "Antrean makan siang terlalu panjang."),
    ((5, 4, 4, 5, 4), "Bertemu pengelola dari kabupaten lain.", "Jadwal sebaiknya dikirim lebih awal."),
)


def _product(name: str, category: ProductCategory) -> ProductEntry:
    return ProductEntry(
        name=name,
        business_name="UMKM Contoh",
        category=category,
        impact_story="Pembuatnya belajar di perpustakaan, lalu berjualan bersama tetangganya. (Kisah contoh.)",
    )


# Products seen at the expo of 2024 (domain 3.2); the businesses are invented.
APPLICATIONS = {
    "Dinas Perpustakaan dan Kearsipan Kab. Barito Timur": Application(
        label="Barito Timur",
        category=ProductCategory.CRAFT,
        needs=frozenset({Amenity.POWER}),
        wishes=("B02", "A02"),
        products=(
            _product("Tas anyaman", ProductCategory.CRAFT),
            _product("Sedotan purun", ProductCategory.CRAFT),
            _product("Amplang", ProductCategory.FOOD),
            _product("Bajakah", ProductCategory.HERBAL),
        ),
    ),
    "Perpusdes Mappalo Ulaweng": Application(
        label="Mappalo Ulaweng",
        category=ProductCategory.FOOD,
        wishes=("B01",),
        products=(_product("Keripik", ProductCategory.FOOD),),
    ),
    "Perpusdes Banding Agung": Application(
        label="Banding Agung",
        category=ProductCategory.DRINK,
        needs=frozenset({Amenity.POWER}),
        wishes=("A01",),
        products=(_product("Bubuk kopi", ProductCategory.DRINK),),
    ),
    "Perpusdes Sakra": Application(
        label="Sakra", category=ProductCategory.TEXTILE, products=(_product("Tenun", ProductCategory.TEXTILE),)
    ),
}

PAPERS = (
    PaperWish(name="Pas foto 3 × 4", hint="Latar merah, wajah terlihat jelas.", scope=PaperScope.PERSON),
    PaperWish(name="Tiket perjalanan", hint="Pergi dan pulang, terbaca harga dan rutenya.", scope=PaperScope.PERSON),
)
JOURNEY = Journey(
    arrives_at=datetime(2024, 11, 5, 6, 30, tzinfo=UTC),
    arrival_mode=TravelMode.PLANE,
    arrival_number="GA 408",
    wants_pickup=True,
    meals="Vegetarian",
)
