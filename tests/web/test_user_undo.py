"""What an administrator did with a user is taken back as far as it can be, and what cannot be is said before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from httpx import Response

from config.wording import sentence
from records import Trouble
from tests.desk import KnownHome, shipped_configuration
from tests.pages import PASSWORD, Pages, Visitor
from web.signing_in.users import set_standing, set_user, take_back

USERS = "/quan-tri/nguoi-dung"
NEW = "một câu dài để đăng nhập"
HOA = {"login": "hoa", "name": "Nguyễn Thị Hoa", "role": "lead", "department": "so-y-te"}
_UNDO = re.compile(r'<div class="notice.*?<form method="post" action="([^"]+)">(.*?)</form>', re.DOTALL)
_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_SECRET = re.compile(r"<code>([a-z2-9-]{24})</code>")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Pages]:
    pages = Pages(KnownHome(tmp_path), users=("officer", "lead", "admin"))
    yield pages
    pages.close()


@pytest.fixture
def admin(office: Pages) -> Visitor:
    visitor = office.signed_in("admin")
    visitor.get(USERS)
    return visitor


def undo_of(answer: Response) -> tuple[str, dict[str, str]]:
    """The undo that a page offers: where it is sent, with which fields."""
    found = _UNDO.search(answer.text)
    assert found, answer.text
    fields = {name: unescape(value) for name, value in _FIELD.findall(found[2]) if name != "csrf"}
    return unescape(found[1]), fields


def after(visitor: Visitor, answer: Response) -> Response:
    assert answer.status_code == 303, answer.text
    return visitor.get(answer.headers["location"])


def taken_back(visitor: Visitor, answer: Response) -> str:
    """The page after pressing the undo of another."""
    path, fields = undo_of(answer)
    return after(visitor, visitor.post(path, **fields)).text


def logins(office: Pages, visitor: Visitor) -> set[str]:
    return set(re.findall(rf'action="{USERS}/([^"/]+)"', visitor.get(USERS).text))


def test_a_user_who_was_added_by_mistake_is_withdrawn_and_the_password_is_worth_nothing(
    office: Pages, admin: Visitor
) -> None:
    added = admin.post(USERS, **HOA)
    secret = _SECRET.findall(added.text)[0]
    assert sentence("web.admin.withdrawn", login="hoa") in taken_back(admin, added)
    assert "hoa" not in logins(office, admin)
    assert office.nobody().sign_in("hoa", secret).status_code == 401
    lines = [(line["action"], line["about"], line["outcome"]) for line in office.audit(limit=3)]
    assert lines == [("sign-in", "", "refused"), ("user-withdraw", "hoa", "ok"), ("user-add", "hoa", "ok")]


def test_who_was_withdrawn_is_added_again_as_before_with_another_password(office: Pages, admin: Visitor) -> None:
    added = admin.post(USERS, **HOA)
    withdrawn = after(admin, admin.post(f"{USERS}/hoa/rut"))
    path, fields = undo_of(withdrawn)
    again = admin.post(path, **fields)
    assert _SECRET.findall(again.text)[0] != _SECRET.findall(added.text)[0]
    hoa = office.user("hoa")
    assert (hoa.name, hoa.role, hoa.department, hoa.must_change) == (HOA["name"], "lead", "so-y-te", True)


def test_whom_somebody_was_is_not_withdrawn(office: Pages, admin: Visitor) -> None:
    secret = _SECRET.findall(admin.post(USERS, **HOA).text)[0]
    assert f'action="{USERS}/hoa/rut"' in admin.get(USERS).text
    assert office.nobody().sign_in("hoa", secret).status_code == 303
    assert f'action="{USERS}/hoa/rut"' not in admin.get(USERS).text
    refused = after(admin, admin.post(f"{USERS}/hoa/rut", ve=USERS))
    assert sentence("account.was-used", login="hoa") in unescape(refused.text)
    assert office.user("hoa").name == HOA["name"]


def test_a_reset_is_taken_back_and_the_old_password_serves_again(office: Pages, admin: Visitor) -> None:
    here = office.nobody()
    here.sign_in("officer")
    reset = admin.post(f"{USERS}/officer/mat-khau")
    secret = _SECRET.findall(reset.text)[0]
    there = office.nobody()
    assert there.sign_in("officer", secret).status_code == 303  # who knows the new one, and has not changed it
    shown = taken_back(admin, reset)
    assert sentence("web.admin.undone-user-reset", login="officer") in shown
    assert [one.get("/tai-khoan").status_code for one in (here, there)] == [303, 303]
    assert office.nobody().sign_in("officer", secret).status_code == 401
    assert office.nobody().sign_in("officer", PASSWORD).status_code == 303
    line = office.audit(action="user-undo")[0]
    assert (line["login"], line["about"], line["facts"]) == ("admin", "officer", {"undone": "user-reset"})
    assert sentence("audit.user-reset") in admin.get("/quan-tri/nhat-ky?viec=user-undo").text


def test_a_reset_stays_once_the_new_password_was_changed(office: Pages, admin: Visitor) -> None:
    reset = admin.post(f"{USERS}/officer/mat-khau")
    there = office.nobody()
    there.sign_in("officer", _SECRET.findall(reset.text)[0])
    there.get("/tai-khoan/mat-khau")
    current = _SECRET.findall(reset.text)[0]
    there.post("/tai-khoan/mat-khau", current=current, new=NEW, repeated=NEW)
    assert sentence("account.changed-since", login="officer") in unescape(taken_back(admin, reset))
    assert office.nobody().sign_in("officer", NEW).status_code == 303


def test_a_change_is_taken_back_as_a_whole(office: Pages, admin: Visitor) -> None:
    change = {"name": "Tên khác", "role": "viewer", "department": "so-y-te"}
    changed = after(admin, admin.post(f"{USERS}/officer", **change))
    taken_back(admin, changed)
    officer = office.user("officer")
    assert (officer.name, officer.role, officer.department) == ("Cán bộ officer", "officer", "")


def test_a_colleagues_later_change_is_not_overwritten(office: Pages, admin: Visitor) -> None:
    changed = after(admin, admin.post(f"{USERS}/officer", name="Một", role="viewer", department=""))
    office.add_user("chi", "admin")
    chi = office.nobody()
    chi.sign_in("chi")
    chi.get(USERS)
    chi.post(f"{USERS}/officer", name="Hai", role="lead", department="")
    assert sentence("account.changed-since", login="officer") in unescape(taken_back(admin, changed))
    assert (office.user("officer").name, office.user("officer").role) == ("Hai", "lead")


def test_nobody_else_and_not_after_an_hour_or_of_another_user(office: Pages, admin: Visitor) -> None:
    path, fields = undo_of(after(admin, admin.post(f"{USERS}/officer", name="Một", role="viewer", department="")))
    office.add_user("chi", "admin")
    chi = office.nobody()
    chi.sign_in("chi")
    no = sentence("account.no-way-back")
    assert no in unescape(after(chi, chi.post(path, **fields)).text)
    assert no in unescape(after(admin, admin.post(f"{USERS}/lead/huy", **fields)).text)
    for minutes in (31, 30):  # a session that nobody uses ends after an hour
        office.clock.go_on(minutes=minutes)
        admin.get(USERS)
    assert no in unescape(after(admin, admin.post(path, **fields)).text)
    assert office.user("officer").role == "viewer"


def test_the_last_administrator_is_not_lost_by_an_undo(office: Pages) -> None:
    asked = {"name": "Cán bộ lead", "role": "admin", "department": ""}
    raised = set_user(office.accounts, shipped_configuration(), "lead", **asked)
    set_standing(office.accounts, "admin", disabled=office.clock())
    with pytest.raises(Trouble, match=r"account\.last-admin"):
        take_back(office.accounts, raised)
    assert office.user("lead").role == "admin"


def test_an_ended_token_works_again_for_an_hour(office: Pages) -> None:
    officer = office.signed_in("officer")
    officer.get("/tai-khoan")
    made = officer.post("/tai-khoan/ma-truy-cap", name="bảng tính")
    secret = re.findall(r"<code>(diembao_[\w-]+)</code>", made.text)[0]

    def status() -> int:
        return office.nobody().get("/api/v1/me", headers={"authorization": f"Bearer {secret}"}).status_code

    ended = after(officer, officer.post("/tai-khoan/ma-truy-cap/1/huy"))
    assert status() == 401
    taken_back(officer, ended)
    assert status() == 200
    path, fields = undo_of(after(officer, officer.post("/tai-khoan/ma-truy-cap/1/huy")))
    office.clock.go_on(minutes=59)
    officer.get("/tai-khoan")
    lead = office.signed_in("lead")
    lead.get("/tai-khoan")
    lead.post(path, **fields)
    assert status() == 401  # nobody else's
    office.clock.go_on(minutes=2)
    told = after(officer, officer.post(path, **fields)).text
    assert sentence("account.unknown-ended-token") in told
    assert status() == 401


def test_what_cannot_be_taken_back_stands_beside_its_button_before(office: Pages, admin: Visitor) -> None:
    admin.post(USERS, **HOA)
    office.nobody().sign_in("officer")
    page = unescape(admin.get(USERS).text)
    for word, login in (("save", "lead"), ("reset", "lead"), ("disable", "lead"), ("withdraw", "hoa")):
        assert f'<p class="help" id="{word}-{login}">{sentence(f"web.admin.{word}-help")}</p>' in page
        assert f'aria-describedby="{word}-{login}"' in page
    assert sentence("web.admin.add-help") in page


def test_a_refused_form_of_the_page_with_a_password_comes_back_to_the_users(office: Pages, admin: Visitor) -> None:
    reset = admin.post(f"{USERS}/officer/mat-khau")
    assert f'name="ve" value="{USERS}"' in reset.text
    assert f'name="ve" value="{USERS}/officer' not in reset.text
