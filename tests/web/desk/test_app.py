"""The check-in app as the server gives it out: a page about nobody, its words, its files, its worker, its manifest."""

import json
import re

import pytest

from plm.checkin.rules import Reason, ScanOutcome
from plm.registration.rules import EventRole
from plm.web.desk.app import STATIC
from plm.web.protection import CONTENT_SECURITY_POLICY

PAGE = "/pindai/"
HOLE = re.compile(r"\{\w+\}")


@pytest.fixture
def page(client):
    return client.get(PAGE)


@pytest.fixture
def words(page):
    return json.loads(re.search(r"data-words>(.*?)</script>", page.text, re.DOTALL)[1])


@pytest.fixture
def kept(client):
    """What the service worker keeps."""
    return facts_of(client.get("/pindai/sw.js").text)["kept"]


def facts_of(script):
    return json.loads(re.search(r"^self\.PLM = (.*);$", script, re.MULTILINE)[1])


def test_the_page_opens_without_a_login_and_is_about_nobody(client, page):
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert "csrf" not in page.text


def test_the_page_and_its_worker_keep_the_strict_policy(client, page):
    assert page.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert client.get("/pindai/sw.js").headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_the_decoder_alone_may_compile_webassembly(client, kept):
    policies = {address: client.get(address).headers["Content-Security-Policy"] for address in kept}

    assert [address for address, policy in policies.items() if "unsafe" in policy] == [
        next(address for address in kept if address.endswith("/desk/decode-worker.js"))
    ]


def test_a_page_chooses_its_first_language_by_the_cookie(client):
    client.set_cookie("bahasa", "en")

    assert '<html lang="en">' in client.get(PAGE).text


def test_both_languages_say_everything_with_the_same_holes(words):
    holes = {
        language: {key: sorted(HOLE.findall(text)) for key, text in said.items()} for language, said in words.items()
    }

    assert set(words) == {"id", "en"}
    assert holes["id"] == holes["en"]
    assert all(text for said in words.values() for text in said.values())


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("kind", ["reason", "fact", "deed"])
def test_every_reason_can_be_told_by_the_app(words, reason, kind):
    assert words["id"][f"{kind}.{reason}"]


def test_every_outcome_and_role_can_be_told_by_the_app(words):
    assert {f"outcome.{one}" for one in ScanOutcome} | {f"role.{one}" for one in EventRole} <= set(words["id"])


def test_a_plain_sentence_has_no_holes(words):
    plain = {key: text for said in words.values() for key, text in said.items() if key.endswith(".plain")}

    assert [key for key, text in plain.items() if HOLE.search(text)] == []


def test_every_word_that_the_code_asks_for_is_there(words):
    sources = "\n".join(path.read_text() for path in (STATIC / "desk/app/ui").glob("*.js"))
    asked = set(re.findall(r"""\bt\("([\w.]+)["]""", sources)) | set(re.findall(r"\.tell\(\"([\w.]+)\"", sources))

    assert len(asked) > 60
    assert asked - set(words["id"]) == set()


def test_every_word_of_the_page_is_used(words):
    """A word that nobody says is translated for nothing."""
    sources = [*(STATIC / "desk/app/ui").glob("*.js"), *(STATIC.parents[2] / "templates/desk/app").rglob("*.html")]
    text = "\n".join(path.read_text() for path in sources if path.name != "words.html")
    # Made of parts: `pair.` and what is wrong with a code, `reason.` and its code, ….
    made = ("reason.", "fact.", "deed.", "outcome.", "role.", "pair.", "verdict.")

    assert [
        key for key in words["id"] if f'"{key}"' not in text and f"'{key}'" not in text and not key.startswith(made)
    ] == []


def test_the_worker_keeps_the_page_and_each_file_by_the_name_of_one_version(client, page, kept):
    version = facts_of(client.get("/pindai/sw.js").text)["version"]

    assert f'data-version="{version}"' in page.text
    assert [address for address in kept if client.get(address).status_code != 200] == []
    assert [address for address in kept[2:] if f"/berkas/{version}/" not in address] == []
    assert {"engine/desk.js", "ui/main.js", "app.css"} <= {address.partition("/desk/app/")[2] for address in kept}
    assert any(address.endswith("zxing_reader.wasm") for address in kept)


def test_each_file_that_a_module_imports_is_kept(client, kept):
    """What is imported but not kept would open online and fail at the door."""
    missing = []
    for address in kept:
        if not address.endswith(".js"):
            continue
        for imported in re.findall(r"""(?:from|import\()\s*["'](\.[^"']+)["']""", client.get(address).text):
            parts = address.rsplit("/", 1)[0].split("/")
            for step in imported.split("/"):
                parts = parts[:-1] if step == ".." else parts if step == "." else [*parts, step]
            if "/".join(parts) not in kept:
                missing.append((address, imported))

    assert missing == []


def test_the_worker_is_asked_for_anew_and_its_files_never(client, kept):
    assert client.get("/pindai/sw.js").headers["Cache-Control"] == "no-cache"
    assert "immutable" in client.get(kept[-1]).headers["Cache-Control"]


def test_the_worker_as_a_module_sends_what_waits(client, kept):
    plain, module = client.get("/pindai/sw.js").text, client.get("/pindai/sw.js?modul").text

    imported = re.search(r'^import { sendWaiting } from "(.*)";$', module, re.MULTILINE)[1]

    assert imported in kept
    assert "import" not in plain.split("\n", 1)[0]


@pytest.mark.parametrize(
    "name",
    ["../../config.py", "desk/desk.css", "committee/live.js", "desk/app/service-worker.js", "vendor/bootstrap.LICENSE"],
)
def test_only_the_apps_own_files_are_given_out(client, kept, name):
    version = kept[-1].split("/")[3]

    assert client.get(f"/pindai/berkas/{version}/{name}").status_code == 404


def test_a_file_of_another_version_is_not_given_out(client):
    assert client.get("/pindai/berkas/0123456789abcdef/tokens.css").status_code == 404


def test_the_manifest_installs_the_app_with_its_icons(client):
    manifest = client.get("/pindai/manifest.webmanifest")
    facts = json.loads(manifest.text)
    icons = {icon["src"]: icon["purpose"] for icon in facts.pop("icons")}

    assert manifest.mimetype == "application/manifest+json"
    assert facts == {
        "id": "/pindai/",
        "name": "Pemindai PLM",
        "short_name": "Pemindai",
        "description": "Mencatat kehadiran di pintu, juga tanpa jaringan.",
        "start_url": "/pindai/",
        "scope": "/pindai/",
        "display": "standalone",
        "background_color": "#000000",
        "theme_color": "#000000",
    }
    assert sorted(icons.values()) == ["any", "any", "maskable"]
    assert [client.get(src).mimetype for src in icons] == ["image/png"] * 3
