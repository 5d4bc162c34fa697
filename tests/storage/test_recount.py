"""The derived tables of counts equal a slow count, whatever was written in which order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from records import Annotation, Article, Fetch, Proof, Settled
from storage.duplicates import CopyStore
from storage.recount import is_out_of_step, label_path, rebuild, recount
from storage.store import CaptureWrite, Store, item_id
from tests.databases import new_database

START = datetime(2026, 7, 30, 17, tzinfo=UTC)
PAGE = Fetch("page", "a", "https://a.vn/x", "page", START, "ok")
DERIVED = ("counted", "counted_themes", "counted_tones", "printed", "tallies", "proven", "listed", "about")

SLOW = {
    "counted": """
        SELECT '' AS scope, number, 2 AS relevance, outlet, channel, coalesce(day, '') AS day,
               {genre} AS genre, {language} AS language FROM items i
        UNION ALL SELECT a.scope, i.number, CAST(a.label AS INTEGER), i.outlet, i.channel, coalesce(i.day, ''), {genre},
               {language}
        FROM annotations a JOIN items i ON i.id = a.item WHERE a.kind = 'relevance' AND a.label <> '0'
    """.format(
        genre="coalesce((SELECT label FROM annotations g WHERE g.item = i.id AND g.kind = 'genre'), '')",
        language="coalesce((SELECT label FROM annotations g WHERE g.item = i.id AND g.kind = 'language'), '')",
    ),
    "counted_themes": """SELECT a.scope AS plan, i.number, a.label AS theme, a.detail AS sub
        FROM annotations a JOIN items i ON i.id = a.item WHERE a.kind = 'theme'""",
    "counted_tones": """SELECT a.scope, i.number, a.label AS tone
        FROM annotations a JOIN items i ON i.id = a.item WHERE a.kind = 'tone'""",
    "tallies": """SELECT scope, substr(day, 1, 7) AS month, outlet, channel, genre, language, relevance,
        count(*) AS items FROM counted GROUP BY 1, 2, 3, 4, 5, 6, 7""",
    "listed": """SELECT c.scope, c.day, coalesce(i.published_at, '') AS at, c.number, c.relevance, c.outlet, c.channel,
        c.genre, c.language, coalesce((SELECT a.label FROM annotations a WHERE a.item = i.id AND a.kind = 'tone'
                                       AND a.scope = c.scope), '') AS tone,
        i.id IN (SELECT item FROM places WHERE original <> item) AS copied, i.version > 1 AS edited,
        i.removed_at IS NOT NULL AS removed,
        coalesce((SELECT group_concat('/' || scope || ':' || label || '//' || scope || ':' || detail || '/', '') FROM (
            SELECT scope, label, detail FROM annotations WHERE item = i.id AND kind = 'theme' ORDER BY 1, 2, 3
        )), '') AS themes FROM counted c JOIN items i ON i.number = c.number WHERE c.scope <> ''""",
    "about": """SELECT rowid AS number, text FROM items_fts f WHERE rowid IN
        (SELECT i.number FROM items i JOIN annotations a ON a.item = i.id
         WHERE a.kind = 'relevance' AND a.label <> '0')""",
}  # fmt: skip

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["save", "judge", "merge", "move", "prove", "copy", "gone"]),
        st.integers(0, 4),
        st.integers(0, 10**6),
    ),
    max_size=14,
)


def annotations(chance: random.Random) -> list[Annotation]:
    made = [Annotation("language", "", "vi", 1, "m@1")] if chance.random() < 0.5 else []
    made += [Annotation("genre", "", chance.choice(["tin", "bai"]), 1, "m@1")] if chance.random() < 0.8 else []
    for scope in ("tuyen-quang", "dong-thap"):
        made.append(Annotation("relevance", scope, chance.choice("012"), 1, "m@1"))
        if chance.random() < 0.5:
            made.append(Annotation("tone", scope, chance.choice(["neg", "pos"]), 1, "m@1"))
    themes = chance.sample(["a", "c1", "c2", "d1"], chance.randrange(3))
    return [*made, *(Annotation("theme", "plan", sub[0], 1, "m@1", sub) for sub in themes)]


def article(number: int, chance: random.Random) -> Article:
    hour = chance.choice([None, chance.randrange(900)])
    return Article(
        outlet=chance.choice("ab"), url=f"https://a.vn/{number}", title="Tít", lede="", body=str(chance.random()),
        published_at=None if hour is None else START + timedelta(hours=hour), published_from="page", seen_at=START,
        origin="page", record="page", section="Xã hội / Dân tộc - Tôn giáo", authors=("An",),
    )  # fmt: skip


def step(store: Store, known: dict[int, str], kind: str, number: int, seed: int) -> None:
    chance = random.Random(seed)
    if kind == "prove":
        key = f"proof{seed}"
        fetch = replace(PAGE, key=key)
        store.take_fetches([fetch], {})
        since = START + timedelta(hours=chance.randrange(200))
        proof = Proof(chance.choice("ab"), "rss", since, since + timedelta(hours=chance.randrange(90)), key)
        store.save([CaptureWrite(fetch, 0, proof=proof)])
        store.end_proofs("rss", START + timedelta(hours=chance.randrange(300)))
    elif number not in known:
        known[number] = item_id(f"https://a.vn/{number}")
        store.save([CaptureWrite(PAGE, 1, [Settled("new", article(number, chance), known[number], 1)])])
    elif kind == "judge":
        store.save_annotations("m@1", [(known[number], annotations(chance))])
    elif kind == "copy":
        of = known.get(chance.randrange(5), known[number])
        place = {"item": known[number], "original": of, "mark": "reprint", "overlap": 0.9, "taken": 0.9}
        CopyStore(store.db).place([known[number]], [place][: chance.randrange(2)])
    elif kind == "gone":
        fetch = Fetch(f"gone{seed}", "a", f"https://a.vn/{number}", "page", START + timedelta(days=2), "http-404")
        store.take_fetches([replace(PAGE, key=f"page{number}", url=fetch.url), fetch], {})
        store.save([CaptureWrite(fetch, 0)])
    elif kind == "merge" and len(known) > 1:
        goes = known.pop(number)
        store.save([CaptureWrite(PAGE, 0, merged=[(next(iter(known.values())), goes)])])
    else:
        changed = Settled("updated", article(number, chance), known[number], 1)
        store.save([CaptureWrite(PAGE, 0, [changed])])


def rows(db: Database, sql: str) -> list[dict[str, object]]:
    return sorted(db.query(sql), key=lambda row: [str(value) for value in row.values()])


def written(steps: list[tuple[str, int, int]]) -> Database:
    db = new_database()
    db.execute("CREATE TEMP VIEW about AS SELECT rowid AS number, text FROM about_fts")
    store, known = Store(db), {}
    store.take_fetches([PAGE], {})
    for kind, number, seed in steps:
        step(store, known, kind, number, seed)
    return db


@settings(deadline=None, max_examples=60)
@given(STEPS)
def test_derived_tables_equal_a_slow_count_and_a_rebuild(steps: list[tuple[str, int, int]]) -> None:
    db = written(steps)
    assert not is_out_of_step(db)
    for table, sql in SLOW.items():
        assert rows(db, f"SELECT * FROM {table}") == rows(db, sql), table
    kept = {table: rows(db, f"SELECT * FROM {table}") for table in DERIVED}
    rebuild(db)
    assert {table: rows(db, f"SELECT * FROM {table}") for table in DERIVED} == kept


def test_what_was_written_past_the_store_is_noticed_and_counted() -> None:
    db = written([("save", 1, 1)])
    past = """INSERT INTO annotations (item, kind, scope, label, detail, score, by, spans)
              SELECT id, 'relevance', 'tuyen-quang', '2', '', 1, 'm', '' FROM items"""
    db.execute(past)
    assert is_out_of_step(db)
    assert recount(db) == 1
    assert not is_out_of_step(db)
    assert rows(db, "SELECT relevance FROM counted WHERE scope = 'tuyen-quang'") == [{"relevance": 2}]


def test_labels_compare_without_marks_dashes_and_and() -> None:
    assert label_path("Pháp luật", "Dân tộc và Tôn giáo") == label_path("PHÁP LUẬT", "Dân tộc - Tôn giáo")
    assert label_path("Dân tộc & Tôn giáo", "") == "/dan toc ton giao/"
    assert label_path("", " – ") == ""
