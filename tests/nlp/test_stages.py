"""Themes, tone and genre of sentences written for this test."""

from collections.abc import Callable

import pytest

from nlp.annotate import Annotator, labels
from records import Article

Make = Callable[..., Article]


@pytest.mark.parametrize(
    ("title", "body", "sub"),
    [
        (
            "Xe khách tông xe tải, ba người bị thương",
            "Vụ tai nạn giao thông xảy ra trên quốc lộ, CSGT đang điều tra.",
            "đ1",
        ),
        ("Khởi tố nhóm trộm cắp", "Cơ quan CSĐT khởi tố, bắt tạm giam các bị can về tội trộm cắp tài sản.", "c2"),
        ("Mưa lớn gây sạt lở đất", "Dự báo thời tiết: mưa lớn, nguy cơ lũ quét và sạt lở đất.", "g2"),
        ("Học sinh bước vào kỳ thi tốt nghiệp THPT", "Thí sinh làm bài thi môn toán tại các điểm thi.", "h3"),
        ("Bệnh viện cứu sống bệnh nhân đột quỵ", "Bác sĩ bệnh viện đa khoa đã phẫu thuật cho bệnh nhân.", "h4"),
        ("Khởi công cao tốc nối hai tỉnh", "Dự án có tổng mức đầu tư 5.000 tỷ đồng, nhà thầu thi công ba năm.", "d3"),
        ("Xã đạt chuẩn nông thôn mới", "Nhân dân hiến đất làm đường, sản phẩm OCOP được công nhận.", "c6"),
        ("Chuyển đổi số ở cơ sở", "Tổ công nghệ số cộng đồng hướng dẫn dịch vụ công trực tuyến.", "e"),
        ("Tỷ lệ hộ nghèo giảm nhanh", "Chương trình giảm nghèo bền vững giúp hộ nghèo thoát nghèo.", "c5"),
        ("Hội nghị Tỉnh ủy bàn công tác cán bộ", "Ban Thường vụ Tỉnh ủy trao quyết định bổ nhiệm.", "a"),
    ],
)
def test_the_first_theme_is_the_subject(annotator: Annotator, article: Make, title: str, body: str, sub: str) -> None:
    assert labels(annotator.annotate(article(title, body)))["themes"][0] == sub


@pytest.mark.parametrize(
    ("title", "body", "tone", "kind"),
    [
        (
            "Xe khách lật, hai người tử vong",
            "Tai nạn giao thông khiến hai người chết, năm người bị thương.",
            "neg",
            "incident",
        ),
        (
            "Dân bức xúc vì đường chậm tiến độ",
            "Người dân phản ánh dự án dang dở, lãng phí, chính quyền buông lỏng quản lý.",
            "neg",
            "criticism",
        ),
        (
            "Trao quà cho hộ nghèo",
            "Đoàn tình nguyện trao quà, học bổng, giúp đỡ học sinh có nghị lực vươn lên.",
            "pos",
            None,
        ),
        ("Dự báo thời tiết ngày mai", "Dự báo: Bắc Bộ có mưa vài nơi, nhiệt độ thấp nhất 20 độ.", "neu", None),
    ],
)
def test_tone(annotator: Annotator, article: Make, title: str, body: str, tone: str, kind: str | None) -> None:
    found = labels(annotator.annotate(article(title, body)))
    assert (found["tone"], found["neg_kind"]) == (tone, kind)


@pytest.mark.parametrize(
    ("title", "body", "genre"),
    [
        (
            "Cháy nhà lúc rạng sáng",
            "Sáng nay, công an cho biết một vụ cháy xảy ra tại nhà dân, chưa rõ nguyên nhân.",
            "tin",
        ),
        (
            "Bản tin podcast tối 5/8",
            "Bản tin có các thông tin đáng chú ý sau: giá vàng; xổ số; lịch thi đấu bóng đá.",
            "khac",
        ),
        ("Ngắn", "", None),
    ],
)
def test_genre(annotator: Annotator, article: Make, title: str, body: str, genre: str | None) -> None:
    assert labels(annotator.annotate(article(title, body)))["genre"] == genre


def test_a_theme_reaches_the_clauses_of_every_plan(annotator: Annotator, article: Make) -> None:
    rows = annotator.annotate(article("Du khách đổ về điểm du lịch", "Khách du lịch tham quan, homestay kín chỗ."))
    reached = {(a.scope, a.label) for a in rows if a.kind == "theme" and a.detail == "d4"}
    assert {("", "d4"), ("tuyen-quang-2024-2026", "d"), ("dong-thap-2024", "4.b")} <= reached


def test_tone_stands_for_the_item_and_for_each_province_named(annotator: Annotator, article: Make) -> None:
    rows = annotator.annotate(article("Đồng Tháp: Cháy chợ", "Cháy chợ ở tỉnh Đồng Tháp, thiệt hại lớn."))
    assert [a.scope for a in rows if a.kind == "tone"] == ["", "dong-thap"]
