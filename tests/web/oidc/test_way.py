"""Signing in with an account of the province: there and back by real HTTP, and by no other way."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from config.web import WebSettings
from tests.desk import KnownHome
from tests.issuer import CLIENT, SECRET
from tests.pages import Pages
from tests.signing_in import BASE, BEGIN, RETURN, JoinedOffice, who
from web.signing_in.oidc import COOKIE

pytestmark = pytest.mark.network


def test_an_invited_officer_comes_in_and_goes_where_he_wanted(office: JoinedOffice) -> None:
    visitor = office.nobody()
    assert visitor.get("/canh-bao?xep=moi").headers["location"] == "/vao?tiep=%2Fcanh-bao%3Fxep%3Dmoi"
    form = visitor.get("/vao?tiep=%2Fcanh-bao%3Fxep%3Dmoi").text
    assert 'href="/vao/co-quan?tiep=%2Fcanh-bao%3Fxep%3Dmoi"' in form
    back = office.come(visitor, onward="/canh-bao?xep=moi")
    assert (back.status_code, back.headers["location"]) == (303, "/canh-bao?xep=moi")
    assert who(visitor) == "Cán bộ officer"
    line = office.audit(action="sign-in")[0]
    assert (line["login"], line["about"], line["outcome"]) == ("officer", "officer", "ok")
    assert line["facts"] == {"elsewhere": office.issuer.address}


def test_what_is_asked_of_the_issuer(office: JoinedOffice) -> None:
    address = office.sent(office.nobody())
    query = dict(parse_qsl(urlsplit(address).query))
    assert address.startswith(f"{office.issuer.address}/authorize?")
    assert (query["response_type"], query["client_id"]) == ("code", CLIENT)
    assert (query["redirect_uri"], query["code_challenge_method"]) == (f"{BASE}{RETURN}", "S256")
    assert len({query["state"], query["nonce"], query["code_challenge"]}) == 3
    assert "openid" in query["scope"].split()
    other = dict(parse_qsl(urlsplit(office.sent(office.nobody())).query))
    assert query["state"] != other["state"]
    assert query["nonce"] != other["nonce"]


def test_the_session_is_a_new_one_and_the_one_that_the_browser_had_ends(office: JoinedOffice) -> None:
    """Somebody plants his own session's cookie while an officer is at the issuer."""
    planted = office.nobody()
    planted.sign_in("viewer")
    visitor = office.nobody()
    given = office.issuer.approved(office.sent(visitor))
    visitor.client.cookies.set("phien", planted.client.cookies["phien"], domain="localhost.local")
    visitor.get(f"{RETURN}?{given}")
    assert who(visitor) == "Cán bộ officer"
    assert who(planted) == ""


def test_who_is_signed_in_is_sent_on_at_once(office: JoinedOffice) -> None:
    visitor = office.nobody()
    visitor.sign_in("viewer")
    answer = visitor.get(f"{BEGIN}?tiep=/canh-bao")
    assert (answer.status_code, answer.headers["location"]) == (303, "/canh-bao")
    assert office.issuer.asked == []


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_on_to_a_stranger(office: JoinedOffice, onward: str) -> None:
    assert office.come(office.nobody(), onward=onward).headers["location"] == "/"


def test_a_very_long_way_is_shortened_and_the_cookie_still_fits(office: JoinedOffice) -> None:
    visitor = office.nobody()
    office.sent(visitor, "/tin-bai?q=" + "ă" * 990)
    assert 2700 < len(visitor.client.cookies.get(COOKIE) or "") < 3800
    assert office.come(visitor, onward="/tin-bai?q=" + "ă" * 990).headers["location"].startswith("/tin-bai?q=")
    assert office.come(office.nobody(), onward="/tin-bai?q=" + "ă" * 1400).headers["location"] == "/"


def test_cookies_behind_tls_are_of_this_host_and_encrypted(tmp_path: Path, office: JoinedOffice) -> None:
    home = KnownHome(tmp_path / "home")
    home.path.mkdir()
    pages = Pages(home, settings=WebSettings(secure=True), oidc=office.way_of(base="https://localhost"))
    cookie = pages.nobody().get(BEGIN).headers["set-cookie"]
    pages.close()
    assert cookie.startswith(f"__Host-{COOKIE}=")
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=600", "Path=/"))


def test_signing_out_ends_the_session_here_and_offers_the_way_out_there(office: JoinedOffice) -> None:
    visitor = office.nobody()
    office.come(visitor)
    visitor.get("/tai-khoan")
    answer = visitor.post("/ra")
    assert answer.headers["location"] == "/vao?da-ra=1"
    assert who(visitor) == ""
    assert 'href="/vao/co-quan/ra"' in visitor.get("/vao?da-ra=1").text
    there = visitor.get("/vao/co-quan/ra").headers["location"]
    assert there.startswith(f"{office.issuer.address}/logout?x=1&client_id={CLIENT}&")
    assert f"post_logout_redirect_uri={quote(BASE + '/vao', safe='')}" in there


def test_who_signed_in_by_password_is_not_told_of_the_issuer_on_leaving(office: JoinedOffice) -> None:
    visitor = office.nobody()
    visitor.sign_in("viewer")
    assert visitor.post("/ra").headers["location"] == "/vao"


def test_an_issuer_without_a_way_out(office: JoinedOffice) -> None:
    office.issuer.document["end_session_endpoint"] = None
    answer = office.nobody().get("/vao/co-quan/ra")
    assert answer.status_code == 404
    assert "đóng hẳn trình duyệt" in answer.text


def test_without_an_issuer_there_is_no_button_and_no_way(tmp_path: Path) -> None:
    home = KnownHome(tmp_path / "home")
    home.path.mkdir()
    pages = Pages(home)
    visitor = pages.nobody()
    assert "/vao/co-quan" not in visitor.get("/vao?da-ra=1").text
    assert [visitor.get(path).status_code for path in (BEGIN, RETURN, "/vao/co-quan/ra")] == [404, 404, 404]
    pages.close()


def test_the_secret_is_in_no_answer_log_or_audit(office: JoinedOffice, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    answers = [office.come(office.nobody()).text]
    office.issuer.claims = {"aud": "mail"}
    answers.append(office.come(office.nobody()).text)
    assert SECRET not in "".join(answers) + caplog.text + str(office.audit())
    assert SECRET not in repr(office.app.state.site)
