"""The register: only people call a claim false, two of them, on a document of somebody else; the machine never does."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import cli
from casework import ABOUT_CLAIM
from config.wording import sentence, shipped_sentences
from pipeline.cases import Wish
from pipeline.claims import register
from pipeline.jobs.exports.weekly import export_week
from pipeline.jobs.queue.case_words import matter_lines, queue_lines
from pipeline.jobs.queue.cases import Asked, flags_view, matter_view, take_step
from pipeline.jobs.queue.claim_words import claim_lines, claim_table
from pipeline.jobs.queue.register import (
    add_claim,
    add_source,
    add_variant,
    claim_view,
    claims_view,
    state_claim,
    undo_claim,
)
from pipeline.jobs.reading.claims import match_claims
from records import Decision, Trouble
from tests.desk import ASSIGN, DAY, NOW, PLAN, TQ, Desk
from tests.pipeline.claimed import ALSO_A, BODY, CLAIM, A, B
from times import iso

TOLD = "Người dân kể trạm y tế xã Thử Nghiệm bán thuốc hết hạn cho bảy mươi người già trong thôn. Ai cũng lo."
REFUTED = sentence("claim-state.refuted")
WORDS = (REFUTED, "tin giả", "sai sự thật", "bịa đặt", "thông tin sai")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.item("bai-1", title="Chuyện ở trạm y tế", body=TOLD, flag="")
    desk.item("bai-2", title="Lúa được mùa", body="Nông dân gặt lúa sớm hơn mọi năm. Giá lúa ổn định.", flag="")
    return desk


def entered(desk: Desk, *, source: str = "Thanh tra Sở Y tế", variants: tuple[str, ...] = ()) -> str:
    number = add_claim(desk.home, CLAIM, plan=PLAN, body=BODY, variants=variants, by=A, now=NOW)
    if source:
        add_source(desk.home, number, source=source, document="15/KL-TTr", day="2026-07-20", by=A, now=NOW)
    return number


def refuted(desk: Desk) -> str:
    number = entered(desk)
    for officer in (A, B):
        state_claim(desk.home, number, "refuted", document="15/KL-TTr", by=officer, now=NOW)
    return number


def processed(desk: Desk) -> None:
    match_claims(desk.store, desk.home.configuration())
    desk.raise_flags()


def state_of(desk: Desk, number: str) -> str:
    return str(claim_view(desk.home, number)["state"])


def test_one_officer_is_not_enough_and_the_second_bears_another_name(desk: Desk) -> None:
    number = entered(desk)
    assert state_claim(desk.home, number, "refuted", document="15/KL-TTr", by=A, now=NOW).state == "verifying"
    for same in (A, "tran thi an", "  TRẦN  THỊ An.", "Trần Thị An", *ALSO_A):
        with pytest.raises(Trouble, match=r"claim\.same-officer"):
            state_claim(desk.home, number, "refuted", document="15/KL-TTr", by=same, now=NOW)
    assert state_claim(desk.home, number, "refuted", document="15/KL-TTr", by=B, now=NOW).state == "refuted"


def test_one_account_is_one_person_whatever_it_is_called_by_now(desk: Desk) -> None:
    number = entered(desk)
    state_claim(desk.home, number, "refuted", document="15/KL-TTr", by=A, account="an", now=NOW)
    with pytest.raises(Trouble, match=r"claim\.same-officer"):
        state_claim(desk.home, number, "refuted", document="15/KL-TTr", by=B, account="an", now=NOW)
    second = state_claim(desk.home, number, "refuted", document="15/KL-TTr", by=B, account="binh", now=NOW)
    assert second.state == "refuted"


@pytest.mark.parametrize(
    ("source", "document", "trouble"),
    [
        ("", "15/KL", "claim.no-source"),
        ("Thanh tra Sở Y tế", "", "claim.needs-document"),
        ("Thanh tra Sở Y tế", "  ", "claim.needs-document"),
        (BODY, "15/KL", "claim.own-source"),
        ("TRẠM Y TẾ XÃ THỬ NGHIỆM (tỉnh Tuyên Quang)", "15/KL", "claim.own-source"),
    ],
)
def test_what_is_lacking_is_told_and_the_state_stays(desk: Desk, source: str, document: str, trouble: str) -> None:
    number = entered(desk, source=source)
    with pytest.raises(Trouble) as told:
        state_claim(desk.home, number, "refuted", document=document, by=A, now=NOW)
    assert told.value.key == trouble
    assert state_of(desk, number) == "verifying"


def test_taking_back_anything_that_it_rests_on_takes_the_word_back(desk: Desk) -> None:
    number = refuted(desk)
    undo_claim(desk.home, number, by=B, now=NOW)
    assert state_of(desk, number) == "verifying"
    for _ in range(3):
        undo_claim(desk.home, number, by=B, now=NOW)
    with pytest.raises(Trouble, match=r"claim\.nothing-to-undo"):
        undo_claim(desk.home, number, by=B, now=NOW)
    assert claims_view(desk.home) == []


def test_a_new_wording_is_covered_by_nobodys_word(desk: Desk) -> None:
    number = refuted(desk)
    add_variant(desk.home, number, "Trạm y tế xã cho người già uống thuốc cũ", by=A, now=NOW)
    assert state_of(desk, number) == "verifying"


def test_lines_that_were_written_past_the_door_refute_nothing() -> None:
    """What stands is read from the decisions each time, so a forged or older journal cannot skip a step."""
    entry = {"do": "add", "claim": CLAIM, "variants": [], "body": BODY, "province": TQ}
    said = [entry, *[{"do": "state", "state": "refuted"}] * 3]
    one_officer = [Decision(f"d{n}", A, NOW, ABOUT_CLAIM, "x", one, document="1/KL") for n, one in enumerate(said)]
    two_without_source = [
        Decision(f"d{n}", (A, B)[n % 2], NOW, ABOUT_CLAIM, "x", one, document="1/KL") for n, one in enumerate(said)
    ]
    assert register(one_officer)["x"].state == register(two_without_source)["x"].state == "verifying"


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("Theo tôi lãnh đạo xã quá yếu kém", "claim.opinion"),
        ("Có phải xã đã bán đất công viên?", "claim.question"),
        ("Bán đất", "claim.too-short"),
        (CLAIM, "claim.known-wording"),
    ],
)
def test_what_is_no_claim_does_not_enter(desk: Desk, text: str, trouble: str) -> None:
    entered(desk)
    with pytest.raises(Trouble) as told:
        add_claim(desk.home, text, plan=PLAN, body=BODY, variants=(), by=A, now=NOW)
    assert told.value.key == trouble


@pytest.mark.parametrize("day", ["2026-07-23", "hôm qua", "20/07/2026", ""])
def test_a_source_has_a_document_and_a_day_that_has_been(desk: Desk, day: str) -> None:
    with pytest.raises(Trouble, match=r"claim\.bad-source-day"):
        add_source(desk.home, entered(desk), source="Thanh tra", document="1/KL", day=day, by=A, now=NOW)


def test_the_bodys_own_word_under_a_short_name_refutes_nothing(desk: Desk) -> None:
    number = entered(desk, source="Trưởng trạm y tế xã Thử Nghiệm, TQ")
    with pytest.raises(Trouble, match=r"claim\.own-source"):
        state_claim(desk.home, number, "refuted", document="15/KL-TTr", by=A, now=NOW)


def test_an_item_that_repeats_a_refuted_claim_is_to_be_read_and_may_be_asked_to_correct(desk: Desk) -> None:
    number = refuted(desk)
    processed(desk)
    view = claim_view(desk.home, number)
    assert [(one["item"], one["stance"]) for one in view["items"]] == [("bai-1", "repeats")]
    assert "bán thuốc hết hạn" in view["items"][0]["sentence"]
    rows, _ = flags_view(desk.home, Asked(kind="refuted"), now=NOW)
    assert rows[0]["reason"].startswith("Cần đọc")
    take_step(desk.home, [rows[0]["key"]], ASSIGN, by=A, now=NOW)
    wish = Wish("request", request="correction", claim=number, document="7/CV")
    take_step(desk.home, [rows[0]["key"]], wish, by=A, now=NOW)
    assert matter_view(desk.home, rows[0]["key"], now=NOW)["state"] == "prepared"


def test_no_correction_is_asked_for_before_two_officers_have_spoken(desk: Desk) -> None:
    number = entered(desk)
    state_claim(desk.home, number, "refuted", document="15/KL-TTr", by=A, now=NOW)
    desk.rejudge("bai-1", "claim")
    processed(desk)
    key = str(desk.matters()[0]["key"])
    take_step(desk.home, [key], ASSIGN, by=A, now=NOW)
    with pytest.raises(Trouble, match=r"case\.claim-not-refuted"):
        take_step(desk.home, [key], Wish("request", request="removal", claim=number, document="7/CV"), by=A, now=NOW)
    state_claim(desk.home, number, "refuted", document="15/KL-TTr", by=B, now=NOW)
    take_step(desk.home, [key], Wish("request", request="removal", claim=number, document="7/CV"), by=A, now=NOW)


def test_no_correction_of_an_item_that_does_not_repeat_the_claim(desk: Desk) -> None:
    number = refuted(desk)
    desk.rejudge("bai-2", "criticism")
    processed(desk)
    key = next(str(row["key"]) for row in desk.matters() if row["anchor"] == "bai-2")
    take_step(desk.home, [key], ASSIGN, by=A, now=NOW)
    with pytest.raises(Trouble, match=r"case\.claim-not-in-item"):
        take_step(desk.home, [key], Wish("request", request="removal", claim=number, document="7/CV"), by=A, now=NOW)


@pytest.mark.parametrize("prefix", ["Sở Y tế bác bỏ: không có chuyện ", "Trên mạng lan truyền tin đồn rằng "])
def test_who_rebuts_or_quotes_does_not_repeat(desk: Desk, prefix: str) -> None:
    desk.item("bai-3", title="Về trạm y tế", body=prefix + TOLD, flag="")
    number = refuted(desk)
    processed(desk)
    stances = {one["item"]: one["stance"] for one in claim_view(desk.home, number)["items"]}
    assert stances["bai-3"] != "repeats"
    assert [row["anchor"] for row in desk.matters() if row["kind"] == "refuted"] == ["bai-1"]


def screens(desk: Desk) -> str:
    """Everything that officers are shown or given of the home, as text."""
    home, configuration = desk.home, desk.home.configuration()
    rows, _ = flags_view(home, Asked(), now=NOW)
    shown: list[object] = [*rows, *queue_lines(rows, configuration)]
    for row in rows:
        shown += [
            matter_view(home, row["key"], now=NOW),
            *matter_lines(matter_view(home, row["key"], now=NOW), configuration),
        ]
    claims = [claim_view(home, row["number"]) for row in claims_view(home)]
    shown += [*claim_table(claims_view(home)), *(line for one in claims for line in claim_lines(one))]
    for form in ("xlsx", "csv"):
        for file in export_week(home, "2026-W30", now=NOW, form=form).files:
            shown.append(_content(file))
    for words in (["flags"], ["claims", "list"], ["item", "bai-1"], ["search", "trạm y tế"], ["coverage"]):
        shown.append(CliRunner().invoke(cli.main, ["--home", str(home.path), *words]).output)
    return "\n".join(map(str, shown))


def _content(file: Path) -> str:
    if file.suffix == ".csv":
        return file.read_text("utf-8-sig")
    return "\n".join(str(cell.value) for sheet in load_workbook(file) for row in sheet for cell in row)


@pytest.mark.parametrize("officers", [0, 1, 2])
def test_nothing_is_called_false_anywhere_without_two_peoples_decision(desk: Desk, officers: int) -> None:
    desk.rejudge("bai-1", "claim")
    number = entered(desk)
    for officer in (A, B)[:officers]:
        state_claim(desk.home, number, "refuted", document="15/KL-TTr", by=officer, now=NOW)
    processed(desk)
    shown = screens(desk).replace(sentence("claim.half", name=A), "")
    assert [word for word in WORDS if word in shown] == ([REFUTED] if officers == 2 else [])
    assert claim_view(desk.home, number)["state"] == ("refuted" if officers == 2 else "verifying")
    assert bool(flags_view(desk.home, Asked(kind="refuted"), now=NOW)[0]) == (officers == 2)


def test_no_sentence_of_ours_calls_an_item_false() -> None:
    """Only the state of a claim, and the sentences that say when it may be given, have the word."""
    allowed = (
        "claim-state.refuted",
        "claim.half",
        "case.needs-claim",
        "case.claim-not-refuted",
        "claim.same-officer",
        "contracts.no-quality",
        "award.words",
        "web.awards.without-tone",
        "page.case.needs-claim",
        "web.flags.about.request",
        "web.flags.field.claim-long",
    )
    saying = [key for key, words in shipped_sentences().items() if any(word in words.lower() for word in WORDS)]
    assert set(saying) <= set(allowed)


def test_the_register_comes_back_from_the_journal(desk: Desk) -> None:
    number = refuted(desk)
    processed(desk)
    before = claim_view(desk.home, number)
    desk.lose_and_rebuild()
    processed(desk)
    assert claim_view(desk.home, number) == before


def test_an_item_is_looked_at_once_for_each_register(desk: Desk) -> None:
    configuration = desk.home.configuration()
    assert match_claims(desk.store, configuration) == 0  # nothing is registered
    number = entered(desk)
    assert [match_claims(desk.store, configuration) for _ in range(2)] == [2, 0]
    desk.version("bai-2", 2, "Lúa được mùa lớn", "Giá lúa tăng.", NOW + DAY, "r-bai-2")
    assert match_claims(desk.store, configuration) == 1
    add_variant(desk.home, number, "Trạm y tế xã cho người già uống thuốc cũ", by=A, now=NOW)
    assert match_claims(desk.store, configuration) == 2
    undo_claim(desk.home, number, by=A, now=NOW)
    undo_claim(desk.home, number, by=A, now=NOW)
    undo_claim(desk.home, number, by=A, now=NOW)
    assert match_claims(desk.store, configuration) == 0
    assert desk.db.execute("SELECT count(*) FROM claim_matches").fetchone()[0] == 0


def test_a_refuted_claim_raises_its_flags_on_the_day_on_which_it_was_refuted(desk: Desk) -> None:
    number = entered(desk)
    for officer, days in ((A, 20), (B, 21)):
        state_claim(desk.home, number, "refuted", document="15/KL-TTr", by=officer, now=NOW + days * DAY)
    processed(desk)
    assert [row["raised_at"] for row in desk.matters() if row["kind"] == "refuted"] == [iso(NOW + 21 * DAY)]
