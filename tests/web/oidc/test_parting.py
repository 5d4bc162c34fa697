"""The page of users says who is joined to the province's sign-in and since when, and parts them again."""

from __future__ import annotations

import re
from html import unescape

import pytest

from config.wording import sentence
from storage.accounts.audit import write_audit
from tests.desk import KnownHome
from tests.pages import Pages, Visitor
from tests.signing_in import JoinedOffice, who
from web.signing_in.users import join

pytestmark = pytest.mark.network
USERS = "/quan-tri/nguoi-dung"


def an_admin(office: JoinedOffice) -> Visitor:
    visitor = office.nobody()
    assert visitor.sign_in("admin").status_code == 303
    return visitor


def told(visitor: Visitor, login: str) -> str:
    """What the row of a user says about where else he signs in."""
    row = next(row for row in visitor.get(USERS).text.split("<tr")[1:] if f'action="{USERS}/{login}"' in row)
    cell = re.search(rf'data-label="{sentence("web.admin.elsewhere")}"[^>]*>([^<]*)<', row)
    return unescape(cell[1]) if cell else ""


def test_each_user_is_told_joined_or_not_and_since_when(office: JoinedOffice) -> None:
    admin = an_admin(office)
    assert told(admin, "officer") == sentence("web.admin.not-joined")
    office.clock.go_on(minutes=5)
    office.come(office.nobody())
    office.clock.go_on(minutes=1)
    office.come(office.nobody())  # a later time changes nothing
    assert told(an_admin(office), "officer") == sentence("web.admin.joined-since", day="22/07/2026 10:05")
    assert told(admin, "lead") == sentence("web.admin.not-joined")


def test_who_was_joined_by_command_is_told_since_then_and_without_a_line_only_that(office: JoinedOffice) -> None:
    admin = an_admin(office)
    join(office.accounts, "lead", f"{office.issuer.address} k-7")
    assert told(admin, "lead") == sentence("web.admin.joined")
    with office.accounts.writing() as db:
        write_audit(db, at=office.clock(), login="root", role="", address="", action="user-link", about="lead")
    assert told(admin, "lead") == sentence("web.admin.joined-since", day="22/07/2026 10:00")
    assert f"{office.issuer.address} k-7" in admin.get(USERS).text


def test_an_administrator_parts_somebody_who_is_out_at_once_and_joins_again_by_name(office: JoinedOffice) -> None:
    here, admin = office.nobody(), an_admin(office)
    office.come(here)
    assert sentence("web.admin.part-help") in admin.get(USERS).text
    assert admin.post(f"{USERS}/officer/go-noi").status_code == 303
    assert (office.user("officer").subject, who(here)) == ("", "")
    line = office.audit(action="user-unlink")[0]
    assert (line["login"], line["role"], line["about"], line["outcome"]) == ("admin", "admin", "officer", "ok")
    assert told(admin, "officer") == sentence("web.admin.not-joined")
    office.issuer.person["sub"] = "k-other"
    again = office.nobody()
    office.come(again)
    assert who(again) == "Cán bộ officer"


def test_a_parting_is_taken_back_an_administrators_too(office: JoinedOffice) -> None:
    admin, subject = an_admin(office), f"{office.issuer.address} k-1"
    join(office.accounts, "lead", subject)
    admin.get(USERS)
    admin.post(f"{USERS}/lead/go-noi")
    shown = admin.get(USERS).text
    undo = re.search(rf'action="({USERS}/lead/huy)">.*?name="ma" value="([^"]+)"', shown, re.DOTALL)
    assert undo
    assert admin.post(undo[1], ma=undo[2]).status_code == 303
    assert office.user("lead").subject == subject
    assert sentence("web.admin.undone-user-unlink", login="lead") in admin.get(USERS).text


def test_without_a_sign_in_of_the_province_nothing_is_said_of_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    pages = Pages(KnownHome(tmp_path_factory.mktemp("alone")), users=("admin",))
    assert sentence("web.admin.elsewhere") not in pages.signed_in("admin").get(USERS).text
    pages.close()
