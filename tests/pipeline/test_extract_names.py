"""By-lines, signatures and source lines: what is taken from a text's end, and what must stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsers.forms import form_of
from pipeline.parsers.names import credit_in, credit_of, names_of, signature_of
from pipeline.parsers.reader import printed_moment
from times import iso

END = "Hội nghị kết thúc lúc 17 giờ cùng ngày."


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Hoàng Nam - Thu Hà", ("Hoàng Nam", "Thu Hà")),
        ("Bài, ảnh: Ma Thị Hiền", ("Ma Thị Hiền",)),
        ("Bài và ảnh: Lê An, Trần Bình", ("Lê An", "Trần Bình")),
        ("Nguyễn Văn A (TTXVN tại Tuyên Quang)", ("Nguyễn Văn A",)),
        ("Hoàng Nam/TTXVN", ("Hoàng Nam",)),
        ("Nhóm PV", ("Nhóm PV",)),
        ("Phóng viên TTXVN tại Tuyên Quang", ()),
        ("Lê An - Báo Tuyên Quang", ("Lê An",)),
        ("Tuyên Quang, ngày 5 tháng 8 năm 2026", ()),
        ("Theo Hoàng Nam", ("Hoàng Nam",)),
        ("NHẬT XUÂN và NGHI VŨ", ("NHẬT XUÂN", "NGHI VŨ")),
        ("P.V", ("P.V",)),
        ("", ()),
    ],
)
def test_names_are_taken_out_of_a_byline(byline, names):
    assert names_of([byline]) == names


@pytest.mark.parametrize(
    ("line", "house"),
    [
        ("Theo TTXVN", "TTXVN"), ("(Theo TTXVN)", "TTXVN"), ("Nguồn: VGP", "VGP"), ("(TTXVN/Huế)", "TTXVN/Huế"),
        ("Theo Báo Tuổi Trẻ.", "Báo Tuổi Trẻ"), ("Nguồn: Chinhphu.vn", "Chinhphu.vn"),
        ("Theo Bộ Y tế, đến nay cả nước có ba ca mắc.", ""), ("Theo kế hoạch, hội nghị họp ngày mai.", ""),
        ("Nguồn nước ở hồ đã cạn", ""), ("(Ảnh minh họa)", ""),
    ],
)  # fmt: skip
def test_a_source_line_names_a_house(line, house):
    assert credit_of(line) == house


def test_the_last_words_of_a_text_may_credit_a_house():
    assert credit_in("Hội nghị kết thúc chiều nay. (Theo Reuters)") == "Reuters"
    assert credit_in("Giá đi ngang (theo khảo sát).") == ""


@pytest.mark.parametrize(
    ("tail", "taken"),
    [
        (["Hoàng Nam"], 1), (["Hoàng Nam - Thu Hà"], 1), (["Nhóm PV"], 1), (["Theo TTXVN"], 1),
        (["Tuyên Quang, ngày 5 tháng 8 năm 2026", "Nhóm PV"], 2), (["Bài: Lê An", "Ảnh: Trần Bình", "(TTXVN)"], 3),
        (["Bài, ảnh: Ma Thị Hiền"], 1),
        ([], 0), (["Tỉnh sẽ công bố kết quả trong tháng 9."], 0), (["Gồm:", "Nguyễn Văn An", "Trần Thị Bình"], 0),
        (["Ai sẽ chịu trách nhiệm?"], 0), (["Giữ rừng là giữ nước"], 0), (["Ông Trần An"], 0),
        (["Theo kế hoạch, họp ngày mai."], 0),
    ],
)  # fmt: skip
def test_only_what_signs_a_text_is_taken_from_its_end(tail, taken):
    assert signature_of([END, *tail]).lines == taken


@given(st.lists(st.text(max_size=120), max_size=8))
def test_a_signature_never_takes_the_whole_text(lines):
    assert signature_of(lines).lines <= max(0, len(lines) - 1)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Thứ tư, 22/10/2025, 19:25 (GMT+7)", "2025-10-22T12:25:00Z"),
        ("07-03-2026 - 00:01 AM", "2026-03-06T17:01:00Z"),
        ("07/03/2026 08:52 (GMT+07:00)", "2026-03-07T01:52:00Z"),
        ("08:10' - 05/06/2020", "2020-06-05T01:10:00Z"),
        ("Thứ tư, 05/08/2026, 09:00 (GMT+0)", "2026-08-05T09:00:00Z"),
    ],
)
def test_a_printed_time_keeps_its_zone(written, moment):
    assert iso(printed_moment(written)) == moment


@pytest.mark.parametrize(
    ("path", "title", "kind", "dressed", "holds", "form"),
    [
        ("/thoi-su/tin-1.html", "Tin", "article", "", (500, 2, ""), "text"),
        ("/video/tin-1.html", "Tin", "", "", (20, 0, ""), "video"),
        ("/anh-hung-lao-dong-1.html", "Anh hùng lao động", "", "", (500, 1, ""), "text"),
        ("/tin-1.html", "Ảnh hưởng của bão số 5", "", "", (500, 1, ""), "text"),
        ("/tin-1.html", "Chùm ảnh: Mùa nước nổi", "", "", (80, 3, ""), "photo"),
        ("/tin-1.html", "Tin", "video.other", "", (500, 0, ""), "video"),
        ("/tin-1.html", "Tin", "article", "", (60, 0, "audio"), "audio"),
        ("/tin-1.html", "Tin", "article", "detail emagazine", (900, 12, ""), "e-magazine"),
        ("/tin-1.html", "Tin", "article", "", (200, 9, ""), "photo"),
        ("/tin-1.html", "Tin", "article", "", (900, 9, "video"), "text"),
    ],
)
def test_a_form_is_declared_or_counted(path, title, kind, dressed, holds, form):
    count, photos, players = holds
    assert form_of(path, title, kind, dressed, words=count, photos=photos, players=players) == form
