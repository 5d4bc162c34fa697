"""Items as hypothesis draws them, the scopes in which they are counted, and a database of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from records import Annotation, Article, Fetch, Proof, Settled
from storage.coverage import NONE, Scope
from storage.labels import SURE_TONE
from storage.store import CaptureWrite, Store, item_id
from tests.databases import new_database

START = datetime(2026, 7, 30, 17, tzinfo=UTC)  # 31 July begins in Hà Nội: two months are touched
PLAN, PROVINCE = "tq-2024", "tuyen-quang"
FEED = Fetch("feed", "a", "https://a.vn/rss", "feed", START, "ok")
PAGE = Fetch("page", "a", "https://a.vn/x", "page", START, "ok")

ITEMS = st.fixed_dictionaries(
    {
        "outlet": st.sampled_from("ab"),
        "hour": st.none() | st.integers(0, 71),
        "channel": st.sampled_from(["online", "radio"]),
        "relevance": st.sampled_from(["", "0", "1", "2", "2"]),
        "themes": st.sets(st.sampled_from([("a", "a"), ("c", "c1"), ("c", "c2"), ("d", "d1")]), max_size=3),
        "tone": st.sampled_from(["", "neg", "neu", "pos", "unsure"]),
        "genre": st.sampled_from(["", "tin", "bai"]),
        "language": st.sampled_from(["", "vi", "en"]),  # as it was judged, and as the page or file tells
        "told": st.sampled_from(["", "fr"]),
    }
)
TONES = {"unsure": Annotation("tone", PROVINCE, "neg", SURE_TONE - 0.01, "m@1", "criticism")}
BEFORE = "2026-07-29"  # two days before the first visit
DAYS = ["2026-07-31", "2026-08-01", "2026-08-02"]
SCOPES = st.builds(
    Scope,
    plan=st.just(PLAN), province=st.sampled_from(["", PROVINCE]), outlet=st.sampled_from(["", "", "a"]),
    theme=st.sampled_from(["", "", "c", "c1"]), tone=st.sampled_from(["", "", "neg", "unsure"]),
    since=st.sampled_from(["", "", DAYS[1]]), until=st.sampled_from(["", "", DAYS[1]]),
    channel=st.sampled_from(["", "", "radio"]), language=st.sampled_from(["", "", "en", "fr", NONE]),
)  # fmt: skip


def annotations(one):
    made = [Annotation("theme", PLAN, theme, 1, "m@1", sub) for theme, sub in one["themes"]]
    made += [Annotation("theme", "another plan", "k", 1, "m@1", "k1"), Annotation("tone", "dong-thap", "pos", 1, "m@1")]
    made += [Annotation("relevance", "dong-thap", "2", 1, "m@1")]
    if one["relevance"]:
        made.append(Annotation("relevance", PROVINCE, one["relevance"], 1, "m@1"))
    if one["tone"]:
        made.append(TONES.get(one["tone"], Annotation("tone", PROVINCE, one["tone"], SURE_TONE, "m@1")))
    if one["genre"]:
        made.append(Annotation("genre", "", one["genre"], 1, "m@1"))
    if one["language"]:
        made.append(Annotation("language", "", one["language"], 1, "m@1"))
    return made


def published(one):
    return None if one["hour"] is None else START + timedelta(hours=one["hour"])


def filled(items, fetches=(), proofs=()):
    db = new_database()
    store = Store(db)
    store.take_fetches([PAGE, *fetches], {})
    for number, one in enumerate(items):
        article = Article(
            outlet=one["outlet"], url=f"https://a.vn/{number}", title="Tít", lede="", body="",
            published_at=published(one), published_from="page",
            seen_at=START, origin="page", record="page", channel=one["channel"],
            language=one["told"],
        )  # fmt: skip
        settled = Settled("new", article, item_id(article.url), 1)
        store.save([CaptureWrite(PAGE, 1, [settled])])
        store.save_annotations("m@1", [(settled.id, annotations(one))])
    for number, (outlet, since, until) in enumerate(proofs):
        named = replace(PAGE, key=f"proof{number}", outlet=outlet)
        store.take_fetches([named], {})
        store.save([CaptureWrite(named, 0, proof=Proof(outlet, "rss", since, until, named.key))])
    return db
