"""Days as people write them into lists."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lists.days import Written, written_day, written_month


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("05/03/2025", Written(5, 3, 2025)), ("5-3-25", Written(5, 3, 2025)), ("5.3.2025", Written(5, 3, 2025)),
        ("ngày 5 tháng 3 năm 2025", Written(5, 3, 2025)), ("Thứ Tư, 05/03/2025", Written(5, 3, 2025)),
        ("05/03", Written(5, 3)), ("8h15, 5/3/2025", Written(5, 3, 2025)), (45721, Written(5, 3, 2025)),
        (45721.5, Written(5, 3, 2025)), ("45721", Written(5, 3, 2025)), ("2025-03-05T08:00:00", Written(5, 3, 2025)),
        (date(2025, 3, 5), Written(5, 3, 2025)), ("29/02/2025", None), ("29/02", Written(29, 2)), ("31/4/2025", None),
        ("1/1/0001", None), ("31/12/9999", None), ("1/1/1999", None), (date(1, 1, 1), None), ("5/3/0000", None),
        (12, None), (True, None), (None, None), ("", None), ("bài 5", None), ("1.250.000", None), (float("nan"), None),
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(value: Any, day: Written | None) -> None:
    assert written_day(value) == day


@given(st.one_of(st.text(), st.floats(), st.integers(), st.dates(), st.none()))
def test_no_cell_breaks_the_reading_of_days(value: Any) -> None:
    found = written_day(value)
    written_month(value)
    if found and found.year:
        assert found.within([]) == date(found.year, found.month, found.day)


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y"])
)
def test_every_day_is_read_back(day: date, way: str) -> None:
    found = written_day(day.strftime(way))
    assert found
    assert found.within([]) == day


def test_a_day_without_a_year_is_one_only_where_the_year_is_sure() -> None:
    assert Written(5, 3).within([2025]) == date(2025, 3, 5)
    assert Written(5, 3).within([2024, 2025]) is None
    assert Written(29, 2).within([2024, 2025]) == date(2024, 2, 29)
