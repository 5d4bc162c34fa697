"""Downloads are named as every browser reads it, whatever the name holds."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.files.attachments import attached, named


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_a_name_comes_back_as_it_was_and_ends_no_header(name: str) -> None:
    told = named(name)["Content-Disposition"]
    assert told.isascii()
    assert told.isprintable()
    written = told.removeprefix("attachment; ")
    plain, _, encoded = written.partition("*=UTF-8''")
    assert (unquote(encoded) if encoded else plain.removeprefix('filename="').removesuffix('"')) == name
    assert written.count('"') in (0, 2)


def test_an_ending_that_is_not_served_is_a_fault() -> None:
    with pytest.raises(KeyError):
        attached(b"", "a.exe")
