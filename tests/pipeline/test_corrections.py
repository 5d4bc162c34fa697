"""Newspapers' corrections: told from other people's, and linked to what they correct."""

import pytest

from bench.editing import CORPUS, corpus
from config.load import load
from pipeline.corrections import Earlier, NoticeWords, corrected

KNOWN = NoticeWords.of(load().lexicons["changes"])
TITLE = "Doanh nghiệp Thử Nghiệm nợ lương 120 công nhân"

NOTICES = [
    ("Thông tin cải chính", f"Trên số báo ra ngày 12/7, Báo Thử có đăng bài “{TITLE}”. Con số đúng là 12 công nhân."),
    ("Đính chính", "Trong bài đăng sáng 12/7, do lỗi biên tập, tên giám đốc bị ghi sai. Xin lỗi bạn đọc."),
    ("Cải chính thông tin về Công ty Thử Nghiệm", "Ban biên tập xin cải chính như sau: công ty không nợ lương."),
    ("Báo Thử xin lỗi bạn đọc", f"Chúng tôi đã đăng bài “{TITLE}” với thông tin chưa chính xác."),
    ("Lời xin lỗi", "Tòa soạn thành thật xin lỗi ông Trần Văn Mẫu vì bài viết nói trên."),
    (
        "Về bài viết “Nợ lương ở Thử Nghiệm”",
        "Báo Thử đã đăng bài này ngày 12/7. Tòa soạn xin lỗi doanh nghiệp và độc giả.",
    ),
    ("ĐÍNH CHÍNH: Lịch cắt điện", "Bản tin hôm qua ghi nhầm giờ. Mong bạn đọc thông cảm."),
]
OTHERS = [
    ("Bộ Thử đính chính thông tư", "Bộ vừa có công văn đính chính ba lỗi trong thông tư ban hành tháng trước."),
    ("Ca sĩ xin lỗi khán giả", "Nữ ca sĩ thành thật xin lỗi người hâm mộ vì hủy buổi diễn phút chót."),
    ("Tòa án tổ chức xin lỗi, cải chính công khai", "Người bị kết án oan được xin lỗi tại trụ sở xã."),
    ("Giám đốc sở đính chính tin đồn nghỉ việc", "Ông cho biết mình vẫn làm việc bình thường."),
    ("Bạn đọc viết", "Nhiều độc giả gửi thư khen bài viết về cây cầu, báo đã đăng bài này tuần trước."),
    ("Lịch cắt điện tuần này", "Điện lực thông báo lịch cắt điện."),
]  # fmt: skip


@pytest.mark.parametrize(("title", "body"), NOTICES, ids=[title for title, _ in NOTICES])
def test_a_notice_of_the_newspaper_is_known(title, body):
    assert KNOWN.notice_of(title, body) is not None


@pytest.mark.parametrize(("title", "body"), OTHERS, ids=[title for title, _ in OTHERS])
def test_other_peoples_corrections_are_not_the_newspapers(title, body):
    assert KNOWN.notice_of(title, body) is None


@pytest.mark.slow
def test_among_45000_articles_hardly_any_is_taken_for_one():
    if not CORPUS.is_dir():
        pytest.skip("needs ../shared/corpus: an aggregator's articles, which holds no notices")
    assert sum(KNOWN.notice_of(*article) is not None for article in corpus().values()) <= 3


EARLIER = [
    Earlier("a", TITLE, "Công nhân Công ty Thử Nghiệm chưa nhận lương.", "2026-07-12"),
    Earlier("b", "Doanh nghiệp Thử Nghiệm khánh thành nhà máy", "Ông Lê Văn Mới dự lễ.", "2026-07-12"),
    Earlier("c", "Giá vàng hôm nay", "Giá vàng tăng.", "2026-07-11"),
]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"Báo Thử đã đăng bài “{TITLE}” ngày 12/7. Tòa soạn xin lỗi bạn đọc.", ("a", "headline")),
        ("Báo Thử đã đăng bài “Doanh nghiệp Thử Nghiệm nợ lương 120 công …”. Tòa soạn xin lỗi.", ("a", "headline")),
        ("Trong bài đăng ngày 12/7, tên đúng là ông Lê Văn Mới. Bạn đọc thứ lỗi.", ("b", "day")),
        ("Trong bài đăng ngày 10/7, tên đúng là ông Lê Văn Mới. Bạn đọc thứ lỗi.", None),
        ("Báo Thử đã đăng bài “Một bài hoàn toàn khác về thời tiết”. Tòa soạn xin lỗi.", None),
    ],
    ids=["headline", "headline-cut-short", "day-and-names", "other-day", "other-headline"],
)
def test_a_notice_finds_what_it_corrects(body, expected):
    assert corrected(KNOWN.notice_of("Đính chính", body), EARLIER) == expected
