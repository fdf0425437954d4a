"""Settings from the environment: read here alone, refused at start when missing or wrong."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
SCHEMES = {
    "PLM_DATABASE_URL": ("postgresql+psycopg", "postgresql", "sqlite"),
    "PLM_BROKER_URL": ("redis", "rediss", "filesystem"),
    "PLM_STORAGE_URL": ("file", "s3"),
    "PLM_MAIL_URL": ("smtp", "smtps", "file"),
    "PLM_PUBLIC_URL": ("http", "https"),
}
PLAIN = ("PLM_SECRET_KEY",)
NAMES = (*SCHEMES, *PLAIN)
# One way to sign: a key file with its password, or a gateway with the token it may ask for.
SIGNING = ("PLM_SIGNING_P12", "PLM_SIGNING_PASSWORD", "PLM_SIGNING_URL", "PLM_SIGNING_TOKEN")
OPTIONAL = (*SIGNING, "PLM_BSRE_ROOTS")
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
SHORTEST_SECRET = 32
PROFILES = ("production", "demo")


class SettingsRefused(SystemExit):
    """The process must not start: one line a problem, each naming its setting."""


@dataclass(frozen=True)
class Settings:
    """Everything plm reads from outside; URLs as text."""

    database_url: str
    broker_url: str
    storage_url: str
    mail_url: str
    secret_key: str
    signing_p12: Path
    signing_password: str
    public_url: str
    signing_url: str = ""
    signing_token: str = ""
    bsre_roots: Path | None = None
    demo: bool = False
    max_upload_bytes: int = 12_000_000

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")


def read_settings(environ: Mapping[str, str] | None = None, *, demo: bool = False) -> Settings:
    """Settings of this process, or SettingsRefused with every problem at once."""
    values = dict(os.environ if environ is None else environ)
    demo = demo or values.get("PLM_PROFILE") == "demo"
    if demo:
        values = {**_defaults_beside(values), **values}
    read = {name: values.get(name, "").strip() for name in (*NAMES, *OPTIONAL)}
    problems = [*_profile_problems(values), *_problems(read)]
    if problems:
        raise SettingsRefused("plm cannot start:\n" + "\n".join(f"  - {problem}" for problem in problems))
    return _settings(read, demo=demo)


def _defaults_beside(values: Mapping[str, str]) -> dict[str, str]:
    """The demonstration's defaults; its key steps back for a gateway."""
    defaults = demo_defaults(Path(values.get("PLM_DEMO_DIR", ROOT / "var")))
    return {name: value for name, value in defaults.items() if not (values.get("PLM_SIGNING_URL") and name in SIGNING)}


def demo_defaults(folder: Path) -> dict[str, str]:
    """Embedded defaults that need no server; the secret is made once and kept beside the data."""
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "PLM_DATABASE_URL": f"sqlite:///{folder / 'plm.db'}",
        "PLM_BROKER_URL": f"filesystem://{folder / 'broker'}",
        "PLM_STORAGE_URL": f"file://{folder / 'files'}",
        "PLM_MAIL_URL": f"file://{folder / 'mail'}",
        "PLM_SECRET_KEY": _kept_secret(folder / "secret"),
        "PLM_SIGNING_P12": str(folder / "development.p12"),
        "PLM_SIGNING_PASSWORD": "development",
        "PLM_PUBLIC_URL": "http://127.0.0.1:8000",
    }


def demo_environment() -> dict[str, str]:
    """The environment for processes that the demonstration starts: this one's, with every default spelt out."""
    folder = Path(os.environ.get("PLM_DEMO_DIR", ROOT / "var"))
    return {**demo_defaults(folder), **os.environ, "PLM_PROFILE": "demo", "PLM_DEMO_DIR": str(folder)}


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(os.urandom(32).hex())
    return path.read_text().strip()


def _profile_problems(values: Mapping[str, str]) -> Iterator[str]:
    if (profile := values.get("PLM_PROFILE", "production")) not in PROFILES:
        yield f"PLM_PROFILE is {profile!r}; it may be {' or '.join(PROFILES)}"


def _problems(read: Mapping[str, str]) -> Iterator[str]:
    for name in NAMES:
        if not read[name]:
            yield f"{name} is missing"
        elif name in SCHEMES and _scheme(read[name]) not in SCHEMES[name]:
            yield f"{name} must begin with {', '.join(f'{scheme}://' for scheme in SCHEMES[name])}"
    yield from _signing_problems(read)
    if 0 < len(read["PLM_SECRET_KEY"]) < SHORTEST_SECRET:
        yield f"PLM_SECRET_KEY must have at least {SHORTEST_SECRET} characters"
    if read["PLM_PUBLIC_URL"] and not urlsplit(read["PLM_PUBLIC_URL"]).netloc:
        yield "PLM_PUBLIC_URL must name a host, such as https://plm.example.id"


def _signing_problems(read: Mapping[str, str]) -> Iterator[str]:
    p12, password, url, token = (read[name] for name in SIGNING)
    if p12 and url:
        yield "PLM_SIGNING_P12 and PLM_SIGNING_URL exclude each other: a key file or a gateway"
    if not url:
        yield from (f"{name} is missing" for name in SIGNING[:2] if not read[name])
        if token:
            yield "PLM_SIGNING_TOKEN is for a gateway; PLM_SIGNING_URL is missing"
    elif password and not p12:
        yield "PLM_SIGNING_PASSWORD is for a key file; a gateway takes PLM_SIGNING_TOKEN"
    if url and not _is_safe_address(url):
        yield "PLM_SIGNING_URL must begin with https://, or with http:// on this machine or its own network"
    if read["PLM_BSRE_ROOTS"] and not Path(read["PLM_BSRE_ROOTS"]).is_file():
        yield "PLM_BSRE_ROOTS names a file that is not there"


def _is_safe_address(url: str) -> bool:
    """Encrypted, or to a host whose name has no dots: another container beside this one."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    nearby = host in HERE or "." not in host
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and nearby))


def _scheme(url: str) -> str:
    return url.partition("://")[0]


def _settings(read: Mapping[str, str], *, demo: bool) -> Settings:
    database_url = read["PLM_DATABASE_URL"]
    if _scheme(database_url) == "postgresql":
        database_url = "postgresql+psycopg" + database_url.removeprefix("postgresql")
    return Settings(
        database_url=database_url,
        broker_url=read["PLM_BROKER_URL"],
        storage_url=read["PLM_STORAGE_URL"],
        mail_url=read["PLM_MAIL_URL"],
        secret_key=read["PLM_SECRET_KEY"],
        signing_p12=Path(read["PLM_SIGNING_P12"]),
        signing_password=read["PLM_SIGNING_PASSWORD"],
        public_url=read["PLM_PUBLIC_URL"].rstrip("/"),
        signing_url=read["PLM_SIGNING_URL"].rstrip("/"),
        signing_token=read["PLM_SIGNING_TOKEN"],
        bsre_roots=Path(read["PLM_BSRE_ROOTS"]) if read["PLM_BSRE_ROOTS"] else None,
        demo=demo,
    )
