"""Flags of one kind on one event are one matter; what was decided stays decided whatever models and events become."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casework import OF_TEXT, Signalled
from pipeline.matters import merged
from tests.pipeline.signals import KINDS, decided, signal

signals = st.lists(
    st.builds(signal, st.sampled_from("abcdef"), st.sampled_from(KINDS), st.sampled_from(("x", "y", "")),
              st.integers(0, 9)),
    unique_by=lambda one: (one.item, one.kind), max_size=12,
)  # fmt: skip


def test_copies_and_items_of_one_event_are_one_matter_and_kinds_stay_apart() -> None:
    found = [signal("a", group="x"), signal("b", group="x", hours=1), signal("b", "dispute", "x"), signal("c")]
    matters, flags = merged(found, [])
    assert sorted((one.kind, one.anchor) for one in matters) == [
        ("criticism", "a"),
        ("criticism", "c"),
        ("dispute", "b"),
    ]
    assert len(flags) == 4


@given(signals)
def test_every_flag_stands_in_one_matter_of_its_kind(found: list[Signalled]) -> None:
    matters, flags = merged(found, [])
    kinds = {one.key: one.kind for one in matters}
    assert len(kinds) == len(matters)
    assert sorted((f.signal.item, f.signal.kind) for f in flags) == sorted((s.item, s.kind) for s in found)
    assert all(kinds[flag.matter] == flag.signal.kind for flag in flags)


@given(signals, signals)
def test_what_was_decided_is_never_raised_again(before: list[Signalled], after: list[Signalled]) -> None:
    known = decided(before)
    matters, flags = merged(after, known)
    fresh = {one.key for one in matters} - {one.key for one in known}
    covered = {("text" if one.kind in OF_TEXT else one.kind, item) for one in known for item in one.items}
    again = {("text" if f.signal.kind in OF_TEXT else f.signal.kind, f.signal.item) for f in flags if f.matter in fresh}
    assert not covered & again
    assert {one.key for one in known} <= {one.key for one in matters}
    assert {(one.key, item) for one in known for item in one.items} <= {(f.matter, f.signal.item) for f in flags}


@given(signals)
def test_order_does_not_matter(found: list[Signalled]) -> None:
    there, back = merged(found, []), merged(list(reversed(found)), [])
    assert [set(one) for one in (map(repr, there[0]), map(repr, there[1]))] == [
        set(one) for one in (map(repr, back[0]), map(repr, back[1]))
    ]


def test_a_new_item_of_a_decided_event_joins_it_but_a_new_kind_is_a_new_matter() -> None:
    known = decided([signal("a", group="x")])
    matters, flags = merged([signal("a", group="x"), signal("b", group="x"), signal("b", "dispute", "x")], known)
    assert [one.key for one in matters if one.kind == "criticism"] == [known[0].key]
    assert {flag.signal.item for flag in flags if flag.matter == known[0].key} == {"a", "b"}
    assert len(matters) == 2


def test_two_claims_in_one_item_are_two_matters() -> None:
    found = [signal("a", "refuted", "1:a", number="1"), signal("a", "refuted", "2:a", number="2")]
    assert len(merged(found, [])[0]) == 2
    assert len(merged(found, decided(found))[0]) == 2
