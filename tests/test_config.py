"""Settings are refused with every problem at once."""

import pytest

from config import NAMES, SettingsRefused, read_settings

SOUND = {
    "PLM_DATABASE_URL": "postgresql://plm@db/plm",
    "PLM_BROKER_URL": "redis://redis:6379/0",
    "PLM_STORAGE_URL": "s3://plm",
    "PLM_MAIL_URL": "smtp://mail:25",
    "PLM_SECRET_KEY": "x" * 32,
    "PLM_SIGNING_P12": "/run/secrets/plm.p12",
    "PLM_SIGNING_PASSWORD": "secret",
    "PLM_PUBLIC_URL": "https://plm.example.id/",
}


def test_sound_settings_are_read():
    settings = read_settings(SOUND)

    assert settings.database_url == "postgresql+psycopg://plm@db/plm"
    assert settings.public_url == "https://plm.example.id"
    assert settings.secure_cookies
    assert not settings.demo


def test_every_missing_setting_is_named_at_once():
    with pytest.raises(SettingsRefused) as refused:
        read_settings({})

    assert all(f"{name} is missing" in str(refused.value) for name in NAMES)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PLM_DATABASE_URL", "mysql://x/y", "PLM_DATABASE_URL must begin with"),
        ("PLM_BROKER_URL", "amqp://x", "PLM_BROKER_URL must begin with"),
        ("PLM_SECRET_KEY", "short", "at least 32 characters"),
        ("PLM_PUBLIC_URL", "https://", "must name a host"),
        ("PLM_PROFILE", "demonstration", "production or demo"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(name, value, said):
    with pytest.raises(SettingsRefused, match=said):
        read_settings({**SOUND, name: value})


GATEWAY = {
    **{name: value for name, value in SOUND.items() if not name.startswith("PLM_SIGNING")},
    "PLM_SIGNING_URL": "https://tte.contoh.id/plm/",
    "PLM_SIGNING_TOKEN": "a token",
}


def test_a_gateway_stands_in_for_a_key_file():
    settings = read_settings(GATEWAY)

    assert (settings.signing_url, settings.signing_token) == ("https://tte.contoh.id/plm", "a token")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({**SOUND, "PLM_SIGNING_URL": "https://tte.contoh.id"}, "exclude each other"),
        ({**SOUND, "PLM_SIGNING_P12": ""}, "PLM_SIGNING_P12 is missing"),
        ({**SOUND, "PLM_SIGNING_PASSWORD": ""}, "PLM_SIGNING_PASSWORD is missing"),
        ({**SOUND, "PLM_SIGNING_TOKEN": "x"}, "PLM_SIGNING_URL is missing"),
        ({**GATEWAY, "PLM_SIGNING_PASSWORD": "x"}, "a gateway takes PLM_SIGNING_TOKEN"),
        ({**GATEWAY, "PLM_SIGNING_URL": "http://tte.contoh.id"}, "must begin with https://"),
        ({**GATEWAY, "PLM_SIGNING_URL": "ftp://signer"}, "must begin with https://"),
        ({**GATEWAY, "PLM_SIGNING_URL": "https://"}, "must begin with https://"),
        ({**SOUND, "PLM_BSRE_ROOTS": "/tidak/ada.pem"}, "PLM_BSRE_ROOTS names a file that is not there"),
    ],
)
def test_exactly_one_way_to_sign(changes, said):
    with pytest.raises(SettingsRefused, match=said):
        read_settings(changes)


@pytest.mark.parametrize("url", ["http://signer:8080", "http://127.0.0.1:9000", "https://tte.contoh.id"])
def test_a_gateway_beside_us_needs_no_certificate_of_its_own(url):
    assert read_settings({**GATEWAY, "PLM_SIGNING_URL": url}).signing_url == url


def test_the_demonstrations_key_steps_back_for_a_gateway(tmp_path):
    demo = {"PLM_PROFILE": "demo", "PLM_DEMO_DIR": str(tmp_path), "PLM_SIGNING_URL": "http://127.0.0.1:9000"}

    assert read_settings(demo).signing_url == "http://127.0.0.1:9000"


def test_the_demonstration_needs_nothing(tmp_path):
    settings = read_settings({"PLM_PROFILE": "demo", "PLM_DEMO_DIR": str(tmp_path)})

    assert settings.demo
    assert settings.database_url == f"sqlite:///{tmp_path / 'plm.db'}"
    assert read_settings({"PLM_PROFILE": "demo", "PLM_DEMO_DIR": str(tmp_path)}).secret_key == settings.secret_key
