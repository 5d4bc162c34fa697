"""Edits: judged as their writer labelled them, shown word by word, and told by ``item`` in a replay."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import load
from pipeline.changes import Text, Yardstick, differences
from pipeline.jobs.items.histories import with_history
from pipeline.jobs.items.views import item_view
from pipeline.jobs.reading.process import process, take_journal
from storage.opening import open_database
from storage.queries import item
from storage.store import Store, item_id
from tests.pipeline.change_cases import CASES, LATER
from tests.replayed import Nobody, home_of, page, process_all, record

YARDSTICK = Yardstick.of(load().lexicons["changes"])
RIGHT = 0.95  # of the issue


def versions(base, old, new):
    """A text before and after an edit of its words, or with a line more."""
    title, lede, body = base
    before = Text(title, f"{lede}\n{body}")
    if old == "+":
        return before, Text(title, f"{before.body}\n{new}")
    assert old in f"{title}\n{before.body}"
    changed = f"{title}\0{before.body}".replace(old, new, 1).split("\0")
    return before, Text(*changed)


def test_materiality_is_right_in_at_least_95_percent_of_the_cases():
    judged = {name: (YARDSTICK.change(*versions(*case)).is_material, bool(kind)) for name, *case, kind in CASES + LATER}
    wrong = sorted(name for name, (found, expected) in judged.items() if found is not expected)
    assert len(judged) >= 60
    assert 1 - len(wrong) / len(judged) >= RIGHT, wrong


@pytest.mark.parametrize(
    ("case", "kind"),
    [pytest.param(case[1:4], case[4], id=case[0]) for case in CASES if case[4] and case[0] != "name-hidden"],
)
def test_an_edit_is_named_by_what_it_changed(case, kind):
    assert kind in YARDSTICK.change(*versions(*case)).kinds


def joined(pieces, side):
    return re.sub(r"\s+", "", "".join(getattr(piece, side) for piece in pieces))


@pytest.mark.parametrize("case", [pytest.param(case[1:4], id=case[0]) for case in CASES + LATER])
def test_both_sides_of_the_difference_are_the_two_texts(case):
    old, new = versions(*case)
    pieces = list(differences(old, new))
    assert joined(pieces, "new") == re.sub(r"\s+", "", new.title + new.body)
    changed = [piece for piece in pieces if not piece.is_same]
    assert sum(len(piece.old.split()) for piece in changed) < 60


@settings(max_examples=50)
@given(st.text(alphabet="xy đ.,\n", max_size=60), st.text(alphabet="xy đ.,\n", max_size=60))
def test_a_text_differs_from_itself_in_nothing_and_an_edit_is_as_material_back_as_forth(one, other):
    assert YARDSTICK.change(Text("t", one), Text("t", one)).kinds == ()
    assert all(piece.is_same for piece in differences(Text("t", one), Text("t", one)))
    forth, back = YARDSTICK.change(Text("t", one), Text("t", other)), YARDSTICK.change(Text("t", other), Text("t", one))
    assert "figures" not in forth.kinds
    assert ("headline" in forth.kinds) == ("headline" in back.kinds)


# --- a replay in which articles are edited, corrected and removed ---

FLOOD = "https://thu.example.vn/lu-quet-11.html"
NOTE = "https://thu.example.vn/cai-chinh-12.html"
BRIDGE = "https://thu.example.vn/cau-treo-13.html"
TITLE = "Lũ quét cuốn trôi ba ngôi nhà ở xã Minh Thử"
BODY = (
    "Ông Nguyễn Văn Thử, chủ tịch xã, cho biết lũ về lúc 2 giờ sáng khi người dân đang ngủ.",
    "Thiệt hại ban đầu khoảng 4,5 tỷ đồng. Lực lượng quân sự huyện đã đưa 45 hộ dân đến nơi an toàn.",
)
NOTICE = (
    f"Ngày 20/7, Báo Thử đã đăng bài “{TITLE}”. Do sơ suất trong quá trình biên tập, bài viết ghi sai số nhà bị cuốn "
    "trôi. Tòa soạn thành thật xin lỗi bạn đọc và các gia đình."
)
CORRECTION = page("Thông tin cải chính", "Về một bài đã đăng.", NOTICE, published="2026-07-21T09:00:00+07:00")
CROSSING = page("Thông cầu treo ở xã Nà Thử", "Cầu dài 60 mét.", "Cầu mới " + "nối hai bờ suối. " * 9)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = home_of(tmp_path_factory.mktemp("home"), "thu")
    lede = "Mưa lớn gây lũ quét, 2 người mất tích."
    record(
        home,
        (FLOOD, "20 03:00", "200 OK", page(TITLE, lede, *BODY)),
        (FLOOD, "20 05:00", "200 OK", page(TITLE, lede.replace("lớn gây", "lớn, gây"), *BODY)),
        (FLOOD, "20 09:00", "200 OK", page(TITLE.replace("ba", "hai"), lede, *BODY, "Đính chính: số nhà đúng là hai.")),
        (NOTE, "21 03:00", "200 OK", CORRECTION),
        (BRIDGE, "20 04:00", "200 OK", CROSSING),
        (BRIDGE, "21 04:00", "200 OK", CROSSING),
        (BRIDGE, "22 04:00", "404 Not Found", b"khong con"),
    )  # fmt: skip
    process_all(home)
    return home


def test_every_edit_is_told_with_its_kinds_and_between_which_moments(home):
    small, material = item_view(home, FLOOD)["changes"]
    assert (small["from"], small["to"], small["material"]) == (1, 2, False)
    assert small["before"] == "2026-07-20T03:00:00Z"
    assert small["seen_at"] == "2026-07-20T05:00:00Z"
    assert material["material"]
    assert {"headline", "correction"} <= set(material["kinds"])
    assert any("[ba]" in piece["old"] and "[hai]" in piece["new"] for piece in material["pieces"])


def test_a_correction_and_what_it_corrects_know_each_other(home):
    ((corrected,), (notice,)) = (item_view(home, url)["corrections"] for url in (FLOOD, NOTE))
    assert (corrected["role"], corrected["title"]) == ("corrected-by", "Thông tin cải chính")
    assert (notice["role"], notice["basis"]) == ("corrects", "headline")


def test_a_removal_is_told_as_seen_and_absent(home):
    found = item_view(home, BRIDGE)
    assert found["changes"] == []
    assert (found["last_seen_at"], found["removed_at"]) == ("2026-07-21T04:00:00Z", "2026-07-22T04:00:00Z")


@pytest.mark.slow
def test_item_tells_it_in_words(home, diembao):
    told = diembao("--home", home.path, "item", FLOOD).stdout
    assert "Bản 2 chỉ khác bản 1 ở dấu câu" in told
    assert "đáng kể: tiêu đề" in told
    assert "Báo đã cải chính bài này" in told
    assert (
        "Còn thấy lúc 21/07/2026 11:00, không còn lúc 22/07/2026 11:00."
        in diembao("--home", home.path, "item", BRIDGE).stdout
    )
    assert json.loads(diembao("--home", home.path, "item", FLOOD, "--format", "json").stdout)["changes"]


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """A home in which every case is an article that was captured twice, its edit between; with the case by address."""
    home = home_of(tmp_path_factory.mktemp("edited"), "thu")
    cases = {f"https://thu.example.vn/bai-{number}.html": case for number, case in enumerate(CASES + LATER, start=100)}
    for url, (_, base, old, new, _) in cases.items():
        for moment, text in zip(("20 03:00", "20 09:00"), versions(base, old, new), strict=True):
            lede, *body = text.body.split("\n")
            record(home, (url, moment, "200 OK", page(text.title, lede, *body)))
    with Store.open(home.path) as store:
        take_journal(home, store)
        process(home, home.configuration(), store, Nobody(), store.unprocessed())
    return home, cases


def test_in_a_replay_every_edited_article_stays_one_item_and_its_history_is_right(edited):
    home, cases = edited
    configuration, wrong, told = home.configuration(), [], 0
    db = open_database(home.path, write=False)
    for url, (name, *_, kind) in cases.items():
        view = with_history(item(db, item_id(url)), configuration)
        assert len(view["versions"]) <= 2
        told += len(view["changes"])
        if any(change["material"] for change in view["changes"]) is not bool(kind):
            wrong.append(name)
    items = db.table("items").count
    db.close()
    assert items == len(cases) >= 60
    assert told >= len(cases) * RIGHT  # an edit that the reader takes for furniture makes no version
    assert 1 - len(wrong) / len(cases) >= RIGHT, wrong
