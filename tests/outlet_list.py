"""An outlet's own list as the tests of reconciling have it: a home with its items, rows of a sheet, a shelf."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from openpyxl import Workbook

from pipeline.jobs.home import Home
from pipeline.lists.matches import Item, Shelf
from pipeline.lists.rows import Cell, Row
from records import Annotation, Article, Fetch, Settled
from storage.store import CaptureWrite, Store, item_id
from times import from_iso
from urls import canonical_url

PAGE = Fetch("page", "tien-phong", "https://tienphong.vn/x", "page", from_iso("2026-01-01T00:00:00Z"), "ok")
NOW = datetime(2026, 2, 1, tzinfo=UTC)


def home_with(folder: Path, items: list[dict[str, str]]) -> Home:
    home = Home(folder / "home")
    home.path.mkdir()
    with Store.open(home.path) as store:
        store.take_fetches([PAGE], {})
        settled = []
        for row in items:
            article = Article(
                outlet=row["outlet"], url=canonical_url(row["url"]), title=row["title"], lede="", body="",
                published_at=from_iso(row["published"]), published_from="page", seen_at=PAGE.at, origin="page",
                record="page",
            )  # fmt: skip
            settled.append(Settled("new", article, item_id(article.url), 1))
        store.save([CaptureWrite(PAGE, len(items), settled)])
        main = [Annotation("relevance", "tuyen-quang", "2", 1, "m")]
        store.save_annotations("m", [(one.id, main) for one in settled])
    return home


def rows(*values: tuple[object, ...], hidden: bool = False) -> list[Row]:
    return [Row("T", n, tuple(Cell(value) for value in row), hidden) for n, row in enumerate(values, 1)]


ITEMS = [
    Item("bridge", "a", "Cầu mới ở Na Hang thông xe", date(2025, 3, 5), ("https://a.vn/cau-moi-post10001.html",)),
    Item("twin", "a", "Góc ảnh bạn đọc", date(2025, 3, 5), ("https://a.vn/goc-anh-post10002.html",)),
    Item("twin2", "a", "Góc ảnh bạn đọc", date(2025, 6, 5), ("https://a.vn/goc-anh-post10003.html",)),
    Item("poor", "a", "Hỗ trợ nhà ở cho hộ nghèo đợt 2", date(2025, 7, 5), ("https://a.vn/ho-tro-post10005.html",)),
    Item("fair", "a", "Lễ hội Thành Tuyên khai mạc", date(2025, 7, 9), ("https://a.vn/202507/le-hoi-4f37ab1/",)),
    Item(
        "road", "a", "Chi 15000 tỷ đồng làm đường cao tốc", date(2025, 7, 9), ("https://a.vn/chi-15000-ty-dong.html",)
    ),
    Item("lung", "a", "Chợ phiên Lũng Phìn ngày cuối năm", date(2025, 1, 5), ("https://a.vn/cho-post10004.html",)),
]
SHELF = Shelf(ITEMS, frozenset({"a.vn"}))


def workbook(path: Path, sheets: int = 1) -> Path:
    book = Workbook()
    for number in range(sheets):
        sheet = book.active if number == 0 else book.create_sheet(f"S{number}")
        sheet.append(["STT", "Tiêu đề", "Đường dẫn"])
        sheet.append([1, "Cầu mới ở Na Hang", f"https://a.vn/tin-{number}.html"])
    book.save(path)
    return path
