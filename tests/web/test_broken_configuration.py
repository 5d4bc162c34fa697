"""A configuration that is broken while the pages are up: they go on by the last sound one and say so everywhere."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cli import main
from config.files import LONE_FILES
from records import Trouble
from tests.desk import NOW
from tests.pages import Pages, Visitor, filled_desk
from web.caching.home import LOOKED_AT, CachedHome, LastRead
from web.configuration_notices import HEADER

FILLINGS = ("counts",)
BROKEN = "follow = [\n"


class Office:
    """Pages on a home whose configuration a test writes; every write is looked at."""

    def __init__(self, path: Path) -> None:
        self.seconds, self.writes = 0.0, 0
        home = filled_desk(path, FILLINGS).home
        self.folder = home.path / "config"
        self.folder.mkdir(exist_ok=True)
        self.home = CachedHome(home.path, LastRead(lambda: self.seconds, lambda: NOW))
        self.home.configuration()
        self.pages = Pages(self.home)
        self.written: list[Path] = []

    def mend(self) -> None:
        for file in self.written:
            file.unlink(missing_ok=True)
        self.seconds += LOOKED_AT + 0.1

    def write(self, name: str, content: str) -> None:
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, "utf-8")
        self.writes += 1
        self.written.append(file)
        os.utime(file, ns=(self.writes, self.writes))
        self.seconds += LOOKED_AT + 0.1

    def as_(self, role: str) -> Visitor:
        return self.pages.signed_in(role)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("office"))
    yield made
    made.pages.close()


@pytest.fixture
def office(shared: Office, caplog: pytest.LogCaptureFixture) -> Iterator[Office]:
    caplog.set_level(logging.CRITICAL, "web.caching.home")
    assert shared.home.fault() is None
    yield shared
    shared.mend()


def test_pages_go_on_and_say_which_file_and_to_whom_the_line_matters(office: Office) -> None:
    office.write("settings.toml", BROKEN)
    for path in ("/", "/tin-bai", "/hop-dong", "/nguon", "/tai-khoan", "/tin-bai/khong-co"):
        shown = office.as_("viewer").get(path).text
        assert "Tệp cấu hình config/settings.toml viết sai cú pháp nên không đọc được" in shown
        assert "người phụ trách kỹ thuật" in shown
        assert "dòng 1, cột" not in shown
        assert str(office.home.path) not in shown
    for role in ("lead", "admin"):
        assert "Tệp config/settings.toml, dòng 1, cột" in office.as_(role).get("/").text
    assert "config/settings.toml" not in office.pages.nobody().get("/vao").text
    office.write("settings.toml", 'follow = ["nhan-dan"]\n')
    assert "Tệp cấu hình" not in office.as_("admin").get("/").text
    assert list(office.home.configuration().settings.follow) == ["nhan-dan"]


def test_programs_and_files_are_told_too(office: Office) -> None:
    viewer = office.as_("viewer")
    assert HEADER not in viewer.get("/api/v1/health").headers
    assert viewer.get("/api/v1/health").json()["configuration"] is None
    office.write("plans/tuyen-quang-2024-2026.toml", 'code = "khac"\n')
    for path in ("/api/v1/health", "/api/v1/items", "/api/v1/items?ke-hoach=khong-co", "/hop-dong.xlsx"):
        told = viewer.get(path).headers[HEADER]
        assert told == 'held-back; file="config/plans/tuyen-quang-2024-2026.toml"; since="2026-07-22T03:00:00Z"'
    field = viewer.get("/api/v1/health").json()["configuration"]
    assert (field["state"], field["file"]) == ("held-back", "config/plans/tuyen-quang-2024-2026.toml")
    assert "thiếu khóa" not in field["text"]
    assert "thiếu khóa" in office.as_("lead").get("/api/v1/health").json()["configuration"]["text"]


@pytest.mark.parametrize("path", ["/hop-dong.xlsx", "/ke-hoach.xlsx", "/khen-thuong.xlsx", "/tin-bai.xlsx",
                                  "/canh-bao/tuan/2026-W30/danh-sach.xlsx"])  # fmt: skip
def test_a_workbook_made_meanwhile_says_so(office: Office, path: str) -> None:
    office.write("settings.toml", BROKEN)
    answer = office.as_("viewer").get(path)
    cells = [str(row[0]) for row in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)]
    assert any("bảng này lập theo cấu hình trước đó" in cell for cell in cells)
    assert office.pages.audit(login="viewer")[0]["facts"]["configuration"] == "config/settings.toml"


def test_a_file_that_others_read_holds_nothing_back(office: Office) -> None:
    office.write("settings.toml", 'follow = ["nhan-dan"]\n')
    office.write("schedule.toml", "jobs = 3\n")
    office.write("settings.toml", 'follow = ["vnexpress"]\n')
    shown = office.as_("viewer").get("/").text
    assert "Tệp cấu hình config/schedule.toml có chỗ ghi không dùng được" in shown
    assert "lịch tự động" in shown
    assert list(office.home.configuration().settings.follow) == ["vnexpress"]
    answer = office.as_("viewer").get("/hop-dong.xlsx")
    assert answer.headers[HEADER].startswith("beside;")
    assert b"tr\xc6\xb0\xe1\xbb\x9bc" not in answer.content


@pytest.mark.parametrize("name", ["khong-ai-doc.toml", "outlets/khong-ai-doc.txt"])
def test_a_file_that_nobody_reads_is_noticed(office: Office, name: str) -> None:
    office.write(name, "")
    assert f"config/{name}" in office.as_("viewer").get("/").text


@pytest.mark.parametrize("name", [name for name in LONE_FILES if name != "themes.toml"])
def test_every_file_is_looked_at(office: Office, name: str) -> None:
    office.write(name, "khoa_la = [")
    fault = office.home.fault()
    assert fault
    assert fault.file == f"config/{name}"


def test_a_fault_in_a_shipped_file_is_named_as_the_office_knows_it(office: Office) -> None:
    """What is written here can make a shipped file wrong: two newspapers with one domain."""
    office.write("outlets/moi.toml", 'slug = "moi"\nname = "Mới"\ndomains = [{ name = "nhandan.vn" }]\n')
    shown = office.as_("admin").get("/").text
    assert "Tệp cấu hình config/outlets/" in shown
    assert str(Path(__file__).parents[2]) not in shown


def test_the_first_configuration_must_be_sound(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text(BROKEN, "utf-8")
    with pytest.raises(Trouble, match="broken-toml"):
        CachedHome(tmp_path).configuration()
    assert CachedHome(tmp_path).fault() is None
    done = CliRunner().invoke(main, ["--home", str(tmp_path), "web"])
    assert done.exit_code == 2
    assert "Chưa mở các trang vì cấu hình có lỗi" in done.stderr
    assert "settings.toml, dòng 1" in done.stderr
    assert "Đang mở" not in done.output
