"""Private words of readers: none is left, and a comment's own words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.privacy import MARKS, Redactor, hashed_name

EMAILS = [
    "lan.nguyen@thu.example.vn", "LAN+bao@gmail.com", "lan @ gmail . com", "lan(at)gmail(dot)com", "lan[at]gmail.com",
    "lan.nguyen a còng gmail chấm com", "lan chấm nguyen còng gmail", "lan a cong yahoo cham com",
    "lan at gmail dot com", "lan＠gmail.com", "lan@gmail", "nguyen_lan88 @yahoo.com.vn", "lan {at} outlook {dot} com",
]  # fmt: skip
NUMBERS = [
    "0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "09 12 34 56 78", "+84 912 345 678", "+84912345678",
    "84.912.345.678", "(+84) 912 345 678", "(024) 3822 1234", "0084912345678", "o912345678", "O9l2.345.678",
    "o9o1234567", "O9O 123 45 67", "０９１２３４５６７８", "0\ufe0f\u20e39\ufe0f\u20e312345678", "0 9 1 2 3 4 5 6 7 8",
    "0912\u00a0345\u00a0678", "09\u200b12345678", "912.345.678", "912345678", "001199012345", "19034567890123",
    "0912/345/678", "0912_345_678", "0912,345,678",
    "không chín một hai ba bốn năm sáu bảy tám", "khong chin mot hai ba bon nam sau bay tam",
]  # fmt: skip
NAMED_NUMBERS = ["đt 3822123", "Điện thoại: 3822 123", "sđt của em 38221234", "gọi 3822.1234"]
LINKS = ["https://facebook.com/lan.nguyen.88", "fb.com/lannguyen", "www.lan-nguyen.example.vn", "lan.com.vn/trang-toi"]
HANDLES = ["@lan.nguyen", "fb: Lan Nguyễn", "zalo: lannguyen", "Facebook: Nguyễn Thị Lan"]
AROUND = ("{}", "Liên hệ {} nhé", "Ai cần thì nhắn {}, tôi giúp", "sđt{}", "({})", "Tôi ở Hàm Yên.{} xin hỏi")
READERS = ("Nguyễn Thị Lan", "Tuấn", "Bạn đọc Hàm Yên")


def taken(text, names=READERS):
    redactor = Redactor(names)
    return redactor(text), dict(redactor.counts)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(
    ("kind", "private"), [("emails", one) for one in EMAILS] + [("numbers", one) for one in NUMBERS]
)
def test_no_address_and_no_number_is_left(kind, private, around):
    if kind == "emails" and around in ("sđt{}", "Tôi ở Hàm Yên.{} xin hỏi"):
        return  # a letter before it is a part of the address
    text, counts = taken(around.format(private))
    assert MARKS[kind] in text
    assert counts[kind] == 1
    left = text.replace(MARKS[kind], "")
    assert not any(one.isdigit() for one in left)
    assert "gmail" not in left.lower()
    assert "lan" not in left.lower().replace("liên", "")


@pytest.mark.parametrize("private", NAMED_NUMBERS)
def test_a_short_number_that_is_called_a_telephone_is_taken(private):
    text, counts = taken(f"Xin {private} ạ")
    assert not any(one.isdigit() for one in text)
    assert counts["numbers"] == 1


@pytest.mark.parametrize("private", LINKS)
def test_no_link_is_left(private):
    assert taken(f"Xem {private} nhé") == (
        f"Xem {MARKS['links']} nhé", {"names": 0, "emails": 0, "numbers": 0, "links": 1},
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [*HANDLES, "Đồng ý với Nguyễn Thị Lan", "nguyễn thị  lan nói đúng", "Tuấn nói vậy là sai", "NGUYỄN THỊ LAN ơi",
     "@Tuấn đúng rồi", "Đồng ý với Trần Văn Kín", "bạn Lan Nguyễn nói đúng", "Gửi bạn đọc Hàm Yên"],
)  # fmt: skip
def test_no_reader_is_named(text):
    found, counts = taken(text)
    assert counts["names"] >= 1
    for name in (*READERS, "lannguyen", "lan.nguyen", "Lan Nguyễn"):
        assert name.casefold() not in found.casefold().replace("  ", " ")


@pytest.mark.parametrize(
    "text",
    ["Giá lúa 7.200 đồng, thu 350.000.000 mỗi vụ", "Dự án 1.250.345.678 đồng", "Ngày 20/07/2026 lúc 14h30",
     "Sáng 20/07/2026 ông chủ tịch",
     "Quốc lộ 2 dài 312 km, xong năm 2026", "Cả xã 12.500 người, 3.400 hộ", "Hay quá, ủng hộ!",
     "Còng tay kẻ trộm là đúng", "1.250.345 người xem", "Gọi 113 hoặc 115", "Điểm thi 9,75 10 9,5",
     "hoooooooooooo", "một hai ba nào"],
)  # fmt: skip
def test_what_is_not_private_stays(text):
    assert taken(text)[0] == text


def test_a_word_that_is_a_readers_name_goes_only_as_it_is_written():
    assert taken("Hay quá, hay lắm", names=["hay"])[0] == "Hay quá, [tên] lắm"


def test_a_name_is_hashed_by_a_key_and_anew_under_each_article():
    key, other = b"k" * 32, b"o" * 32
    assert hashed_name(key, "https://a.vn/1", "Lan ") == hashed_name(key, "https://a.vn/1", "lan")
    hashes = {
        hashed_name(one, article, "Lan") for one in (key, other) for article in ("https://a.vn/1", "https://a.vn/2")
    }
    assert len(hashes) == 4


@given(st.text(max_size=30), st.from_regex(r"0[35789]\d{8}", fullmatch=True), st.text(alphabet=" .-\u00a0", max_size=2))
def test_a_telephone_is_found_wherever_it_stands(around, number, between):
    written = between.join((number[:4], number[4:7], number[7:]))
    text, _ = taken(f"{around} {written} {around}", names=())
    assert number not in "".join(one for one in text if one.isdigit()) or number in "".join(filter(str.isdigit, around))


@given(st.text(max_size=200))
def test_whatever_is_written_is_taken_without_error_and_at_once(text):
    once, _ = taken(text)
    assert isinstance(once, str)
