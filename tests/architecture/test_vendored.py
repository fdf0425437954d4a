import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def vendor() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendor", ROOT / ".ci" / "vendor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(vendor: ModuleType, tmp_path: Path) -> Path:
    return Path(shutil.copytree(vendor.FOLDER, tmp_path / "vendor"))


def test_vendored_files_are_as_pinned(vendor: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert vendor.main(["--check"]) == 0
    assert capsys.readouterr().out == "vendored files are as pinned\n"


def test_one_changed_byte_is_found(vendor: ModuleType, copy: Path) -> None:
    wasm = copy / "zxing-3.1.4" / "zxing_reader.wasm"
    content = bytearray(wasm.read_bytes())
    content[4711] ^= 1
    wasm.write_bytes(content)

    assert vendor.problems(json.loads(vendor.PINS.read_text()), copy) == ["zxing-3.1.4/zxing_reader.wasm was changed"]


def test_missing_and_unlisted_files_are_found(vendor: ModuleType, copy: Path) -> None:
    (copy / "bootstrap.min.css").rename(copy / "bootstrap.css")

    assert vendor.problems(json.loads(vendor.PINS.read_text()), copy) == [
        "bootstrap.min.css is missing",
        "bootstrap.css is not in the list",
    ]


def test_another_tarball_under_the_pinned_version_is_refused(vendor: ModuleType) -> None:
    package = {"name": "contoh", "sha512": "pinned"}

    with pytest.raises(vendor.Broken, match="contoh: sha512 is other, pinned is pinned"):
        vendor.keep(package, "sha512", "other", pin=False)


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("a.css", b"a{}\n/*# sourceMappingURL=a.css.map */", b"a{}\n"),
        ("a.js", b"a()\n//# sourceMappingURL=a.js.map\n", b"a()\n"),
        ("a.LICENSE", b"//# sourceMappingURL=a.js.map", b"//# sourceMappingURL=a.js.map"),
    ],
)
def test_source_maps_are_not_asked_for(vendor: ModuleType, name: str, content: bytes, kept: bytes) -> None:
    assert vendor.without_source_map(content, name) == kept
