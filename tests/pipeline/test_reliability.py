"""The picture of earned confidence is well-formed and shows every bin."""

from xml.etree import ElementTree

from pipeline.reports.reliability import SIDE, reliability_svg

WORDS = {"tone": "Sắc thái", "genre": "Thể loại", "said": "độ tin cậy", "right": "tỷ lệ đúng"}
ROWS = [
    {"field": "tone", "n": 10, "said": 0.5, "right": 0.25, "low": 0.0, "high": 0.5},
    {"field": "genre", "n": 4, "said": 1.0, "right": 1.0, "low": 1.0, "high": 1.0},
]


def test_every_bin_is_a_dot_where_it_belongs() -> None:
    drawn = ElementTree.fromstring(reliability_svg(ROWS, WORDS))
    dots = [one for one in drawn.iter() if one.tag.endswith("circle")]
    places = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in dots]
    assert places == [(0.5 * SIDE, 0.75 * SIDE), (SIDE, 0.0)]


def test_nothing_measured_is_an_empty_picture() -> None:
    assert "circle" not in reliability_svg([], WORDS)
