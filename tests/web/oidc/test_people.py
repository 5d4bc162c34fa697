"""Who somebody is here whom the issuer knows."""

from __future__ import annotations

from typing import Any

import pytest

from storage.accounts.users import set_disabled, set_password, user_named
from tests.pages import PASSWORD
from tests.signing_in import JoinedOffice, refused, who
from web.signing_in.passwords import one_time_password
from web.signing_in.users import join

pytestmark = pytest.mark.network


def test_whom_nobody_invited_stays_out(office: JoinedOffice) -> None:
    office.issuer.person = {"sub": "k-9", "preferred_username": "la"}
    status, reason, text = refused(office)
    assert (status, reason) == (403, "unknown-user")
    assert "“la”" in text
    assert office.audit(action="sign-in")[0]["login"] == "la"


def test_where_it_is_said_so_a_new_one_comes_in_as_a_viewer(office: JoinedOffice) -> None:
    office.configure(new_viewers=True)
    office.issuer.person = {"sub": "k-9", "preferred_username": "moi", "name": "Lê  Thị\nMới"}
    visitor = office.nobody()
    assert office.come(visitor).status_code == 303
    assert who(visitor) == "Lê Thị Mới"
    with office.accounts.reading() as db:
        user = user_named(db, "moi")
    assert (user.role, user.password, user.must_change) == ("viewer", "", False)
    assert office.nobody().sign_in("moi", "").status_code == 401


def test_who_has_no_password_is_not_asked_for_it(office: JoinedOffice) -> None:
    office.configure(new_viewers=True)
    office.issuer.person = {"sub": "k-9", "preferred_username": "moi"}
    visitor = office.nobody()
    office.come(visitor)
    shown = visitor.get("/tai-khoan/mat-khau").text
    assert "không có mật khẩu riêng" in shown
    assert 'name="current"' not in shown


def test_a_disabled_user_stays_out(office: JoinedOffice) -> None:
    with office.accounts.writing() as db:
        set_disabled(db, user_named(db, "officer").id, office.clock())
    assert refused(office)[:2] == (403, "disabled")


def test_a_user_who_is_disabled_while_in_is_out_at_once(office: JoinedOffice) -> None:
    visitor = office.nobody()
    office.come(visitor)
    with office.accounts.writing() as db:
        set_disabled(db, user_named(db, "officer").id, office.clock())
    assert who(visitor) == ""


def test_from_the_second_time_on_the_issuers_own_key_says_who_it_is(office: JoinedOffice) -> None:
    office.come(office.nobody())
    office.issuer.person["preferred_username"] = "tên-mới"  # is no login here; the person is the same
    assert refused(office)[:2] == (403, "no-login")
    office.issuer.person["preferred_username"] = "lead"
    visitor = office.nobody()
    office.come(visitor)
    assert who(visitor) == "Cán bộ officer"


def test_a_login_that_was_given_to_another_person_opens_nothing(office: JoinedOffice) -> None:
    office.come(office.nobody())
    office.issuer.person["sub"] = "k-other"
    status, reason, text = refused(office)
    assert (status, reason) == (403, "other-person")
    assert "diembao users unlink officer" in text
    join(office.accounts, "officer", "")
    visitor = office.nobody()
    office.come(visitor)
    assert who(visitor) == "Cán bộ officer"


def test_an_administrator_is_joined_by_command_only(office: JoinedOffice) -> None:
    office.issuer.person = {"sub": "k-1", "preferred_username": "admin"}
    status, reason, text = refused(office)
    assert (status, reason) == (403, "admin")
    assert "users link admin --subject k-1" in text
    join(office.accounts, "admin", f"{office.issuer.address} k-1")
    visitor = office.nobody()
    office.come(visitor)
    assert who(visitor) == "Cán bộ admin"


def test_a_one_time_password_is_not_asked_for_and_ends(office: JoinedOffice) -> None:
    secret = one_time_password()
    with office.accounts.writing() as db:
        set_password(
            db, user_named(db, "officer").id, office.passwords.hashed(secret), must_change=True, at=office.clock()
        )
    thief = office.nobody()
    thief.get("/vao")
    assert thief.post("/vao", login="officer", password=secret).status_code == 303  # and waits before the form
    visitor = office.nobody()
    office.come(visitor)
    assert who(visitor) == "Cán bộ officer"
    assert who(thief) == ""
    assert office.nobody().sign_in("officer", secret).status_code == 401


def test_a_password_that_one_chose_stays(office: JoinedOffice) -> None:
    office.come(office.nobody())
    assert office.nobody().sign_in("officer", PASSWORD).status_code == 303


BY_MAIL = {"login_claim": "email", "login_domain": "tinh.vn"}


@pytest.mark.parametrize(
    ("settings", "person", "status"),
    [
        ({}, {"preferred_username": "Officer "}, 303), ({}, {"preferred_username": "o\u212aicer"}, 403),
        ({}, {"preferred_username": ["officer"]}, 403), ({}, {"preferred_username": None}, 403),
        ({}, {"preferred_username": "officer@evil.example"}, 403),
        (BY_MAIL, {"email": "officer@TINH.vn", "email_verified": True}, 303),
        (BY_MAIL, {"email": "officer@tinh.vn"}, 403),
        (BY_MAIL, {"email": "officer@a.vn", "email_verified": True}, 403),
        (BY_MAIL, {"email": "officer", "email_verified": True}, 403),
        ({"login_claim": "upn", "login_domain": "tinh.vn"}, {"upn": "officer@tinh.vn@tinh.vn"}, 403),
    ],
)  # fmt: skip
def test_which_claim_is_the_login(
    office: JoinedOffice, settings: dict[str, Any], person: dict[str, object], status: int
) -> None:
    office.configure(**settings)
    office.issuer.person = {"sub": "k-officer", **person}
    assert office.come(office.nobody()).status_code == status
