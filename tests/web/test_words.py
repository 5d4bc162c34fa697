"""Words that pages make of what machines write: browsers, the audit's facts, cells that name their column."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from config.wording import shipped_sentences
from pipeline.jobs.ledger.reconcile import VERDICTS
from pipeline.jobs.watching.missed import RESULTS
from web.presenters.labelled_cells import labelled
from web.presenters.user_agents import browser_name
from web.rendering import HERE

MOZILLA = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (f"{MOZILLA} {WEBKIT} Chrome/140.0.0.0 Safari/537.36", "Chrome, Windows"),
        (f"{MOZILLA} {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge, Windows"),
        (f"{MOZILLA} {WEBKIT} coc_coc_browser/130.0 Chrome/124.0.0.0 Safari/537.36", "Cốc Cốc, Windows"),
        (f"{MOZILLA} Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130.0", "Samsung Internet, Android"),
        ("curl/8.5.0", "curl/8.5.0"), ("", "?"), ("<script>" * 20, "<script>" * 5),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_its_name(agent: str, expected: str) -> None:
    assert browser_name(agent) == expected


def test_every_fact_of_the_audit_has_a_word() -> None:
    told = re.compile(r"\.tell\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
    sources = [path.read_text("utf-8") for path in (HERE / "pages").glob("*.py")]
    names = {name for one in sources for call in told.findall(one) for name in re.findall(r"[ (](\w+)=[^=]", call)}
    counted = {"rows", "unclaimed", "given", *(word.replace("-", "_") for word in (*VERDICTS, *RESULTS))}
    assert {"role_before", "step", "rows"} <= names
    assert {f"audit-fact.{name}" for name in names | counted} - set(shipped_sentences()) == set()


def test_a_cell_names_its_column_and_stays_escaped() -> None:
    row = Markup('<th scope="row">{}</th><td class="number">2</td><td>&lt;td&gt;</td><td>quá</td>').format("<td>")
    named = labelled(row, ["Báo", ["Tin, bài", "number"], 'A "b"'])
    assert named == (
        '<th role="rowheader" data-label="Báo" scope="row">&lt;td&gt;</th>'
        '<td role="cell" data-label="Tin, bài" class="number">2</td>'
        '<td role="cell" data-label="A &#34;b&#34;">&lt;td&gt;</td><td role="cell" data-label="">quá</td>'
    )


def test_tone_marks_stand_in_one_place() -> None:
    """Vietnamese may write hóa or hoá: the sentences keep to the first, that one word is found by one search."""
    newer = re.compile(r"\b\w*(?:o[àáảãạ]|(?<!q)u[ỳýỷỹỵ])\b", re.IGNORECASE)
    assert {key: found[0] for key, words in shipped_sentences().items() if (found := newer.search(words))} == {}
