"""The second opinion: a changed layout hands over or is marked, a layout that fits is left alone; layouts by date."""

import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import article_of_page, shows_drift
from pipeline.jobs.reading.read import _drift
from pipeline.parsers import LAYOUTS
from pipeline.samples import page_of_case
from records import Outlet, Page

CASES = sorted((Path(__file__).parent / "cases").rglob("*.json"))
TEXTS = [
    path for path in CASES if json.loads(path.read_text("utf-8"))["form"] == "text" and path.parent.name != "generic"
]
NAMES = re.compile(r'(class|data-role|data-slot|id|itemprop)="([^"]*)"')
LEFT = 0.9  # share of a text's words that the generic reader must keep of a scrambled page


def named(path):
    return f"{path.parent.name}/{path.stem}"


def read(html, parser, *, url="https://bao.vn/tit.htm", at=datetime(2026, 8, 10, tzinfo=UTC)):
    page = Page("bao", url, url, at, html.encode(), "text/html; charset=utf-8", "r")
    return article_of_page(page, Outlet("bao", "Báo", parser=parser))


def words(lines):
    return Counter(word for line in lines for word in re.findall(r"\w+", line.casefold()))


def scrambled(html):
    """Every class and every name of an element another, as after a new build of the site's style sheets."""
    changed = NAMES.sub(lambda found: f'{found[1]}="x{crc32(found[2].encode())}"', html)
    return changed.replace("<article", "<section").replace("</article", "</section")


@pytest.mark.parametrize("path", TEXTS, ids=named)
def test_a_scrambled_page_loses_nothing(path):
    case = json.loads(path.read_text("utf-8"))
    page = page_of_case(case, scrambled(path.with_suffix(".html").read_text("utf-8")).encode())
    article = article_of_page(page, Outlet("bao", "Báo", parser=case["parser"]))
    wanted, told = words(case["body"]), words([article.lede, article.body])
    assert (wanted & told).total() >= LEFT * wanted.total()
    assert article.title == case["title"]
    day = page.fetched_at.date()
    if any(layout.holds_on(day) for layout in LAYOUTS[case["parser"]]):
        assert article.parser == f"generic after {case['parser']}"
        assert _drift(article) == (("layout-drift", article.parser),)


LONG = "Ủy ban nhân dân xã Thượng Giáp cho biết đoạn đường dài bốn cây số đã được thông xe lúc ba giờ chiều cùng ngày. "
TEXT = "".join(f"<p>{number}. {LONG}</p>" for number in range(8))
OUTER = (
    "<html><head>{head}</head><body><h1 class='detail-title'>Thông xe đường vào xã Thượng Giáp</h1>{main}</body></html>"
)


def vccorp(inside, outside="", head=""):
    body = f"<div class='detail-content' data-role='content'>{inside}</div><div class='moi'>{outside}</div>"
    return OUTER.format(head=head, main=body)


def test_a_layout_that_takes_a_teaser_for_the_text_hands_over():
    teaser = "<p>Đường vào xã đã thông sau hai ngày, xe tải dưới năm tấn được đi lại vào ban ngày từ hôm nay.</p>"
    article = read(vccorp(teaser, TEXT), "vccorp")
    assert (article.parser, shows_drift(article)) == ("generic after vccorp", True)
    assert article.body.count("Thượng Giáp") == 8


def test_a_layout_that_lacks_a_part_of_the_text_is_kept_and_marked():
    inside = "".join(f"<div>Phần đầu {number}: {LONG}</div>" for number in range(9))
    article = read(vccorp(inside, TEXT), "vccorp")
    assert article.parser == "vccorp, generic disagrees"
    assert _drift(article) == (("layout-drift", "vccorp, generic disagrees"),)
    assert article.body.count("Phần đầu") == 9


def test_a_title_that_is_another_than_the_page_tells_machines_is_marked():
    head = '<meta property="og:title" content="Giá vàng trong nước tăng mạnh phiên cuối tuần">'
    assert read(vccorp(TEXT, head=head), "vccorp").parser == "vccorp, generic disagrees"


@pytest.mark.parametrize(
    "outside",
    [
        pytest.param("", id="alone"),
        pytest.param(
            "<p>Bản quyền thuộc về báo. Cấm sao chép dưới mọi hình thức nếu không có chấp thuận.</p>", id="footer"
        ),
        pytest.param("".join(f"<p><a href='/{n}'>{LONG}</a></p>" for n in range(30)), id="teasers"),
        pytest.param("".join(f"<div><p>Bình luận {n}: {LONG}</p></div>" for n in range(40)), id="comments"),
    ],
)
def test_what_stands_around_a_text_is_no_disagreement(outside):
    article = read(vccorp(TEXT, outside), "vccorp")
    assert (article.parser, shows_drift(article)) == ("vccorp", False)


@pytest.mark.parametrize(("day", "parser"), [((2026, 8, 10), "generic"), ((2020, 6, 1), "generic after laodong")])
def test_a_layout_that_is_out_of_date_is_no_drift(day, parser):
    assert (
        read(OUTER.format(head="", main=f"<div>{TEXT}</div>"), "laodong", at=datetime(*day, tzinfo=UTC)).parser
        == parser
    )


def test_every_layout_has_a_span_and_some_layout_a_day():
    for parser, layouts in LAYOUTS.items():
        assert all(
            layout.valid_from is None or layout.valid_until is None or layout.valid_from <= layout.valid_until
            for layout in layouts
        )
        assert any(layout.holds_on(date(2020, 6, 1)) or layout.holds_on(date(2026, 8, 1)) for layout in layouts), parser


FURNITURE = (
    "<figure><img src='/a.jpg'><figcaption>Ảnh minh họa của bài.</figcaption></figure>",
    "<div type='RelatedOneNews' class='VCSortableInPreviewMode'><a href='/x.htm'>Tin khác của báo</a></div>",
    "<div class='kbwscwlrl-content'>Đọc thêm trên trang chủ</div>", "<script>var quang_cao = 1;</script>",
    "<!-- chỗ quảng cáo -->", "<div class='h-show-pc'><div class='c-banner'>Quảng cáo</div></div>", "<p>&nbsp;</p>",
    "<iframe src='https://qc.example.vn'></iframe>", "\n\n", "<br>", "<noscript><img src='/a.jpg'></noscript>",
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 8), st.sampled_from(FURNITURE)), max_size=12))
def test_furniture_between_paragraphs_changes_no_word(inserts):
    paragraphs = [f"<p>{number}. {LONG}</p>" for number in range(8)]
    for place, piece in inserts:
        paragraphs.insert(place, piece)
    article = read(vccorp("".join(paragraphs)), "vccorp")
    assert article.body == "\n".join(f"{number}. {LONG}".strip() for number in range(8))
    assert article.parser == "vccorp"
