"""One normal form of Vietnamese text: stored, matched with spans that stay, folded for searching."""

import re
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text import folded, matching, one_line, sentences, stored, words

# What newspapers really mix: letters, marks that stand alone, invisible marks, blanks, quotes, tone marks.
VIETNAMESE = st.text(
    st.sampled_from("aàáoòóuúyýỳqhHĐđðsT. ,.!?…\n\r\t\u00a0\u200b\u0300\u0301\u0323\ufeff\x0b\x0c\"“”'–0İſ")
)
ANY_TEXT = st.one_of(st.text(), VIETNAMESE)


def nfd(text):
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("Tuyên  Quang", "Tuyên Quang", id="two-blanks"),
        pytest.param("  Đồng Tháp\t", "Đồng Tháp", id="ends"),
        pytest.param("Bộ\u00a0Y\u202ftế", "Bộ Y tế", id="no-break-spaces"),
        pytest.param("Tuyên\u200b Qu\u200dang\ufeff", "Tuyên Quang", id="zero-width"),
        pytest.param("phát\u00adtriển", "pháttriển", id="soft-hyphen"),
        pytest.param(nfd("hòa bình ở Đồng Tháp"), "hòa bình ở Đồng Tháp", id="nfd"),
        pytest.param("hoà bình", "hoà bình", id="tone-marks-as-written"),
        pytest.param("một\r\nhai\rba\n\n\nbốn", "một\nhai\nba\nbốn", id="line-breaks"),
        pytest.param("một \n  hai", "một\nhai", id="blanks-around-breaks"),
        pytest.param("a\x00b\x07c", "abc", id="control-characters"),
        pytest.param("a\ud800b", "ab", id="lone-surrogate"),
        pytest.param("a\u2028b", "a b", id="unicode-line-separator"),
        pytest.param(" \n\t\u200b ", "", id="nothing"),
        pytest.param("", "", id="empty"),
    ],
)
def test_stored(given, expected):
    assert stored(given) == expected


def test_stored_composes_what_an_invisible_mark_had_kept_apart():
    assert stored("e\u200b\u0302") == "ê"


@pytest.mark.parametrize("blank", ["\x0b", "\x0c"])
def test_a_vertical_tab_or_form_feed_parts_words(blank):
    assert stored(f"Tuyên{blank}Quang") == "Tuyên Quang"


@given(ANY_TEXT)
def test_stored_is_idempotent(text):
    assert stored(stored(text)) == stored(text)


@given(ANY_TEXT)
def test_stored_is_nfc_without_blank_ends(text):
    once = stored(text)
    assert unicodedata.is_normalized("NFC", once)
    assert all(line and line == line.strip() for line in once.split("\n")) or once == ""


def test_one_line_joins_lines():
    assert one_line(" Tuyên Quang:\n  mùa lễ hội \r\n") == "Tuyên Quang: mùa lễ hội"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("Hòa bình", "hòa bình", id="older"),
        pytest.param("Hoà bình", "hòa bình", id="newer"),
        pytest.param("HOÀ BÌNH", "hòa bình", id="capitals"),
        pytest.param("khoẻ, loè, hoá, xoã, hoạ", "khỏe, lòe, hóa, xõa, họa", id="oa-oe"),
        pytest.param("thuỷ, tuỳ, luỹ, uỷ ban, tuỵ, thuý", "thủy, tùy, lũy, ủy ban, tụy, thúy", id="uy"),
        pytest.param("quý, quỳ, quỷ, quỹ, quỵ", "quý, quỳ, quỷ, quỹ, quỵ", id="after-q"),
        pytest.param("Quý", "quý", id="after-capital-q"),
        pytest.param("toàn, hoàng, thoát, khuỷu, huých", "toàn, hoàng, thoát, khuỷu, huých", id="closed-syllable"),
        pytest.param("ngoài", "ngoài", id="followed-by-vowel"),
        pytest.param("“Đồng Tháp” – ‘quê’", "\"đồng tháp\" - 'quê'", id="quotes-and-dashes"),
        pytest.param("TP.HCM", "tp.hcm", id="abbreviation"),
        pytest.param("COVID-19 hoà2", "covid-19 hoà2", id="digits"),
        pytest.param("tóan, hòang, lọai, ngòai", "toán, hoàng, loại, ngoài", id="typed-one-letter-early"),
        pytest.param("nứơc, tỉên, cúôi, lụât, hùynh", "nước, tiển, cuối, luật, huỳnh", id="early-before-a-hat"),
        pytest.param("qủa, qúy, gía, gìơ, gì, gìn", "quả, quý, giá, giờ, gì, gìn", id="early-after-q-and-g"),
        pytest.param("kĩ sư, lí do, Mĩ, tỉ đồng, qui định", "kỹ sư, lý do, mỹ, tỷ đồng, quy định", id="i-as-y"),
        pytest.param("bác sỹ, thi, hội nghị, khi", "bác sĩ, thi, hội nghị, khi", id="i-that-stays"),
        pytest.param("mùa, vừa, tía, của, khóc, xòe", "mùa, vừa, tía, của, khóc, xòe", id="marks-in-their-place"),
        pytest.param("İstanbul Hoà", "İstanbul hòa", id="letter-that-grows"),
        pytest.param("", "", id="empty"),
    ],
)
def test_matching(given, expected):
    assert matching(given) == expected


@given(ANY_TEXT)
def test_matching_keeps_the_length_so_that_spans_stay(text):
    assert len(matching(text)) == len(text)


@given(ANY_TEXT)
def test_matching_is_idempotent(text):
    assert matching(matching(text)) == matching(text)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("Đồng Tháp", "dong thap", id="d-with-stroke"),
        pytest.param("Ðồng Tháp", "dong thap", id="capital-eth"),
        pytest.param("ðồng", "dong", id="eth"),
        pytest.param(nfd("Tuyên Quang"), "tuyen quang", id="nfd"),
        pytest.param("hòa", "hoa", id="older"),
        pytest.param("hoà", "hoa", id="newer"),
        pytest.param("TP.HCM", "tp.hcm", id="abbreviation"),
        pytest.param("", "", id="empty"),
    ],
)
def test_folded(given, expected):
    assert folded(given) == expected


@given(ANY_TEXT)
def test_folding_forgets_how_the_text_was_composed(text):
    assert folded(nfd(text)) == folded(unicodedata.normalize("NFC", text))


def test_words_are_syllables_and_numbers():
    assert words("Năm 2026, Tuyên Quang: 71,4%.") == ["Năm", "2026", "Tuyên", "Quang", "71", "4"]


@given(ANY_TEXT)
def test_words_are_runs_of_letters_and_figures(text):
    assert words(text) == re.findall(r"\w+", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Một câu.", ["Một câu."], id="one"),
        pytest.param("Câu một. Câu hai! Câu ba?", ["Câu một.", "Câu hai!", "Câu ba?"], id="three"),
        pytest.param("Tít báo\nCâu một.", ["Tít báo", "Câu một."], id="line-break-ends"),
        pytest.param("Ông về TP.HCM. Sau đó đi Huế.", ["Ông về TP.HCM.", "Sau đó đi Huế."], id="tp-hcm"),
        pytest.param("Ông về TP. Hồ Chí Minh.", ["Ông về TP. Hồ Chí Minh."], id="tp"),
        pytest.param("PGS.TS. Nguyễn Văn An nói.", ["PGS.TS. Nguyễn Văn An nói."], id="pgs-ts"),
        pytest.param("Giá tăng 3.000 đồng. Dân lo.", ["Giá tăng 3.000 đồng.", "Dân lo."], id="number"),
        pytest.param("“Tốt quá!” Ông cười.", ["“Tốt quá!”", "Ông cười."], id="quote-closes"),
        pytest.param("Xong. “Tốt”, ông nói.", ["Xong.", "“Tốt”, ông nói."], id="quote-opens"),
        pytest.param("Dài… Rồi hết.", ["Dài…", "Rồi hết."], id="ellipsis"),
        pytest.param("Hết. Đồng Tháp mừng.", ["Hết.", "Đồng Tháp mừng."], id="capital-d-with-stroke"),
        pytest.param("Chờ... rồi đi.", ["Chờ... rồi đi."], id="small-letter-follows"),
        pytest.param("Dân chờ... ở chợ.", ["Dân chờ... ở chợ."], id="small-letter-with-mark-follows"),
        pytest.param("Cam, quýt, v.v... đều rẻ.", ["Cam, quýt, v.v... đều rẻ."], id="and-so-on"),
        pytest.param("", [], id="empty"),
        pytest.param(" \n ", [], id="blank"),
    ],
)
def test_sentences(text, expected):
    assert [text[slice(*span)] for span in sentences(text)] == expected


@given(ANY_TEXT)
def test_sentences_stand_in_order_inside_the_text_and_cover_it(text):
    spans = list(sentences(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = {place for span in spans for place in range(*span)}
    assert all(place in covered for place, letter in enumerate(text) if letter.strip())


def test_a_long_paragraph_is_cut_in_bounded_time():
    paragraph = "Giá tăng. Người dân lo. " * 1_250  # 30 kB without a line break; a flattened page is longer
    begin = time.monotonic()
    assert sum(1 for _ in sentences(paragraph)) == 2_500
    assert time.monotonic() - begin < 0.5


def test_a_line_of_nothing_but_dots_takes_no_time():
    assert list(sentences("." * 200_000)) == [(0, 200_000)]


def test_marks_that_steer_a_terminal_do_not_enter():
    assert stored("T\x9b31m đ\u2066ỏ\u2069") == "T31m đỏ"
