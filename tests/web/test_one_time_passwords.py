"""A one-time password opens during a flood, and its form tells nobody anything and helps nobody to guess."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.requests import Request

from records import Trouble
from storage.accounts.users import failures_of, set_password
from tests.desk import KnownHome
from tests.pages import PASSWORD, Pages
from web.refusals import Refused
from web.signing_in.authentication import Signed, sign_in
from web.signing_in.passwords import check_new, is_one_time, one_time_password

FLOOD = 60


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    pages = Pages(KnownHome(tmp_path_factory.mktemp("once")), users=("officer", "lead"))
    yield pages
    pages.close()


def tried(pages: Pages, login: str, password: str, address: str) -> int | Signed:
    request = Request({"type": "http", "method": "POST", "path": "/vao", "headers": [], "client": (address, 1)})
    try:
        return sign_in(pages.app.state.site, request, login, password)
    except Refused as refused:
        return refused.status


def flooded(pages: Pages, login: str) -> None:
    """Tries from everywhere, until the login has to wait."""
    for number in range(FLOOD):
        tried(pages, login, f"thử {number}", f"10.0.{number}.1")
    assert tried(pages, login, PASSWORD, "203.0.113.9") == 429


def given_once(pages: Pages, login: str) -> str:
    secret = one_time_password()
    user, hashed = pages.user(login), pages.passwords.hashed(secret)
    with pages.accounts.writing() as db:
        set_password(db, user.id, hashed, must_change=True, at=pages.clock())
    return secret


def test_who_was_invited_comes_in_during_a_flood_and_is_known_from_then_on(office: Pages) -> None:
    secret = given_once(office, "officer")
    flooded(office, "officer")
    assert isinstance(tried(office, "officer", secret, "203.0.113.9"), Signed)
    user, hashed = office.user("officer"), office.passwords.hashed(PASSWORD)
    with office.accounts.writing() as db:
        set_password(db, user.id, hashed, must_change=False, at=office.clock())
    assert isinstance(tried(office, "officer", PASSWORD, "203.0.113.9"), Signed)  # the address is known


def test_wrong_ones_are_answered_alike_whoever_exists_and_has_one(office: Pages) -> None:
    given_once(office, "officer")
    for login in ("officer", "lead", "khong-co"):
        flooded(office, login)
    statuses = {login: [tried(office, login, one_time_password(), "203.0.113.9") for _ in range(5)]
                for login in ("officer", "lead", "khong-co")}  # fmt: skip
    assert statuses["officer"] == statuses["lead"] == statuses["khong-co"] == [401, 401, 401, 429, 429]


def test_such_tries_count_for_address_and_pair_and_never_for_the_user(office: Pages) -> None:
    for number in range(30):
        tried(office, f"nguoi{number}", one_time_password(), "203.0.113.9")
    assert tried(office, "officer", one_time_password(), "203.0.113.9") == 429
    for number in range(30):
        assert tried(office, "officer", one_time_password(), f"10.0.{number}.1") == 401
    with office.accounts.reading() as db:
        assert failures_of(db, "user:officer") is None
    assert isinstance(tried(office, "officer", PASSWORD, "198.51.100.1"), Signed)


def test_every_one_of_ours_has_the_form_and_nobody_may_choose_it() -> None:
    for secret in (one_time_password() for _ in range(200)):
        assert is_one_time(secret)
        with pytest.raises(Trouble, match=r"account\.password-one-time"):
            check_new(secret, secret, login="officer")


@pytest.mark.parametrize("near", ["{}x", " {}", "{}\n", "{}-abcd"])
def test_what_is_nearly_of_the_form_is_none(near: str) -> None:
    assert not is_one_time(near.format(one_time_password()))
    assert not is_one_time(one_time_password().upper())
    assert not is_one_time("một câu dài để đăng nhập")
