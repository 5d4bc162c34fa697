"""Near-duplicates: the labelled pairs, our own samples, clusters, and the same result in whatever order items come."""

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.editing import CORPUS, corpus, gold_rows, pairs
from config.load import load
from pipeline.duplicates import Copy, Member, clusters, credited, names_of
from pipeline.jobs.reading.duplicates import find_copies
from pipeline.pairs import overlap, prepared
from pipeline.sketches import BLOCK, KEPT, SHARED, SketchIndex
from records import Article, Fetch, Settled
from storage.duplicates import copies_of
from storage.queries import item
from storage.store import CaptureWrite, Store, item_id
from tests.databases import new_database
from tests.replayed import at, home_of, page, process_all, record

PRECISION, RECALL = 0.98, 0.95  # of the issue
CONFIGURATION = load()

# --- the labelled pairs ---


def is_found(one, other):
    a, b = (prepared(text[0], "\n".join(text)) for text in (one, other))
    return len(np.intersect1d(a.sketch, b.sketch)) >= SHARED and overlap(a, b) is not None


def test_the_labelled_set_is_as_large_as_asked():
    kinds = Counter(
        (row["copy"], "natural" if row["kind"] == "natural" else "made") for row in gold_rows() if row["copy"]
    )
    assert sum(kinds.values()) >= 400
    assert kinds[True, "natural"] >= 100
    assert sum(not row["copy"] for row in gold_rows()) >= 100


@pytest.mark.slow
def test_the_labelled_pairs_are_told_apart():
    if not CORPUS.is_dir():
        pytest.skip("needs ../shared/corpus, the articles of the labelled pairs, which are not in the repository")
    told = Counter((pair.is_copy, is_found(pair.one, pair.other)) for pair in pairs(corpus()))
    assert told[True, True] / (told[True, True] + told[False, True]) >= PRECISION, told
    assert told[True, True] / (told[True, True] + told[True, False]) >= RECALL, told


# --- samples of our own ---

BRIDGE = (
    "Sáng nay, xã Hàm Yên khánh thành cầu treo bắc qua sông Lô. Cầu dài 120 mét, rộng 2,5 mét, nối thôn Làng Đầu "
    "với trung tâm xã. Trước đây mỗi mùa nước lên, học sinh phải đi bè mảng sang sông. Ông Nguyễn Văn Thử, chủ tịch "
    "xã, cho biết công trình do bà con góp ba nghìn ngày công, phần còn lại từ ngân sách tỉnh. Cầu được thiết kế "
    "cho xe máy và xe thô sơ, tải trọng một tấn. Lễ khánh thành có đông đảo người dân hai bên bờ tham dự, nhiều cụ "
    "già lần đầu đi bộ qua sông mà không phải chờ đò. Tỉnh dự kiến xây thêm bốn cầu như vậy trong hai năm tới ở các "
    "xã vùng cao."
)
GOLD = (
    "Giá vàng trong nước sáng nay mở cửa ở mức {a} triệu đồng một lượng mua vào và {b} triệu đồng bán ra, {move} {c} "
    "nghìn đồng so với chốt phiên hôm trước. Trên thị trường thế giới, mỗi ounce vàng giao ngay có lúc chạm {d} đô la. "
    "Giới phân tích cho rằng nhà đầu tư vẫn chờ tín hiệu lãi suất. Chênh lệch giữa giá trong nước và thế giới hiện vào "
    "khoảng {e} triệu đồng một lượng. Tỷ giá trung tâm được công bố ở mức {f} đồng, {move} {g} đồng so với hôm qua."
)
MONDAY = GOLD.format(a="78,2", b="80,1", move="tăng", c=150, d="2.415", e="4,7", f="24.310", g=6)
TUESDAY = GOLD.format(a="77,9", b="79,8", move="giảm", c=300, d="2.398", e="5,1", f="24.302", g=8)
FLOOD = (
    "Mưa lớn suốt đêm làm nước suối Nậm Thử dâng nhanh, cuốn trôi hai ngôi nhà của bản dưới. Dân quân đã đưa ba "
    "mươi hộ lên trường học trước nửa đêm nên không ai bị thương. Đường vào bản bị sạt ở bốn chỗ, huyện đang cho "
    "máy xúc thông đường. Chủ tịch huyện yêu cầu không để hộ nào thiếu gạo và nước sạch trong những ngày tới."
)

SAMPLES = [
    pytest.param(("Thông cầu", BRIDGE), ("Hàm Yên có cầu mới", BRIDGE), True, id="another-headline"),
    pytest.param(("Cầu", BRIDGE), ("Cầu", BRIDGE[: len(BRIDGE) // 2]), True, id="cut-to-half"),
    pytest.param(("Cầu", BRIDGE), ("Cầu", f"{FLOOD} {BRIDGE} {FLOOD}"), True, id="inside-a-longer-one"),
    pytest.param(("Cầu", BRIDGE), ("CẦU", BRIDGE.replace("khánh thành", "thông xe").upper()), True, id="capitals"),
    pytest.param(("Cầu", BRIDGE), ("Lũ", FLOOD), False, id="another-story"),
    pytest.param(("Giá vàng", MONDAY), ("Giá vàng", TUESDAY), False, id="series-other-figures"),
    pytest.param(("Giá vàng", MONDAY), ("Vàng tăng", MONDAY), True, id="same-figures"),
    pytest.param(("Tin ngày 5/6", BRIDGE), ("Tin ngày 6/6", BRIDGE), False, id="headlines-of-other-days"),
    pytest.param(("Tin ngày 5/6", BRIDGE), ("Tin ngày 5.6", BRIDGE), True, id="headlines-of-one-day"),
    pytest.param(("Cầu", "Cầu mới."), ("Cầu", "Cầu mới."), False, id="too-short-to-say"),
]


@pytest.mark.parametrize(("one", "other", "expected"), SAMPLES)
def test_a_copy_is_told_from_what_only_looks_like_one(one, other, expected):
    for a, b in ((one, other), (other, one)):
        assert is_found((a[0], a[1]), (b[0], b[1])) is expected


def test_the_overlap_says_how_much_stands_in_the_other():
    found = overlap(prepared("Cầu", BRIDGE), prepared("Cầu", f"{BRIDGE} {FLOOD} {FLOOD}"))
    assert found.one == 1
    assert 0.4 < found.other < 0.6


@given(st.lists(st.integers(0, 60), max_size=120), st.lists(st.integers(0, 60), max_size=120))
def test_two_texts_overlap_alike_from_both_sides(one, other):
    a, b = (prepared("", " ".join(f"từ{number}" for number in numbers)) for numbers in (one, other))
    forth, back = overlap(a, b), overlap(b, a)
    assert (forth is None) == (back is None)
    assert forth is None or (forth.one, forth.other) == (back.other, back.one)


# --- the index ---


def test_the_index_finds_across_blocks_and_tail_what_a_plain_scan_finds():
    chance = np.random.default_rng(4)
    sketches = [np.unique(chance.integers(0, 40_000, KEPT).astype(np.uint32)) for _ in range(BLOCK + 500)]
    index = SketchIndex()
    for number, one in enumerate(sketches):
        index.add(number, one)
    for asked in (0, 77, BLOCK, BLOCK + 400):
        plain = [n for n, one in enumerate(sketches) if len(np.intersect1d(one, sketches[asked])) >= SHARED]
        assert index.near(sketches[asked]) == plain
    assert SketchIndex().near(sketches[0]) == []
    assert index.near(np.empty(0, np.uint32)) == []


# --- clusters ---


def member(name, outlet="bao", day=1, credited=()):
    return Member(name, outlet, f"2026-07-{day:02d}T00:00:00Z", frozenset(credited))


def placed(members, *copies):
    found = clusters({one.id: one for one in members}, [Copy(*copy) for copy in copies])
    return {place.item: (place.original, place.mark) for place in found}


def test_the_earliest_is_the_original_and_the_overlap_makes_the_mark():
    members = [member("b", day=2), member("a", day=1), member("c", day=3)]
    found = placed(members, ("a", "b", 0.9, 0.95), ("a", "c", 0.3, 1.0))
    assert found == {"a": ("a", "original"), "b": ("a", "reprint"), "c": ("a", "partial")}


def test_the_outlet_of_the_source_line_is_the_original_though_it_was_seen_later():
    members = [member("a", "tuoi-tre", 1, ["vietnamplus"]), member("b", "vietnamplus", 2), member("c", "vov", 3)]
    found = placed(members, ("a", "b", 1, 1), ("a", "c", 1, 1), ("b", "c", 1, 1))
    assert found == {"b": ("b", "original"), "a": ("b", "reprint"), "c": ("b", "reprint")}


def test_two_stories_in_one_digest_stay_two_clusters():
    members = [member("a", day=1), member("b", day=2), member("digest", day=3)]
    found = placed(members, ("a", "digest", 0.9, 0.4), ("b", "digest", 0.9, 0.5))
    assert found == {"b": ("b", "original"), "digest": ("b", "partial")}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_clusters_do_not_depend_on_the_order_in_which_pairs_are_told(data):
    names = "abcdefg"
    members = {
        name: member(name, data.draw(st.sampled_from(("x", "y"))), data.draw(st.integers(1, 3))) for name in names
    }
    chosen = data.draw(st.sets(st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda p: p[0] < p[1])))
    copies = [Copy(one, other, 0.5 + len(one) / 9, 0.8) for one, other in sorted(chosen)]
    shuffled = data.draw(st.permutations(copies))
    assert clusters(members, copies) == clusters(dict(reversed(members.items())), shuffled)
    places = clusters(members, copies)
    assert len({place.item for place in places}) == len(places)
    originals = {place.item for place in places if place.mark == "original"}
    assert {place.original for place in places} == originals


@pytest.mark.parametrize(
    ("credit", "expected"),
    [("Theo TTXVN", {"ttxvn", "vietnamplus"}), ("(Nguồn: VnExpress)", {"vnexpress"}), ("Theo Tuổi Trẻ", {"tuoi-tre"}),
     ("", set()), ("Theo người dân", set())],
)  # fmt: skip
def test_a_credit_names_outlets(credit, expected):
    found = credited(credit, names_of(CONFIGURATION.outlets.values()))
    assert expected <= found
    assert bool(found) == bool(expected)


# --- in the database ---

FETCH = Fetch("r1", "bao", "https://bao.vn/rss", "feed", at("20 03:00"), "ok", 200, "2026-07-20-0001.warc.gz", 0)
TEXTS = {
    "a": BRIDGE, "b": f"{FLOOD[:60]} {BRIDGE}", "c": BRIDGE[: len(BRIDGE) * 2 // 3], "d": FLOOD,
    "e": f"Ảnh: PV. {FLOOD}",
    "f": MONDAY, "g": TUESDAY, "h": MONDAY.replace("Giới phân tích", "Các chuyên gia"), "i": f"{BRIDGE} {FLOOD}",
}  # fmt: skip


def article(name, body, hour=0):
    return Article(
        outlet="bao", url=f"https://bao.vn/{name}.htm", title=f"Tít {name}", lede="", body=body,
        published_at=at(f"20 {hour:02d}:00"), published_from="page", seen_at=at("20 03:00"), origin="page", record="r1",
    )  # fmt: skip


@pytest.fixture
def store():
    db = new_database()
    with Store(db) as store:
        store.take_fetches([FETCH, replace(FETCH, key="r2")], {})
        yield store


def put(store, *articles):
    settled = [Settled("new", one, item_id(one.url), 1) for one in articles]
    store.save([CaptureWrite(FETCH, len(settled), settled)])


def everything(store):
    """All that was derived, by id."""
    tables = {"copies": "one, other", "places": "item", "sketches": "item"}
    return {table: store.db.execute(f"SELECT * FROM {table} ORDER BY {by}").fetchall() for table, by in tables.items()}


def at_once(*articles):
    db = new_database()
    with Store(db) as fresh:
        fresh.take_fetches([FETCH], {})
        put(fresh, *articles)
        find_copies(fresh, CONFIGURATION)
        return everything(fresh)


def test_what_is_found_piece_by_piece_is_what_is_found_at_once(store):
    articles = [article(name, body, hour) for hour, (name, body) in enumerate(TEXTS.items())]
    expected = at_once(*articles)
    chance = random.Random(7)
    chance.shuffle(articles)
    for one in articles:
        put(store, one)
        find_copies(store, CONFIGURATION)
    assert everything(store) == expected
    assert len(expected["places"]) >= 6


def test_an_edit_that_takes_the_copy_out_takes_it_out_of_its_cluster(store):
    one, other = article("a", BRIDGE), article("b", BRIDGE, 1)
    put(store, one, other)
    find_copies(store, CONFIGURATION)
    assert len(everything(store)["places"]) == 2
    changed = replace(other, body=FLOOD, record="r2", seen_at=at("21 03:00"))
    store.save([CaptureWrite(replace(FETCH, key="r2"), 0, [Settled("updated", changed, item_id(other.url), 2)])])
    assert find_copies(store, CONFIGURATION) == 1
    assert everything(store)["places"] == []
    assert find_copies(store, CONFIGURATION) == 0


def test_an_item_that_was_another_leaves_its_cluster_in_order(store):
    put(store, article("a", BRIDGE), article("b", BRIDGE, 1), article("c", BRIDGE, 2))
    find_copies(store, CONFIGURATION)
    store.save([CaptureWrite(FETCH, 0, merged=[(item_id("https://bao.vn/b.htm"), item_id("https://bao.vn/a.htm"))])])
    find_copies(store, CONFIGURATION)
    left = everything(store)
    assert [row[2] for row in left["places"] if row[0] == row[1]] == ["original"]
    assert len(left["places"]) == 2
    assert len(left["sketches"]) == 2


def test_an_edited_article_stays_one_item_and_its_reprint_another(tmp_path):
    home = home_of(tmp_path, "thu", "ban")
    first, second = "https://thu.example.vn/cau-1.html", "https://ban.example.vn/cau-9.html"
    half = len(BRIDGE) // 2
    record(home, (first, "20 03:00", "200 OK", page("Thông cầu", "Xã có cầu.", BRIDGE[:half], BRIDGE[half:])))
    record(
        home,
        (
            second,
            "20 05:00",
            "200 OK",
            page("Hàm Yên có cầu", "Tin vui.", BRIDGE, published="2026-07-20T11:00:00+07:00"),
        ),
    )
    record(
        home,
        (
            first,
            "20 09:00",
            "200 OK",
            page("Thông cầu treo", "Xã có cầu mới.", BRIDGE[:half], "Thêm. " + BRIDGE[half:]),
        ),
    )
    process_all(home)
    with Store.open(home.path) as store:
        assert store.db.table("items").count == 2
        found = item(store.db, item_id(first))
        assert [version["number"] for version in found["versions"]] == [2, 1]
        assert [(row["outlet"], row["mark"]) for row in copies_of(store.db, item_id(second))] == [
            ("thu", "original"), ("ban", "reprint"),
        ]  # fmt: skip
