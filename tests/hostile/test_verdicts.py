"""The verdicts over a crawl of the hostile press are just."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hostile.evidence import Evidence, Wanted, evidence_of, gathered
from hostile.fault import Fault, words
from hostile.faults import CONTROL
from hostile.verdict import Examination, Row, summary, verdict
from storage.opening import open_database
from tests.hostile.asking import FIRST, hit
from times import iso

PLAIN = Fault("one", "One.", words("http-500|timeout"), 4)
NOTHING_WRONG = Fault("two", "Two.", words(), 4)
GONE = Fault("three", "Three.", words("http-404"), 4, effects=frozenset({"removed"}))
EDITED = Fault("five", "Five.", words(), 4, effects=frozenset({"edited"}))
MILD = Fault("four", "Four.", words("broken-answer"), 0, harmless=True)


@pytest.mark.parametrize(
    ("fault", "evidence", "expected"),
    [
        pytest.param(PLAIN, Evidence({"ok": 2, "timeout": 4}, 4), "named", id="named"),
        pytest.param(NOTHING_WRONG, Evidence({"ok": 2}, 4), "named", id="nothing-to-name"),
        pytest.param(PLAIN, Evidence({"ok": 2, "redirect": 1}, 4), "SILENT", id="silent"),
        pytest.param(PLAIN, Evidence(), "SILENT", id="silent-is-worse-than-lost"),
        pytest.param(PLAIN, Evidence({"http-500": 1}, 3), "LOST", id="lost"),
        pytest.param(NOTHING_WRONG, Evidence({"ok": 2}, 3), "LOST", id="lost-without-a-fault"),
        pytest.param(PLAIN, Evidence({"http-404": 1}, 4), "WRONG WORD", id="wrong-word"),
        pytest.param(PLAIN, Evidence({"http-500": 1}, 4, frozenset({"removed"})), "WRONG WORD", id="removed-in-error"),
        pytest.param(PLAIN, Evidence({"http-500": 1}, 4, frozenset({"leaked"})), "WRONG WORD", id="leaked"),
        pytest.param(GONE, Evidence({"http-404": 1}, 4, frozenset({"removed"})), "named", id="removed"),
        pytest.param(GONE, Evidence({"http-404": 1}, 4), "WRONG WORD", id="removal-not-seen"),
        pytest.param(EDITED, Evidence({"ok": 9}, 4), "SILENT", id="edit-not-seen"),
        pytest.param(MILD, Evidence({"ok": 2}, 4), "named", id="harmless"),
        pytest.param(MILD, Evidence({"ok": 2}, 3), "SILENT", id="not-so-harmless"),
    ],
)
def test_the_verdict(fault: Fault, evidence: Evidence, expected: str) -> None:
    assert verdict(fault, evidence) == expected


def test_an_examination_is_passed_only_if_all_is_well() -> None:
    good, control = Row(PLAIN, Evidence({"timeout": 1}, 4), "named"), Row(CONTROL, Evidence({}, 20), "named")
    done = Examination((good,), control, {"overlaps": []}, (0, 0))
    assert done.is_passed
    assert not Examination((good,), control, {"overlaps": []}, (0, 1)).is_passed
    assert not Examination((good,), control, {"overlaps": [(hit(0, 1), hit(0, 1))]}, (0, 0)).is_passed
    lost = Row(PLAIN, Evidence({"timeout": 1}, 1), "LOST")
    told = summary(Examination((good, lost), control, {"overlaps": [(hit(0, 1), hit(0, 1))]}, (1, 1)))
    assert [told[name] for name in ("named", "lost_items", "passed")] == [1, 3, False]
    assert told["offences"] == {"overlaps": 1}


def item(title: str, **facts: object) -> dict[str, Any]:
    plain = {"id": title, "url": "u", "addresses": ["u"], "texts": 1, "leaked": False, "published_at": iso(FIRST)}
    return {"title": title, **plain, **facts}


@pytest.mark.parametrize(
    ("items", "kept", "effects"),
    [
        pytest.param([item("A"), item("B"), item("strange")], 2, set(), id="only-its-own"),
        pytest.param([item("A"), item("A", id="2")], 1, {"doubled"}, id="doubled"),
        pytest.param([item("A", published_at=iso(FIRST - timedelta(days=9)))], 0, set(), id="wrong-date"),
        pytest.param([item("A", published_at=None)], 0, set(), id="no-date"),
        pytest.param([item("A", texts=2, removed_at=iso(FIRST))], 1, {"edited", "removed"}, id="edited-and-gone"),
        pytest.param([item("A", addresses=["u", "h/tin-moi/dia-chi-moi-000077.html"])], 1, {"moved"}, id="moved"),
        pytest.param([item("strange", leaked=True)], 0, {"leaked"}, id="leaked"),
    ],
)
def test_what_is_seen_of_the_items(items: list[dict[str, Any]], kept: int, effects: set[str]) -> None:
    evidence = evidence_of({}, items, Wanted(frozenset({"A", "B"}), FIRST))
    assert (evidence.kept, set(evidence.effects)) == (kept, effects)


def test_the_evidence_is_read_from_a_real_database(tmp_path: Path) -> None:
    database = open_database(tmp_path, write=True)
    database.execute(
        "INSERT INTO fetches (key, outlet, url, kind, at, outcome, replayed, detail) VALUES "
        "('k', 'bao', 'u', 'feed', '2026-11-21T03:00:00Z', 'ok', 0, '')"
    )
    database.execute("INSERT INTO faults VALUES ('k', 'one-time', '')")
    database.execute("INSERT INTO drops VALUES ('k', 'feed', '1', 'bad-link', '')")
    database.conn.commit()
    database.close()
    found = gathered(tmp_path / "diembao.db", {"bao": Wanted(frozenset(), None), "khac": Wanted(frozenset(), None)})
    assert found == {"bao": Evidence({"ok": 1, "one-time": 1, "bad-link": 1}), "khac": Evidence()}
    assert gathered(tmp_path / "none.db", {"bao": Wanted(frozenset(), None)}) == {"bao": Evidence()}
