"""The page of one item: nothing from outside runs there, labels show why, two clicks correct one, one undoes it."""

from __future__ import annotations

import re
from hashlib import sha256
from html import escape, unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from pipeline.jobs.items.marking import marked
from pipeline.jobs.items.views import item_view
from pipeline.reports import verify
from records import Trouble
from tests.browser import DESK, Screens
from tests.fillings.whole_item import COPY, EVENT, HOSTILE, ITEM, NOTICE, SCRIPT
from tests.pages import Pages
from tests.replayed import home_of, process_all, record
from tests.replayed import page as page_of
from web.error_messages import without_signatures
from web.pages.whole_item import safe_link
from web.presenters.item_labels import correction_of

PAGE = f"/tin-bai/{ITEM}"


def labelled(kind: str, spans: list[list[int]]) -> dict[str, object]:
    return {"kind": kind, "scope": "", "label": "x", "detail": "", "spans": spans}


# --- reading ---


def test_the_text_is_marked_where_labels_rest(reading: Pages) -> None:
    shown = reading.signed_in("viewer").get(PAGE).text
    assert '<mark class="place">Tuyên Quang</mark>' in shown
    sentence = re.search(r'<mark class="sentence" id="cau-\d+">(Người dân .*?)</mark>', shown)
    assert sentence is not None
    assert '<b class="word">phản ánh</b>' in sentence[1]
    assert "mô hình bản 1" in shown
    assert "khá chắc (90 %)" in shown


def test_the_page_leads_to_all_that_the_item_is_linked_to(reading: Pages) -> None:
    shown = reading.signed_in("viewer").get(PAGE).text
    for link in (f"/su-kien/{EVENT}", f"/tin-bai/{COPY}", f"/tin-bai/{NOTICE}", f"{PAGE}/bang-chung.zip", "/canh-bao/"):
        assert f'href="{link}' in shown, link
    assert re.search(r'<a href="https://vnexpress.net/[^"]+" rel="noopener noreferrer external"', shown)
    assert "Báo đã gỡ bài này" in reading.signed_in("viewer").get(f"/tin-bai/{COPY}").text


def test_versions_stand_side_by_side_with_the_words_that_differ(reading: Pages) -> None:
    shown = reading.signed_in("viewer").get(PAGE).text
    assert "<del>10</del>" in shown
    assert "<ins>12</ins>" in shown
    assert "<ins>Người dân phản ánh chậm khắc phục.</ins>" in shown
    earlier = reading.signed_in("viewer").get(f"{PAGE}?ban=1").text
    assert "Đây là bản 1" in earlier
    assert "sạt lở 10 điểm" in earlier
    assert '<mark class="sentence" id=' not in earlier  # labels are those of the newest version
    assert reading.signed_in("viewer").get(f"{PAGE}?ban=99x").status_code == 404


@pytest.mark.parametrize(
    ("came", "leads"),
    [("http://localhost/tin-bai?q=c%E1%BA%A7u&bao=vtv", "/tin-bai?q=c%E1%BA%A7u&amp;bao=vtv"), ("", "/tin-bai"),
     ("http://localhost/canh-bao?x=1", "/tin-bai"), ("http://[", "/tin-bai"), ("//evil.vn", "/tin-bai"),
     ("http://a.vn/tin-bai?x=\"><script>", "/tin-bai?x=&#34;&gt;&lt;script&gt;")],
)  # fmt: skip
def test_one_comes_back_to_the_list_with_what_it_asked(reading: Pages, came: str, leads: str) -> None:
    shown = reading.signed_in("viewer").get(PAGE, headers={"referer": came}).text
    assert f'<p class="crumbs"><a href="{leads}">' in shown


def test_an_address_is_copied_with_a_script_and_no_button_stands_there_without(screens: Screens) -> None:
    with screens.open("viewer") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        for path, copies in ((PAGE, "https://vnexpress.net/"), ("/tin-bai?q=cau", "/tin-bai?q=cau")):
            page.goto(path)
            page.get_by_role("button", name="Chép địa chỉ").click()
            expect(page.get_by_text("Đã chép.")).to_be_visible()
            assert copies in page.evaluate("navigator.clipboard.readText()")
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="Chép địa chỉ")).to_be_hidden()
    with screens.open("viewer", script=False) as page:
        for path in (PAGE, "/tin-bai", "/diem-tin"):
            page.goto(path)
            assert not [one for one in page.locator(".needs-script").all() if one.is_visible()]


def test_nothing_from_outside_is_markup(reading: Pages) -> None:
    for path in (f"/tin-bai/{HOSTILE}", f"/su-kien/{EVENT}", "/su-kien?ke-hoach=tat-ca"):
        shown = reading.signed_in("admin").get(path).text
        assert "<script>alert" not in shown, path
        assert "<img src=x" not in shown, path
    shown = reading.signed_in("admin").get(f"/tin-bai/{HOSTILE}").text
    for field in ("lede", "kicker", "section", "byline", "credit"):
        assert str(escape(f"{field} {SCRIPT}")).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in shown, field
    assert (
        shown.count("&lt;script&gt;alert") >= 9
    )  # title, lede, body, kicker, section, byline, credit, author, caption
    assert 'href="javascript' not in shown
    assert "javascript:alert" in shown  # as text


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [("https://a.vn/x", True), ("http://a.vn", True), ("javascript:alert(1)", False), ("//a.vn/x", False),
     ("JaVaScript://a.vn/%0aalert(1)", False), ("data:text/html,x", False), ("https:", False), ("http://[", False),
     ("\x01javascript:x", False), ("", False)],
)  # fmt: skip
def test_only_addresses_of_the_web_are_links(address: str, is_safe: bool) -> None:
    assert safe_link(address) == (address if is_safe else "")


def test_an_unknown_item_is_not_found(reading: Pages) -> None:
    viewer = reading.signed_in("viewer")
    assert viewer.get("/tin-bai/khong-co").status_code == 404
    assert viewer.get("/tin-bai/khong-co/bang-chung.zip").status_code == 404
    assert viewer.get("/api/v1/items/khong-co").status_code == 404


def test_programs_read_the_same(reading: Pages) -> None:
    found = reading.signed_in("viewer").get(f"/api/v1/items/{ITEM}").json()
    assert (found["id"], len(found["versions"]), found["event"][0]["id"]) == (ITEM, 2, EVENT)
    assert {one["kind"] for one in found["annotations"]} >= {"tone", "theme", "relevance"}


def test_evidence_that_the_archive_lacks_is_a_sentence(reading: Pages) -> None:
    answer = reading.signed_in("viewer").get(f"{PAGE}/bang-chung.zip")
    assert answer.status_code == 400
    assert "Chưa làm được tệp bằng chứng." in answer.text
    assert "Traceback" not in answer.text
    assert reading.audit(action="export-evidence") == []


# --- correcting ---


def test_a_label_is_corrected_and_the_correction_taken_back(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    officer.get(PAGE)
    done = officer.post(PAGE, nhan="tone|pos", ve=PAGE)
    assert (done.status_code, done.headers["location"]) == (303, PAGE)
    shown = officer.get(PAGE).text
    assert "Đã sửa nhãn" in shown
    assert "Cán bộ officer" in shown
    assert pages.signed_in("viewer").get(f"/api/v1/items/{ITEM}").json()["annotations"][-1]["label"] == "pos"
    decision = re.search(r'name="quyet-dinh" value="([^"]+)"', shown)
    assert decision is not None
    officer.post(f"{PAGE}/huy", **{"quyet-dinh": decision[1], "ve": PAGE})
    assert "Đã hủy lần sửa nhãn" in officer.get(PAGE).text
    assert pages.signed_in("viewer").get(f"/api/v1/items/{ITEM}").json()["annotations"][-1]["label"] == "neg"
    assert [pages.audit(action=word)[0]["about"] for word in ("correct-label", "undo-label")] == [ITEM, ITEM]


def test_the_audit_leads_to_what_was_corrected_and_says_how(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    officer.get(PAGE)
    for said in ("tone|neg|incident", "relevance|tuyen-quang|1", "add|h4"):
        officer.post(PAGE, nhan=said, ve=PAGE)
    shown = pages.signed_in("admin").get("/quan-tri/nhat-ky?viec=correct-label").text
    assert shown.count(f'<a href="{PAGE}">{ITEM}</a>') == 3
    for words in ("sắc thái: tiêu cực, sự việc", "tuyen-quang: nhắc qua", "thêm h4"):
        assert f"điều đã ghi: {words}" in shown


def test_what_was_decided_is_told_without_codes(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    officer.get(PAGE)
    for said in ("tone|pos", "relevance|tuyen-quang|1", "add|h4"):
        officer.post(PAGE, nhan=said, ve=PAGE)
    decision = re.search(r'name="quyet-dinh" value="([^"]+)"', officer.get(PAGE).text)
    assert decision is not None
    officer.post(f"{PAGE}/huy", **{"quyet-dinh": decision[1], "ve": PAGE})
    card = officer.get(PAGE).text.split('id="quyet-dinh"', 1)[1].split("</section>", 1)[0]
    told = re.findall(r'<p class="title">([^<]+)</p>', card)
    assert told == [
        "hủy lần sửa “thêm h4 Y tế”", "thêm h4 Y tế (đã hủy)", "Tuyên Quang: nhắc qua", "sắc thái: tích cực",
    ]  # fmt: skip


def test_the_machine_s_version_stands_without_its_signature(reading: Pages) -> None:
    shown = unescape(re.sub(r"<[^>]+>", " ", reading.signed_in("viewer").get(PAGE).text))
    assert "mô hình bản 1" in shown
    assert re.search(r"Thấy trên báo (lúc\s+\d+/\d+/\d+ \d+:\d+\s+[^–\s]|từ, đến\s+\d+/\d+/\d+ \d+:\d+ –)", shown)
    assert not re.search(r"[a-z]@\d", shown)
    assert without_signatures("Máy gợi ý (flag@4.1, 95 %)") == "Máy gợi ý (bản 4.1, 95 %)"
    assert without_signatures("gửi lan@1tinh.vn") == "gửi lan@1tinh.vn"


@pytest.mark.parametrize(
    ("choice", "kind", "label"),
    [("genre|bai", "genre", "bai"), ("relevance|tuyen-quang|1", "relevance", "1"), ("add|h4", "theme", "h4"),
     ("tone|neg|incident", "tone", "neg")],
)  # fmt: skip
def test_each_kind_of_label_can_be_set(pages: Pages, choice: str, kind: str, label: str) -> None:
    officer = pages.signed_in("officer")
    officer.get(PAGE)
    assert officer.post(PAGE, nhan=choice, ve=PAGE).status_code == 303
    found = officer.get(f"/api/v1/items/{ITEM}").json()["annotations"]
    assert label in {one["label"] for one in found if one["kind"] == kind and one["decision"]}


def test_a_theme_is_taken_away_and_said_so(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    officer.get(PAGE)
    officer.post(PAGE, nhan="remove|g2", ve=PAGE)
    found = officer.get(f"/api/v1/items/{ITEM}").json()["annotations"]
    assert not [one for one in found if one["kind"] == "theme"]
    assert "Cán bộ officer bỏ g2" in officer.get(PAGE).text


@pytest.mark.parametrize(
    "choice", ["", "tone", "tone|great", "flag|criticism", "relevance|ha-noi|2", "add|zz", "a|b|c|d"]
)
def test_what_is_no_label_changes_nothing(pages: Pages, choice: str) -> None:
    officer = pages.signed_in("officer")
    officer.get(PAGE)
    assert officer.post(PAGE, nhan=choice, ve=PAGE).status_code == 303
    assert 'class="notice bad"' in officer.get(PAGE).text
    assert officer.get(f"/api/v1/items/{ITEM}").json()["decisions"] == []


def test_an_undoing_names_what_it_undoes(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    officer.get(PAGE)
    for wanted in ("", "nothing-such"):
        officer.post(f"{PAGE}/huy", **{"quyet-dinh": wanted, "ve": PAGE})
        assert 'class="notice bad"' in officer.get(PAGE).text
    assert officer.get(f"/api/v1/items/{ITEM}").json()["decisions"] == []


def test_a_viewer_reads_and_corrects_nothing(pages: Pages) -> None:
    viewer = pages.signed_in("viewer")
    assert 'name="nhan"' not in viewer.get(PAGE).text
    assert viewer.post(PAGE, nhan="tone|pos").status_code == 403


def test_notes_are_kept_short(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    officer.get(PAGE)
    officer.post(PAGE, **{"nhan": "tone|pos", "ghi-chu": f"  {SCRIPT}{'x' * 900}", "van-ban": "12/CV", "ve": PAGE})
    decision = officer.get(f"/api/v1/items/{ITEM}").json()["decisions"][0]
    assert (len(decision["note"]), decision["document"]) == (500, "12/CV")
    assert "<script>alert" not in officer.get(PAGE).text


# --- marking and choices ---


@given(
    text=st.text(alphabet="aB .\n!", max_size=60),
    spans=st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)).map(list), max_size=6),
    kind=st.sampled_from(["relevance", "tone", "headline"]),
)
def test_marks_change_no_character(text: str, spans: list[list[int]], kind: str) -> None:
    shown = marked(text, [labelled(kind, spans), labelled("flag", [[0, 1]])], title=text.find("\n"))
    assert shown.plain == text
    numbers = [part.sentence for line in shown.lines for part in line if part.sentence]
    assert numbers == sorted(set(numbers))
    assert {one.number for one in shown.evidence.values()} == set(numbers)


def test_the_sentence_below_the_headline_is_taken_where_there_is_one() -> None:
    text = "Dân kêu kêu.\nHôm qua dân kêu. Nay đã xong."
    shown = marked(text, [labelled("tone", [[4, 7], [8, 11], [25, 28]])], title=12)
    assert [one.text for one in shown.evidence.values()] == ["Hôm qua dân kêu."]
    headline_only = marked(text, [labelled("tone", [[4, 7]])], title=12)
    assert [one.text for one in headline_only.evidence.values()] == ["Dân kêu kêu."]


def test_a_very_long_text_is_cut_and_says_so() -> None:
    shown = marked("a" * 70_000, [labelled("tone", [[69_000, 69_001]])])
    assert (shown.is_cut, len(shown.plain), shown.evidence) == (True, 60_000, {})


@given(st.text(max_size=30))
def test_no_choice_is_an_error_of_ours(choice: str) -> None:
    if choice.split("|")[0] not in ("relevance", "tone", "genre", "add", "remove"):
        with pytest.raises(Trouble, match=r"correct\.nothing"):
            correction_of(choice)


# --- in a browser ---


@pytest.mark.network
@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_two_clicks_correct_a_label_and_one_takes_it_back(screens: Screens, script: bool) -> None:
    with screens.open("officer", size=DESK, script=script) as page:
        page.goto(PAGE)
        tone = page.locator("ul.labels > li", has=page.get_by_role("heading", name="Sắc thái"))
        tone.locator("summary").first.click()
        tone.get_by_role("button", name="tích cực", exact=True).click()
        page.wait_for_selector(".notice.good")
        assert "Tích cực" in tone.inner_text()
        page.locator(".notice").get_by_role("button", name="Hủy thao tác").click()
        page.wait_for_selector("text=Đã hủy lần sửa nhãn")
        assert "Tiêu cực" in tone.inner_text()


@pytest.mark.network
def test_no_script_of_an_article_runs(screens: Screens) -> None:
    screens.said.clear()
    with screens.open("viewer") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append("dialog"))
        for path in (f"/tin-bai/{HOSTILE}", f"/su-kien/{EVENT}"):
            page.goto(path)
            page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith(screens.address)] == []
    assert screens.said == []


# --- a home that was collected ---

ADDRESS = "https://thu.example.vn/tin-cau-treo-101.html"
BUILT = "Cầu dài {} mét, " + "nối hai bờ sông Lô. " * 5


def test_the_evidence_that_comes_down_proves_itself_and_is_audited(tmp_path: Path) -> None:
    home = home_of(tmp_path, "thu")
    first, second = (page_of("Cầu treo mới thông xe", "Xã Hàm Yên có cầu.", BUILT.format(long)) for long in (120, 140))
    record(home, (ADDRESS, "20 03:00", "200 OK", first), (ADDRESS, "21 03:00", "200 OK", second))
    process_all(home)
    pages = Pages(home)
    viewer = pages.signed_in("viewer")
    found = str(item_view(home, ADDRESS)["id"])
    shown = viewer.get(f"/tin-bai/{found}").text
    assert "<del>120</del>" in shown
    assert "<ins>140</ins>" in shown
    answer = viewer.get(f"/tin-bai/{found}/bang-chung.zip")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="bang-chung-{found}.zip"'
    path = tmp_path / "evidence.zip"
    path.write_bytes(answer.content)
    assert list(verify.faults_of(verify.contents(path), None)) == []
    line = pages.audit(action="export-evidence")[0]
    assert (line["about"], line["facts"]["sha256"]) == (found, sha256(answer.content).hexdigest())
    pages.close()
