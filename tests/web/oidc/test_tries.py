"""One try of one browser serves once; who tries again and again waits."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from tests.signing_in import BEGIN, RETURN, JoinedOffice, who
from web.signing_in.oidc import COOKIE

pytestmark = pytest.mark.network


def test_the_same_answer_serves_once(office: JoinedOffice) -> None:
    visitor = office.nobody()
    given = office.issuer.approved(office.sent(visitor))
    cookie = visitor.client.cookies[COOKIE]
    assert visitor.get(f"{RETURN}?{given}").status_code == 303
    assert COOKIE not in visitor.client.cookies
    again = office.nobody()
    again.client.cookies.set(COOKIE, cookie)
    answer = again.get(f"{RETURN}?{given}")
    assert (answer.status_code, who(again)) == (400, "")
    assert "đã dùng rồi" in answer.text


def test_an_answer_that_another_browser_brings_signs_nobody_in(office: JoinedOffice) -> None:
    """Login CSRF: somebody lets an officer's browser open the way back of his own try."""
    attacker, victim = office.nobody(), office.nobody()
    given = office.issuer.approved(office.sent(attacker))
    asked, written = list(office.issuer.asked), office.audit(action="sign-in")
    assert victim.get(f"{RETURN}?{given}").status_code == 400
    office.sent(victim)
    assert victim.get(f"{RETURN}?{given}").status_code == 400
    assert who(victim) == ""
    assert office.issuer.asked == asked  # nothing was asked of the issuer for it, nor written
    assert office.audit(action="sign-in") == written


@pytest.mark.parametrize("state", ["", "x", "ă", "0" * 64])
def test_another_state_is_none(office: JoinedOffice, state: str) -> None:
    answer = office.come(office.nobody(), query=f"code=x&state={quote(state)}")
    assert answer.status_code == 400


@pytest.mark.parametrize("cookie", ["", "x", "x.y", "bnVsbA==.", "." * 9])
def test_a_cookie_that_we_did_not_sign_is_none(office: JoinedOffice, cookie: str) -> None:
    visitor = office.nobody()
    answer = visitor.client.get(f"{RETURN}?code=x&state=y", headers={"cookie": f"{COOKIE}={cookie}"})
    assert answer.status_code == 400


def test_a_try_lasts_ten_minutes(office: JoinedOffice) -> None:
    visitor = office.nobody()
    given = office.issuer.approved(office.sent(visitor))
    office.clock.go_on(minutes=10, seconds=1)
    answer = visitor.get(f"{RETURN}?{given}")
    assert (answer.status_code, who(visitor)) == (400, "")
    assert "quá 10 phút" in answer.text


def test_a_code_without_this_trys_verifier_is_worth_nothing(office: JoinedOffice) -> None:
    """PKCE: a code that was taken from one browser is put into the try of another."""
    stolen = dict(parse_qsl(office.issuer.approved(office.sent(office.nobody()))))["code"]
    thief = office.nobody()
    state = dict(parse_qsl(urlsplit(office.sent(thief)).query))["state"]
    answer = thief.get(f"{RETURN}?code={stolen}&state={state}&iss={quote(office.issuer.address)}")
    assert (answer.status_code, who(thief)) == (502, "")
    assert "không nhận mã" in answer.text


def test_who_fails_again_and_again_waits_and_passwords_of_the_same_office_do_not(office: JoinedOffice) -> None:
    office.issuer.person = {"sub": "k-9", "preferred_username": "la"}
    for _ in range(20):
        assert office.come(office.nobody()).status_code == 403
    office.issuer.person = {"sub": "k-officer", "preferred_username": "officer"}
    asked = office.issuer.asked.count("/token")
    visitor = office.nobody()
    answer = office.come(visitor)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert office.issuer.asked.count("/token") == asked
    assert office.nobody().sign_in("officer").status_code == 303
    office.clock.go_on(seconds=2)
    office.come(visitor)
    assert who(visitor) == "Cán bộ officer"


def test_codes_that_somebody_makes_up_are_soon_asked_about_no_more(office: JoinedOffice) -> None:
    for _ in range(21):
        visitor = office.nobody()
        state = dict(parse_qsl(urlsplit(office.sent(visitor)).query))["state"]
        answer = visitor.get(f"{RETURN}?code=x&state={state}&iss={quote(office.issuer.address)}")
    assert answer.status_code == 429
    assert office.issuer.asked.count("/token") == 20


def test_more_than_four_at_once_are_asked_to_come_again(office: JoinedOffice) -> None:
    for _ in range(4):
        office.way._turns.acquire()
    answer = office.nobody().get(BEGIN)
    office.way._turns.release(4)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
