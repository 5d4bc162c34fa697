"""No page tells an officer to type a command: what the command line says has another sentence for pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from string import Formatter

import pytest

from config.wording import page_sentence, sentence, shipped_sentences
from pipeline.jobs.collecting.imports import ImportReport
from pipeline.jobs.collecting.tools import ToolReport
from pipeline.jobs.home import Home
from records import Trouble
from tests.pages import Pages
from web.error_messages import page_words
from web.subprocesses.command import run

ROOT = Path(__file__).parents[2]
SPEAKS_OF_COMMANDS = re.compile(r"diembao [a-z]|(?<!\w)--[a-z]|\.toml|Ctrl-C|dòng lệnh")
# Told by commands alone, though a module that pages import has the key; and to who starts the pages.
OF_COMMANDS = {"matter.more-items", "advice.youtube-key"}
OF_WHO_ADMINISTERS = re.compile(
    r"oidc\.|web\.(serving|cannot-listen|admin\.|oidc\.(admin|other-person))|page\.|heading\.|snapshot\.|ledger\."
)


def known_to_pages() -> set[str]:
    """The keys of sentences that stand in any module which the pages import."""
    waiting, seen, keys = [*(ROOT / "web").rglob("*.py")], set(), set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        tree = ast.parse(path.read_text("utf-8"))
        waiting += [found for name in imported(tree) if (found := file_of(name))]
        keys |= {one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return keys & set(shipped_sentences())


def imported(tree: ast.AST) -> Iterator[str]:
    for one in ast.walk(tree):
        if isinstance(one, ast.Import):
            yield from (alias.name for alias in one.names)
        elif isinstance(one, ast.ImportFrom) and one.module:
            yield from (one.module, *(f"{one.module}.{alias.name}" for alias in one.names))


def file_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.exists()), None)


def test_what_speaks_of_commands_has_a_sentence_for_pages() -> None:
    advice = {key for key in shipped_sentences() if key.startswith("advice.") and "token" not in key}
    keys = known_to_pages()
    assert len(keys) > 300
    said = {key: page_sentence(key) for key in keys | advice}
    raw = {key: shipped_sentences().get(f"page.{key}", shipped_sentences()[key]) for key in said}
    speaking = {key for key, words in raw.items() if SPEAKS_OF_COMMANDS.search(words)}
    assert {key for key in speaking - OF_COMMANDS if not OF_WHO_ADMINISTERS.match(key)} == set()


@pytest.mark.parametrize(
    ("address", "said"),
    [("/quan-tri/nguoi-dung", "cần vai trò “Quản trị”"), ("/bao/zz", "Hãy chọn ở trang Báo"),
     ("/nguon/zz", "Hãy chọn ở trang Nguồn"), ("/tin-bai?bao=zz", "Hãy chọn ở trang Báo"),
     ("/tin-bai?tu=99", "Hãy viết ngày/tháng/năm, ví dụ 18/07/2026."), ("/tin-bai?xep=zz", "ô Thứ tự"),
     ("/tin-bai?ke-hoach=zz", "ô Kế hoạch"), ("/hop-dong/tin-bai?so=zz", "bấm vào con số")],
)  # fmt: skip
def test_a_wrong_address_is_answered_without_a_list_of_codes(reading: Pages, address: str, said: str) -> None:
    shown = unescape(reading.signed_in("viewer").get(address).text)
    assert said in shown
    assert "Được phép" not in shown


def test_a_wrong_question_leads_back_to_its_page(reading: Pages) -> None:
    viewer = reading.signed_in("viewer")
    for address in ("/tin-bai?tu=99", "/tin-bai?bao=zz&q=cau", "/ke-hoach?tu=x", "/bao/nhan-dan?tu=x"):
        path = address.split("?", 1)[0]
        assert f'<a class="button" href="{path}">' in viewer.get(address).text
        assert viewer.get(path).status_code == 200
    for address in ("/tin-bai/zz?ban=1", "/khong-co?x=1", "/bao/zz"):
        assert "bỏ mọi điều kiện" not in viewer.get(address).text


def test_a_day_stands_as_officers_write_it() -> None:
    advice = page_sentence("advice.collect-again", day="2026-08-02")
    assert "lấy bù từ ngày 02/08/2026" in advice
    assert "2026-08-02" not in advice
    assert page_sentence("coverage.bad-day", value="2026-8-2").startswith("“2026-8-2”")


def test_what_is_brought_in_for_a_page_is_told_without_commands(tmp_path: Path) -> None:
    """The pages run a command for it, which then tells in their words."""
    said = [one for one in shipped_sentences() if one.startswith(("tool.", "template.", "import."))]
    raw = {key: shipped_sentences().get(f"page.{key}", shipped_sentences()[key]) for key in said}
    speaking = {key for key, words in raw.items() if SPEAKS_OF_COMMANDS.search(words)}
    assert speaking == {"template.guide-10", "template.made"}  # the workbook says both ways; a command's last line
    (tmp_path / "danh-sach.csv").write_text("STT,Ghi chú\n1,không có gì\n", encoding="utf-8")
    done = run(Home(tmp_path), ["import", "--dry-run", "--by=A", "--", str(tmp_path / "danh-sach.csv")], longest=60)
    assert done.code == 2
    assert "dùng mẫu tải ở trang này" in done.why_not
    assert "--map" not in done.why_not


def test_the_notes_of_both_kinds_of_import_are_in_the_words_that_were_asked_for() -> None:
    older = ("template.older", {"version": "1", "known": "2"})
    for report in (ImportReport(file="a.xlsx", tool=""), ToolReport(file="a.csv", tool="thu")):
        report.notes.append(older)
        assert "diembao template" in report.as_json()["notes"][0]
        assert "tải mẫu mới ở trang này" in report.as_json(page_sentence)["notes"][0]


def test_a_sentence_for_pages_wants_no_other_facts() -> None:
    shipped = shipped_sentences()
    for key in (one for one in shipped if one.startswith("page.")):
        plain = key.removeprefix("page.")
        assert plain in shipped, key
        assert facts_of(key) - {"field"} <= facts_of(plain), key


def facts_of(key: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(shipped_sentences()[key]) if name}


def test_a_step_and_its_field_are_named_as_the_page_names_them() -> None:
    told = page_words(Trouble("case.lacks", step="assign", option="--due"))
    assert told == "Bước “giao” còn thiếu: Hạn trả lời."
    assert page_words(Trouble("account.last-admin")) == sentence("account.last-admin")
    state = page_words(Trouble("case.not-now", step="reply", state="open", allowed="x"))
    assert state == "Không làm bước “có hồi âm” được khi việc đang ở tình trạng “mới”. Chưa có gì được ghi."
