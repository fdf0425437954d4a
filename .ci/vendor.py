#!/usr/bin/env python3
"""Front-end files and fonts from pinned npm packages: fetched by `vendor.py`, compared by `vendor.py --check`.

The check needs no network. To update a package change its version in `.ci/vendor.json`, `.ci/fonts.json` or
`.ci/test-tools.json`, run `vendor.py --pin`, and review what changed.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / ".ci" / "vendor.json"
FOLDER = ROOT / "plm" / "web" / "static" / "vendor"
FONT_PINS = ROOT / ".ci" / "fonts.json"
FONTS = ROOT / "templates" / "documents" / "assets" / "fonts"
TOOL_PINS = ROOT / ".ci" / "test-tools.json"
TOOLS = ROOT / "tests" / "journeys" / "vendor"
LISTS = ((PINS, FOLDER), (FONT_PINS, FONTS), (TOOL_PINS, TOOLS))
# A browser with its tools open would ask for the map, which is not here.
SOURCE_MAP = re.compile(rb"\s*(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*")


class Broken(Exception):
    """A file is not what its pin says."""


def problems(pins: dict[str, Any], folder: Path) -> list[str]:
    """One line for each file that is missing, changed or unknown."""
    wanted = {file["to"]: file["sha256"] for group in [*pins["packages"], pins["own"]] for file in group["files"]}
    found = {
        path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in folder.rglob("*") if path.is_file()
    }
    return [
        *(f"{name} is missing" for name in sorted(wanted.keys() - found.keys())),
        *(f"{name} is not in the list" for name in sorted(found.keys() - wanted.keys())),
        *(f"{name} was changed" for name in sorted(wanted.keys() & found.keys()) if wanted[name] != found[name]),
    ]


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def fetch(package: dict[str, Any], folder: Path, *, pin: bool) -> None:
    """Write the package's files; with `pin` note their checksums, otherwise refuse any other."""
    with tempfile.TemporaryDirectory() as scratch:
        tarball = download(f"{package['name']}@{package['version']}", Path(scratch))
        keep(package, "sha512", hashlib.sha512(tarball.read_bytes()).hexdigest(), pin=pin)
        with tarfile.open(tarball) as archive:
            for file in package["files"]:
                content = without_source_map(member(archive, f"package/{file['from']}"), file["to"])
                keep(file, "sha256", digest(content), pin=pin)
                target = folder / file["to"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)


def download(spec: str, folder: Path) -> Path:
    subprocess.run(
        ["npm", "pack", "--silent", spec, "--pack-destination", str(folder)], check=True, stdout=subprocess.DEVNULL
    )
    return next(folder.glob("*.tgz"))


def member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise Broken(f"{name} is not a file of the package")
    return file.read()


def without_source_map(content: bytes, name: str) -> bytes:
    return SOURCE_MAP.sub(b"\n", content) if name.endswith((".css", ".js")) else content


def keep(entry: dict[str, Any], kind: str, found: str, *, pin: bool) -> None:
    if pin:
        entry[kind] = found
    elif entry[kind] != found:
        raise Broken(f"{entry.get('name', entry.get('to'))}: {kind} is {found}, pinned is {entry[kind]}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--check", action="store_true", help="compare the committed files with their checksums; no network"
    )
    parser.add_argument("--pin", action="store_true", help="fetch and write the checksums anew")
    chosen = parser.parse_args(arguments)
    found = [line for file, folder in LISTS for line in handle(file, folder, chosen)]
    print("\n".join(found) or "vendored files are as pinned")
    return 1 if found else 0


def handle(file: Path, folder: Path, chosen: argparse.Namespace) -> list[str]:
    """Fetch one list of pins unless only a check was asked for; returns its problems."""
    pins = json.loads(file.read_text())
    if not chosen.check:
        for package in pins["packages"]:
            fetch(package, folder, pin=chosen.pin)
    if chosen.pin:
        file.write_text(json.dumps(pins, indent=2) + "\n")
    return problems(pins, folder)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as broken:
        sys.exit(str(broken))
