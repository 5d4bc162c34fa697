"""What pyproject.toml names is what there is: no package or module is left out of an installation or of the types."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
ROOTS = {path.stem for path in ROOT.glob("*.py")}
NOT_INSTALLED = {"bench", "demo", "docs", "hostile", "tests"}  # they belong to the checkout


def packages() -> set[str]:
    """Every folder of ours that holds modules, as it is imported."""
    tops = [path for path in ROOT.iterdir() if path.is_dir() and path.name.isidentifier() and any(path.glob("*.py"))]
    folders = {file.parent.relative_to(ROOT) for top in tops for file in top.rglob("*.py")}
    return {".".join(folder.parts) for folder in folders}


def test_every_package_and_module_is_installed() -> None:
    shipped = {name for name in packages() if name.partition(".")[0] not in NOT_INSTALLED}
    assert sorted(PROJECT["setuptools"]["packages"]) == sorted(shipped)
    assert sorted(PROJECT["setuptools"]["py-modules"]) == sorted(ROOTS)


def test_every_file_that_the_program_reads_is_installed() -> None:
    patterns = PROJECT["setuptools"]["package-data"]
    for room in ("config", "web"):
        kept = {file for pattern in patterns[room] for file in (ROOT / room).glob(pattern)}
        assert {file for file in (ROOT / room).rglob("*") if _is_data(file)} == kept


def _is_data(file: Path) -> bool:
    return file.is_file() and file.suffix not in (".py", ".pyc", ".md")


def test_every_package_and_module_is_checked_for_types() -> None:
    checked = {name.partition(".")[0] for name in packages()} - {"docs", "tests"}
    assert sorted(PROJECT["mypy"]["packages"]) == sorted(checked)
    assert sorted(PROJECT["mypy"]["modules"]) == sorted(ROOTS)
