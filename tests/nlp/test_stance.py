"""Who denies, who only tells, who repeats: our own sentences for each sign, and what holds of any text."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.stance import BESIDE, Stances
from tests.desk import shipped_configuration

TITLE = "Cầu treo ở Chiêm Hóa"
CLAIM = "Cầu treo ở Chiêm Hóa đứt cáp làm bảy người rơi xuống suối."


@cache
def stances() -> Stances:
    return Stances(shipped_configuration().lexicons["claims"])


def judged(*told: str, title: str = TITLE, claim: str = CLAIM) -> str:
    text = "\n".join((title, claim, *told))
    start = len(title) + 1
    return stances().judge(text, (start, start + len(claim)), len(title))


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(("Sở Xây dựng bác bỏ nội dung trên.", "Xe vẫn qua lại bình thường."), id="denied-and-all-goes-on"),
        pytest.param(("Đoạn clip trên là giả mạo.",), id="the-news-is-called-false"),
        pytest.param(("Chủ tài khoản đã bị xử phạt vì câu like.",), id="who-put-it-out-is-fined"),
        pytest.param(("Công an xã khẳng định không có vụ nào.", "Bà con yên tâm đi lại."), id="who-knows-says-no"),
        pytest.param(("Tòa soạn xin đính chính.", "Đó là hiểu nhầm của phóng viên."), id="the-paper-corrects-itself"),
    ],
)
def test_who_denies_rebuts(told: tuple[str, ...]) -> None:
    assert judged(*told) == "rebuts"


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(("Người dân hỏi việc ấy có đúng không.",), id="asked-whether-it-is-so"),
        pytest.param(("Bài đăng nói thế từ tối qua.", "Huyện sẽ trả lời trong tuần."), id="answer-to-come"),
        pytest.param(("Tin đồn lan khắp chợ.", "Cơ quan chức năng chưa xác nhận."), id="rumour-not-confirmed"),
    ],
)
def test_who_only_tells_quotes(told: tuple[str, ...]) -> None:
    assert judged(*told) == "quotes"


@pytest.mark.parametrize(
    "told",
    [
        pytest.param((), id="plainly"),
        pytest.param(("Chắc là thật đấy, cả bản đều thấy.",), id="hedged"),
        pytest.param(("Cầu không có lan can.", "Huyện cho biết sẽ sửa."), id="a-denial-of-something-else"),
    ],
)
def test_what_is_neither_repeats(told: tuple[str, ...]) -> None:
    assert judged(*told) == "repeats"


def test_a_headline_speaks_for_the_whole_text() -> None:
    assert judged(title='Tin "cầu đứt cáp" là bịa đặt') == "rebuts"


def test_what_is_denied_far_from_the_statement_is_another_matter() -> None:
    between = ["Hội xuân mở từ mồng tám."] * BESIDE
    denial = ("Huyện bác bỏ tin đồn về lễ hội.", "Mọi việc vẫn bình thường.")
    assert judged(*denial) == "rebuts"
    assert judged(*between, *denial) == "repeats"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_any_text_has_a_stance(text: str, start: int, title_end: int) -> None:
    assert stances().judge(text, (start, start + 1), title_end) in ("repeats", "rebuts", "quotes")
