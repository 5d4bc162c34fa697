"""Forms that are refused come back filled in, the fault beside its field; what is sent twice is done once."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response

from records import Trouble
from tests.desk import NOW
from tests.pages import Pages, Visitor, field_value
from web.forms.field_errors import field_at_fault
from web.forms.idempotency import Once
from web.forms.refill import refilled
from web.forms.submission import Submission, from_json

FILLINGS = ("today", "flags")
USERS = "/quan-tri/nguoi-dung"
OURS = {"sec-fetch-site": "same-origin", "origin": "http://localhost"}
REGISTER = "/quan-tri/tin-da-kiem-chung"


def after_sending(visitor: Visitor, page: str, path: str, **fields: str) -> str:
    """The page as it is shown after its form was sent."""
    visitor.get(page)
    answer = visitor.post(path, ve=page, **fields)
    assert answer.status_code == 303, answer.text
    return visitor.get(answer.headers["location"]).text


def tag_of(page: str, name: str, value: str = "") -> str:
    """The last tag of the page with this name and text in it."""
    return next(tag for tag in reversed(re.findall(r"<[^>]*>", page)) if f'name="{name}"' in tag and value in tag)


def test_a_refused_user_keeps_what_was_typed(reading: Pages) -> None:
    typed = {"login": "Chị Hoa", "name": 'Nguyễn "Hoa" <b>', "role": "lead", "department": "so-y-te"}
    shown = after_sending(reading.signed_in("admin"), USERS, USERS, **typed)
    login = tag_of(shown, "login")
    assert 'value="Chị Hoa"' in login
    assert 'aria-invalid="true"' in login
    assert "autofocus" in login
    assert 'aria-describedby="o-login-help loi-login"' in login
    assert re.search(r'<span class="fault" id="loi-login">[^<]*chị hoa[^<]*</span>', shown)
    assert 'value="Nguyễn &quot;Hoa&quot; &lt;b&gt;"' in tag_of(shown, "name")
    assert '<option value="lead" selected>' in shown
    assert '<option value="so-y-te" selected>' in shown
    assert shown.count("autofocus") == 1
    again = reading.signed_in("admin").get(USERS).text
    assert "Chị Hoa" not in again  # once


def test_a_refused_claim_keeps_its_long_text_and_says_which_field(reading: Pages) -> None:
    typed = {
        "text": "Hay quá!",
        "body": "UBND xã Thử",
        "variants": "câu một\n</textarea><script>1</script>",
        "note": "",
    }
    shown = after_sending(reading.signed_in("lead"), REGISTER, REGISTER, **typed)
    assert 'value="Hay quá!"' in tag_of(shown, "text")
    assert "aria-invalid" in tag_of(shown, "text")
    assert 'value="UBND xã Thử"' in tag_of(shown, "body")
    assert "câu một\n&lt;/textarea&gt;&lt;script&gt;1" in shown


def test_a_refused_step_opens_the_form_that_it_was_in(reading: Pages) -> None:
    lead = reading.signed_in("lead")
    found = re.search(r'href="(/canh-bao/\w{10})[^"]*">Xã Thử', lead.get("/canh-bao").text)
    assert found
    typed = {"department": "so-y-te", "due": "2026-07-01", "note": "Gấp", "step": "assign", "thay": ""}
    shown = after_sending(lead, found[1], f"{found[1]}/giao", **typed)
    due = re.search(r'<input[^>]*id="o-assign-due"[^>]*>', shown)
    assert due
    assert 'value="2026-07-01"' in due[0]
    assert "aria-invalid" in due[0]
    assert re.search(r'<details class="step" open><summary data-key="g"', shown)
    assert shown.count('<details class="step" open') == 1
    notes = {step: re.search(rf'<input[^>]*id="o-{step}-note"[^>]*>', shown) for step in ("assign", "close")}
    assert notes["assign"]
    assert 'value="Gấp"' in notes["assign"][0]
    assert notes["close"]
    assert "Gấp" not in notes["close"][0]


def test_secrets_do_not_come_back(reading: Pages) -> None:
    typed = {"current": "sai rồi nhé", "new": "một câu mới dài", "repeated": "một câu mới dài"}
    shown = after_sending(reading.signed_in("officer"), "/tai-khoan/mat-khau", "/tai-khoan/mat-khau", **typed)
    assert "sai rồi nhé" not in shown
    assert "một câu mới dài" not in shown
    assert 'aria-describedby="loi-current"' in tag_of(shown, "current")


def test_who_was_away_too_long_signs_in_and_finds_what_was_typed(pages: Pages) -> None:
    visitor = pages.nobody()
    visitor.sign_in("lead")
    page = visitor.get(REGISTER).text
    pages.clock.go_on(hours=13)
    typed = {"csrf": field_value(page, "csrf"), "ve": REGISTER, "text": "Cống xả xã A đóng từ tháng 3.", "body": "Xã A"}
    sent = visitor.client.post(REGISTER, data=typed, headers=OURS)
    assert (sent.status_code, sent.headers["location"]) == (303, "/vao?tiep=%2Fquan-tri%2Ftin-da-kiem-chung")
    assert visitor.sign_in("lead", onward=REGISTER).headers["location"] == REGISTER
    shown = visitor.get(REGISTER).text
    assert "chưa được gửi" in shown
    assert 'value="Cống xả xã A đóng từ tháng 3."' in tag_of(shown, "text")
    assert "Cống xả xã A" not in visitor.get(REGISTER).text  # once
    assert "Cống xả xã A" not in pages.signed_in("viewer").get(REGISTER).text  # nothing was written


def test_a_form_of_an_earlier_session_comes_back_filled_in(reading: Pages) -> None:
    lead = reading.signed_in("lead")
    typed = {"csrf": "của phiên trước", "ve": REGISTER, "text": "Trạm bơm xã B ngừng chạy.", "body": "Xã B"}
    sent = lead.client.post(REGISTER, data=typed, headers=OURS)
    assert sent.status_code == 303
    shown = lead.get(REGISTER).text
    assert "Biểu mẫu đã cũ" in shown
    assert 'value="Trạm bơm xã B ngừng chạy."' in tag_of(shown, "text")


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_what_another_site_sends_is_never_shown(reading: Pages, headers: dict[str, str]) -> None:
    typed = {"ve": REGISTER, "text": "Lời của kẻ lạ"}
    nobody = reading.nobody().client.post(REGISTER, data=typed, headers=headers)
    assert nobody.status_code == 401
    lead = reading.signed_in("lead")
    assert lead.client.post(REGISTER, data={**typed, "csrf": "x"}, headers=headers).status_code == 403
    assert "kẻ lạ" not in nobody.text + lead.get(REGISTER).text


def test_what_is_sent_twice_is_done_once(pages: Pages) -> None:
    viewer = pages.signed_in("viewer")
    slip = field_value(viewer.get("/tai-khoan").text, "phieu")
    first, second = (viewer.post("/tai-khoan/ma-truy-cap", name="Bảng tin", phieu=slip) for _ in range(2))
    assert first.text == second.text  # the token is shown again, not a second one made
    assert len(pages.audit(action="token")) == 1
    viewer.post("/tai-khoan/ma-truy-cap", name="Bảng tin 2", phieu=slip)  # something else from the same page
    assert len(pages.audit(action="token")) == 2
    pages.clock.go_on(minutes=11)
    viewer.post("/tai-khoan/ma-truy-cap", name="Bảng tin", phieu=slip)
    assert len(pages.audit(action="token")) == 3


def test_a_second_click_waits_for_the_first() -> None:
    async def both() -> tuple[int, list[bytes]]:
        once, calls, go_on = Once(), 0, asyncio.Event()

        async def work() -> Response:
            nonlocal calls
            calls += 1
            await go_on.wait()
            return Response(b"%d" % calls)

        clicks = [asyncio.create_task(once.answer("k", work, now=NOW)) for _ in range(2)]
        await asyncio.sleep(0)
        go_on.set()
        return calls, [bytes(answer.body) for answer in await asyncio.gather(*clicks)]

    assert asyncio.run(both()) == (1, [b"1", b"1"])


def test_what_failed_can_be_sent_again() -> None:
    async def twice() -> str:
        once = Once()

        async def fails() -> Response:
            raise Trouble("home.locked")

        async def works() -> Response:
            return Response("xong")

        with pytest.raises(Trouble):
            await once.answer("k", fails, now=NOW)
        return bytes((await once.answer("k", works, now=NOW)).body).decode()

    assert asyncio.run(twice()) == "xong"


@pytest.mark.parametrize(
    ("trouble", "field"),
    [(Trouble("case.lacks", option="--due"), "due"), (Trouble("account.taken", login="x"), "login"),
     (Trouble("reconcile.empty", file="x"), "tep"), (Trouble("coverage.bad-day", value="mai"), "tu"),
     (Trouble("coverage.bad-day", value="hôm qua"), ""), (Trouble("case.changed"), "")],
)  # fmt: skip
def test_a_fault_stands_beside_its_field(trouble: Trouble, field: str) -> None:
    assert field_at_fault(trouble, [("tu", "mai"), ("den", "2026-07-01")]) == field


PLAIN = '<p>a & b</p><form action="/a?x=1"><input name="n" value="1"><br/><select name="s"><option>x</select></form>'
NAMES, WORDS = st.sampled_from(["n", "s", "khác", "csrf"]), st.text(max_size=20)


@given(st.lists(st.tuples(NAMES, WORDS), max_size=4), st.sampled_from(["n", "s", ""]), WORDS)
def test_filling_in_changes_nothing_but_its_form(fields: list[tuple[str, str]], fault: str, text: str) -> None:
    typed = Submission("/a", tuple(fields), fault, text)
    assert from_json(typed.as_json()) == typed
    page = refilled(PLAIN, typed)
    assert page.startswith('<p>a & b</p><form action="/a?x=1">')
    assert page.endswith("</form>")
    assert "<script" not in page or "&lt;script" in page
    assert refilled(PLAIN, Submission("/b", tuple(fields), fault, text)) == PLAIN
