"""Walls are recognised, and what only looks like one is not. The cases were written before the code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.walls import LOOKED_AT, wall_of
from tests.crawlers.wall_cases import ADDRESS, LOOKALIKES, WALLS, Case
from tests.hang import broken_off


@pytest.mark.parametrize("case", WALLS, ids=lambda case: case.name)
def test_a_wall_is_recognised(case):
    assert case.wall() == case.expected


@pytest.mark.parametrize("case", LOOKALIKES, ids=lambda case: case.name)
def test_what_only_looks_like_a_wall_is_none(case):
    assert case.wall() is None


def test_there_are_enough_cases():
    assert len(WALLS) >= 40
    assert len(LOOKALIKES) >= 20


def test_header_names_have_no_case():
    case = Case("x", None, "<html>", 403, headers=(("cf-mitigated", "Challenge"),))
    assert case.wall() == "challenge"


@pytest.mark.parametrize(
    "junk", ["<", "<script", "<!--", "</script ", "&", "document.cookie=", "location ", "từ chối "]
)
def test_no_body_is_slow(junk):
    body = ("<html>" + junk * LOOKED_AT)[: LOOKED_AT - 1].encode()[: LOOKED_AT - 1]
    with broken_off():
        wall_of(status=403, headers={}, body=body, asked=ADDRESS, answered=ADDRESS, kind="page")


answers = st.one_of(
    st.binary(max_size=300), st.sampled_from([case.body for case in [*WALLS, *LOOKALIKES]]).map(str.encode)
)


@given(answers, answers, st.integers(0, 2000), st.integers(100, 599), st.text(max_size=30))
def test_no_answer_raises(one, other, cut, status, address):
    """Whole, cut off and spliced together."""
    for body in (one, one[:cut], one[:cut] + other[cut:]):
        wall = wall_of(
            status=status, headers={"content-type": "text/html"}, body=body, asked=ADDRESS,
            answered=f"https://{address}", kind="page",
        )  # fmt: skip
        assert wall in (None, "challenge", "login-wall", "block-page", "maintenance")
