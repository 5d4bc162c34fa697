"""Confidence against truth is counted as one would by hand."""

import pytest

from nlp.calibration import reliability


def test_bins_count_what_was_said_and_what_was_true() -> None:
    low, high = reliability([(0.55, False), (0.55, True), (0.95, True), (1.0, True)])
    assert (low.least, low.n, low.said, low.right) == (0.5, 2, pytest.approx(0.55), 0.5)
    assert (high.least, high.n, high.right, high.low, high.high) == (0.9, 2, 1.0, 1.0, 1.0)
    assert low.low <= low.right <= low.high


def test_nothing_judged_gives_no_bins() -> None:
    assert reliability([]) == []
