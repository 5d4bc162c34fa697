"""What asks for an answer is flagged with its kind; what does not is left alone. Sentences written for this test."""

from collections.abc import Callable

import pytest

from nlp.annotate import Annotator, labels
from records import Article

Make = Callable[..., Article]


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        (
            "Thanh tra kết luận nhiều sai phạm tại Sở Y tế",
            "Thanh tra tỉnh kết luận giám đốc sở buông lỏng quản lý, mua sắm sai quy định, kiến nghị kỷ luật.",
            "criticism",
        ),
        (
            "Xử phạt người tung tin giả về vỡ đập thủy điện",
            "Công an tỉnh khẳng định thông tin lan truyền trên mạng là sai sự thật, bác bỏ tin đồn.",
            "claim",
        ),
        ("Xe tải lật trên quốc lộ", "Vụ tai nạn giao thông làm tài xế bị thương, chưa rõ nguyên nhân.", None),
        ("Khai mạc lễ hội trái cây", "Lễ hội có nhiều gian hàng đặc sản, thu hút du khách gần xa.", None),
        ("", "", None),
    ],
)
def test_a_flag_and_its_kind(annotator: Annotator, article: Make, title: str, body: str, kind: str | None) -> None:
    assert labels(annotator.annotate(article(title, body)))["flag"] == kind


def test_a_flag_stands_for_the_item_and_the_provinces_it_is_about(annotator: Annotator, article: Make) -> None:
    text = "Chủ tịch xã bị kỷ luật vì sai phạm đất đai, huyện buông lỏng quản lý, người dân tỉnh Đồng Tháp bức xúc."
    rows = annotator.annotate(article("Đồng Tháp: kỷ luật chủ tịch xã vì sai phạm", text))
    flags = [row for row in rows if row.kind == "flag"]
    assert [row.scope for row in flags] == ["", "dong-thap"]
    assert all(row.spans for row in flags)
