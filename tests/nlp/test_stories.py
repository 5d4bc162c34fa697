"""Texts of one event are found, texts of different events are not joined."""

from nlp.stories import same_story

STORY = ["sáng", "nay", "tại", "thành", "phố", "một", "vụ", "cháy", "lớn", "xảy", "ra", "ở", "chợ"]


def test_copies_are_one_story() -> None:
    other = ["giá", "vàng", "tăng", "mạnh", "trong", "phiên", "giao", "dịch", "chiều", "nay"]
    assert same_story([STORY, other, [*STORY, "trung", "tâm"]]) == [0, 1, 0]


def test_a_chain_of_copies_is_one_story() -> None:
    words = [f"từ{n}" for n in range(30)]
    assert same_story([words[:16], words[8:24], words[16:]]) == [0, 0, 0]


def test_reports_of_one_affair_are_one_story() -> None:
    """Two reports in other words that share their rare names, among many that share nothing."""
    many = [[f"chuyện{n}", f"việc{n}", f"nơi{n}", "của", "và"] * 3 for n in range(80)]
    one = ["đại", "lộ", "xuân", "tía", "sụt", "lún", "nặng"]
    other = ["sụt", "lún", "ở", "đại", "lộ", "xuân", "tía", "vì", "đâu"]
    found = same_story([*many, one, other])
    assert found[-1] == found[-2]
    assert len(set(found)) == 81


def test_nothing_is_no_story() -> None:
    assert same_story([]) == []
    assert same_story([[], []]) == [0, 1]
