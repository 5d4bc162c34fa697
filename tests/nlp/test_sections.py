"""The features tell an outlet's sections apart, from title and text alone."""

import pytest

from bench.sections import ROWS, macro_f1

FLOOR = 0.93  # macro-F1; measured 0.935


@pytest.mark.slow
@pytest.mark.skipif(not ROWS.exists(), reason=f"the articles are not here: {ROWS}")
def test_sections_are_told_apart() -> None:
    assert macro_f1() >= FLOOR
