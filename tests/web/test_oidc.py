"""Signing in with an account of the province: real HTTP to an issuer on the loopback, real keys, every lie."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from httpx import Response

from config.web import OidcSettings, WebSettings
from storage.accounts import set_disabled, set_password, user_named
from tests.desk import NOW, KnownHome
from tests.issuer import CLIENT, SECRET, Issuer, at, forged, serving
from tests.pages import PASSWORD, Pages, Visitor
from web.oidc import COOKIE, Elsewhere
from web.oidc_issuer import KnownIssuer
from web.passwords import one_time_password
from web.users import join

pytestmark = pytest.mark.network
BEGIN, RETURN = "/vao/co-quan", "/vao/co-quan/ve"
BASE = "http://localhost"


class Office(Pages):
    """The pages of an office that knows one issuer; nothing was collected yet."""

    def __init__(self, folder: Path, issuer: Issuer) -> None:
        self.issuer = issuer
        self.way = self.way_of()
        home = KnownHome(folder / "home")
        home.path.mkdir()
        super().__init__(home, elsewhere=self.way)

    def way_of(self, *, secret: str = SECRET, seconds: float = 5.0, **more: Any) -> Elsewhere:
        """The way by the issuer as these settings have it."""
        given = {"issuer": self.issuer.address, "client_id": CLIENT, "base": BASE, "issuer_is_internal": True, **more}
        oidc = OidcSettings(**given)
        return Elsewhere(oidc, KnownIssuer(oidc, secret, seconds=seconds))

    def configure(self, **more: Any) -> None:
        """Let the pages go by other settings; they know nothing of the issuer any more."""
        new = self.way_of(**more)
        self.way.settings, self.way.issuer = new.settings, new.issuer

    def begin_again(self) -> None:
        """Everybody as at first; making new pages for each test takes longer than the test."""
        self.clock.now = NOW
        self.issuer.begin_again()
        self.configure()
        with self.accounts.writing() as db:
            for table in ("sessions", "failures", "browsers"):
                db.execute(f"DELETE FROM {table}")
            db.execute("DELETE FROM users WHERE login NOT IN ('viewer', 'officer', 'lead', 'admin')")
            hashed = self.passwords.hashed(PASSWORD)
            db.execute("UPDATE users SET subject = NULL, disabled_at = NULL, must_change = 0, password = ?", [hashed])

    def come(self, visitor: Visitor, *, onward: str = "/", query: str = "") -> Response:
        """There and back; ``query`` is what the browser brings instead of what the issuer gave it."""
        given = self.issuer.approved(self.sent(visitor, onward))
        return visitor.get(f"{RETURN}?{query or given}")

    def sent(self, visitor: Visitor, onward: str = "/") -> str:
        """Where the button leads."""
        answer = visitor.get(f"{BEGIN}?tiep={quote(onward)}")
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with serving() as issuer:
        made = Office(tmp_path_factory.mktemp("office"), issuer)
        yield made
        made.close()


@pytest.fixture
def office(standing: Office) -> Office:
    standing.begin_again()
    return standing


def who(visitor: Visitor) -> str:
    """The name of who is signed in, "" for nobody."""
    answer = visitor.get("/tai-khoan")
    return answer.text.partition('class="who-name">')[2].partition("<")[0] if answer.status_code == 200 else ""


# --- there and back ---


def test_an_invited_officer_comes_in_and_goes_where_he_wanted(office: Office) -> None:
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


def test_what_is_asked_of_the_issuer(office: Office) -> None:
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


def test_the_session_is_a_new_one_and_the_one_that_the_browser_had_ends(office: Office) -> None:
    """Somebody plants his own session's cookie while an officer is at the issuer."""
    planted = office.nobody()
    planted.sign_in("viewer")
    visitor = office.nobody()
    given = office.issuer.approved(office.sent(visitor))
    visitor.client.cookies.set("phien", planted.client.cookies["phien"], domain="localhost.local")
    visitor.get(f"{RETURN}?{given}")
    assert who(visitor) == "Cán bộ officer"
    assert who(planted) == ""


def test_who_is_signed_in_is_sent_on_at_once(office: Office) -> None:
    visitor = office.nobody()
    visitor.sign_in("viewer")
    answer = visitor.get(f"{BEGIN}?tiep=/canh-bao")
    assert (answer.status_code, answer.headers["location"]) == (303, "/canh-bao")
    assert office.issuer.asked == []


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_on_to_a_stranger(office: Office, onward: str) -> None:
    assert office.come(office.nobody(), onward=onward).headers["location"] == "/"


def test_a_very_long_way_is_shortened_and_the_cookie_still_fits(office: Office) -> None:
    visitor = office.nobody()
    office.sent(visitor, "/tin-bai?q=" + "ă" * 990)
    assert 2700 < len(visitor.client.cookies.get(COOKIE) or "") < 3800
    assert office.come(visitor, onward="/tin-bai?q=" + "ă" * 990).headers["location"].startswith("/tin-bai?q=")
    assert office.come(office.nobody(), onward="/tin-bai?q=" + "ă" * 1400).headers["location"] == "/"


def test_cookies_behind_tls_are_of_this_host_and_encrypted(tmp_path: Path, office: Office) -> None:
    home = KnownHome(tmp_path / "home")
    home.path.mkdir()
    pages = Pages(home, settings=WebSettings(secure=True), elsewhere=office.way_of(base="https://localhost"))
    cookie = pages.nobody().get(BEGIN).headers["set-cookie"]
    pages.close()
    assert cookie.startswith(f"__Host-{COOKIE}=")
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=600", "Path=/"))


def test_signing_out_ends_the_session_here_and_offers_the_way_out_there(office: Office) -> None:
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


def test_who_signed_in_by_password_is_not_told_of_the_issuer_on_leaving(office: Office) -> None:
    visitor = office.nobody()
    visitor.sign_in("viewer")
    assert visitor.post("/ra").headers["location"] == "/vao"


def test_an_issuer_without_a_way_out(office: Office) -> None:
    office.issuer.document["end_session_endpoint"] = None
    answer = office.nobody().get("/vao/co-quan/ra")
    assert answer.status_code == 404
    assert "đóng hẳn trình duyệt" in answer.text


# --- which try, of which browser ---


def test_the_same_answer_serves_once(office: Office) -> None:
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


def test_an_answer_that_another_browser_brings_signs_nobody_in(office: Office) -> None:
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
def test_another_state_is_none(office: Office, state: str) -> None:
    answer = office.come(office.nobody(), query=f"code=x&state={quote(state)}")
    assert answer.status_code == 400


@pytest.mark.parametrize("cookie", ["", "x", "x.y", "bnVsbA==.", "." * 9])
def test_a_cookie_that_we_did_not_sign_is_none(office: Office, cookie: str) -> None:
    visitor = office.nobody()
    answer = visitor.client.get(f"{RETURN}?code=x&state=y", headers={"cookie": f"{COOKIE}={cookie}"})
    assert answer.status_code == 400


def test_a_try_lasts_ten_minutes(office: Office) -> None:
    visitor = office.nobody()
    given = office.issuer.approved(office.sent(visitor))
    office.clock.go_on(minutes=10, seconds=1)
    answer = visitor.get(f"{RETURN}?{given}")
    assert (answer.status_code, who(visitor)) == (400, "")
    assert "quá 10 phút" in answer.text


def test_a_code_without_this_trys_verifier_is_worth_nothing(office: Office) -> None:
    """PKCE: a code that was taken from one browser is put into the try of another."""
    stolen = dict(parse_qsl(office.issuer.approved(office.sent(office.nobody()))))["code"]
    thief = office.nobody()
    state = dict(parse_qsl(urlsplit(office.sent(thief)).query))["state"]
    answer = thief.get(f"{RETURN}?code={stolen}&state={state}&iss={quote(office.issuer.address)}")
    assert (answer.status_code, who(thief)) == (502, "")
    assert "không nhận mã" in answer.text


# --- what the issuer says ---


def refused(office: Office) -> tuple[int, str, str]:
    """Status, the audit's reason and the sentence of a try that fails."""
    visitor = office.nobody()
    answer = office.come(visitor)
    assert who(visitor) == ""
    line = office.audit(action="sign-in")[0]
    assert line["outcome"] == "refused"
    text = answer.text.partition('role="alert"><p>')[2].partition("</p>")[0]
    return answer.status_code, line["facts"]["reason"], text


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        pytest.param({"nonce": "another"}, "wrong-nonce", id="nonce-of-another-try"),
        pytest.param({"nonce": None}, "wrong-nonce", id="no-nonce"),
        pytest.param({"aud": "mail"}, "wrong-audience", id="for-another-client"),
        pytest.param({"aud": [CLIENT, "mail"]}, "wrong-audience", id="for-two-and-not-said-for-whom"),
        pytest.param({"aud": [CLIENT, "mail"], "azp": "mail"}, "wrong-audience", id="for-two-and-the-other"),
        pytest.param({"aud": None}, "wrong-audience", id="for-nobody"),
        pytest.param({"iss": "https://evil.example"}, "wrong-issuer", id="of-another-issuer"),
        pytest.param({"iss": None}, "wrong-issuer", id="of-nobody"),
        pytest.param({"sub": None}, "bad-token", id="about-nobody"),
        pytest.param({"sub": 7}, "bad-token", id="about-a-number"),
        pytest.param({"sub": ""}, "bad-token", id="about-nothing"),
        pytest.param({"sub": "x" * 256}, "bad-token", id="about-a-very-long-one"),
        pytest.param({"exp": None}, "clock", id="for-ever"),
        pytest.param({"exp": "never"}, "clock", id="until-a-word"),
        pytest.param({"at_hash": "x"}, "bad-token", id="with-another-access-token"),
    ],
)  # fmt: skip
def test_a_token_that_is_not_for_this_try_is_not_believed(
    office: Office, claims: dict[str, object], reason: str
) -> None:
    office.issuer.claims = claims
    status, told, text = refused(office)
    assert (status, told) == (502, reason)
    assert text


@pytest.mark.parametrize(("apart", "is_in"), [(-361, False), (-359, True), (59, True), (61, False)])
def test_clocks_may_differ_by_a_minute(office: Office, apart: int, is_in: bool) -> None:
    """A token of the issuer is good for five minutes."""
    office.issuer.now = office.clock() + timedelta(seconds=apart)
    visitor = office.nobody()
    answer = office.come(visitor)
    assert (who(visitor) != "") is is_in
    assert is_in or f"lệch nhau {abs(apart) - (300 if apart < 0 else 0)} giây" in answer.text


def test_a_token_without_signature_or_signed_with_what_is_public_is_not_believed(office: Office) -> None:
    claims = {"iss": office.issuer.address, "aud": CLIENT, "exp": at(office.clock()) + 300, **office.issuer.person}
    for alg in ("none", "HS256", "HS512"):
        office.issuer.written = forged({**claims, "iat": at(office.clock())}, alg=alg)
        assert refused(office)[:2] == (502, "bad-algorithm")


@pytest.mark.parametrize("written", ["", "x", "x.y.z", "e30.e30.", "a.b.c.d.e", "[" * 90_000, "ă.ă.ă"])
def test_what_is_no_token_is_not_believed(office: Office, written: str) -> None:
    office.issuer.token = {"access_token": "x", "token_type": "Bearer", "id_token": written}
    assert refused(office)[0] == 502


def test_a_changed_token_is_not_believed(office: Office) -> None:
    header, claims, signature = office.issuer.id_token("x").split(".")
    office.issuer.written = f"{header}.{claims[:-2]}AA.{signature}"
    assert refused(office)[1] in ("bad-signature", "bad-token")


def test_a_token_by_a_key_that_is_not_shown_is_not_believed_and_a_new_key_is_looked_for(office: Office) -> None:
    office.come(office.nobody())
    office.issuer.key = "hai"
    office.clock.go_on(minutes=2)
    office.issuer.now = office.clock()
    asked = office.issuer.asked.count("/keys")
    assert refused(office)[:2] == (502, "unknown-key")
    assert refused(office)[:2] == (502, "unknown-key")
    assert office.issuer.asked.count("/keys") == asked + 1  # once in ten seconds, however many come with it
    office.issuer.shown = ["hai"]
    office.clock.go_on(seconds=11)
    office.issuer.now = office.clock()
    visitor = office.nobody()
    office.come(visitor)
    assert who(visitor) == "Cán bộ officer"


def test_documents_and_keys_are_read_once_an_hour(office: Office) -> None:
    for _ in range(3):
        office.come(office.nobody())
    assert office.issuer.asked.count("/.well-known/openid-configuration") == 1
    assert office.issuer.asked.count("/keys") == 1
    office.clock.go_on(hours=1)
    office.issuer.now = office.clock()
    office.come(office.nobody())
    assert office.issuer.asked.count("/keys") == 2


def test_an_answer_that_names_another_issuer_or_none_is_refused(office: Office) -> None:
    for named in ("", "https://evil.example"):
        visitor = office.nobody()
        state = dict(parse_qsl(urlsplit(office.sent(visitor)).query))["state"]
        answer = visitor.get(f"{RETURN}?code=x&state={state}&iss={quote(named)}")
        assert answer.status_code == 400
        assert office.audit(action="sign-in")[0]["facts"]["reason"] == "wrong-issuer"


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [("access_denied", 403, "không đồng ý"), ("server_error", 502, "“server_error”"), ("<b>x</b>", 502, "“?”")],
)
def test_an_issuer_that_says_no(office: Office, error: str, status: int, told: str) -> None:
    visitor = office.nobody()
    state = dict(parse_qsl(urlsplit(office.sent(visitor)).query))["state"]
    answer = visitor.get(f"{RETURN}?error={quote(error)}&state={state}&iss={quote(office.issuer.address)}")
    assert answer.status_code == status
    assert told in answer.text


@pytest.mark.parametrize(
    ("status", "token", "reason"),
    [
        (400, {"error": "invalid_grant"}, "no-code"), (400, {"error": ["x"]}, "issuer-error"),
        (200, {"access_token": "x", "token_type": "Bearer"}, "bad-token"),
        (429, {"error": "slow_down"}, "issuer-error"),
    ],
)  # fmt: skip
def test_a_token_endpoint_that_gives_none(
    office: Office, status: int, token: dict[str, object], reason: str
) -> None:  # fmt: skip
    visitor = office.nobody()
    given = office.issuer.approved(office.sent(visitor))
    office.issuer.status, office.issuer.token = status, token
    assert visitor.get(f"{RETURN}?{given}").status_code in (502, 503)
    assert office.audit(action="sign-in")[0]["facts"]["reason"] == reason


def test_a_wrong_secret_is_said_to_be_one(office: Office) -> None:
    office.configure(secret="khong-dung")
    assert refused(office)[1] == "wrong-secret"


# --- an issuer that is not well ---


def told(office: Office) -> tuple[int, str]:
    answer = office.nobody().get(BEGIN)
    return answer.status_code, answer.text.partition('role="alert"><p>')[2].partition("</p>")[0]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"issuer": "https://evil.example"}, "tự xưng địa chỉ khác"), ({"issuer": None}, "tự xưng địa chỉ khác"),
        ({"token_endpoint": None}, "không đọc được"), ({"jwks_uri": "file:///etc/passwd"}, "không đọc được"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "không đọc được"),
        ({"token_endpoint": "http://dangnhap.example.vn/token"}, "không đọc được"),
        ({"end_session_endpoint": 7}, "không đọc được"),
    ],
)  # fmt: skip
def test_a_document_that_cannot_be_used_is_said_to_be_one(
    office: Office, document: dict[str, object], words: str
) -> None:
    office.issuer.document = document
    status, text = told(office)
    assert status == 503
    assert words in text


def test_an_issuer_that_is_down_slow_or_broken_says_so_and_the_password_still_serves(
    office: Office,
) -> None:
    office.configure(seconds=0.4)
    issuer = office.issuer
    issuer.status = 500
    assert told(office)[0] == 503
    issuer.status = 200
    issuer.drip.clear()
    status, text = told(office)
    issuer.drip.set()
    assert (status, "không trả lời" in text) == (503, True)
    visitor = office.nobody()
    assert visitor.sign_in("officer").status_code == 303


def test_an_issuer_that_nobody_serves_says_so(office: Office) -> None:
    with serving() as gone:
        pass
    office.configure(issuer=gone.address)
    status, text = told(office)
    assert status == 503
    assert "không trả lời" in text


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data", "http://127.0.0.1:1/", "https://a.vn/"])
def test_no_redirect_is_followed(office: Office, target: str) -> None:
    office.issuer.redirect = target
    status, text = told(office)
    assert status == 503
    assert "chuyển câu hỏi" in text


@pytest.mark.parametrize(
    "address",
    ["https://10.0.0.1/token", "https://127.0.0.2:9/token", "https://169.254.169.254/token", "https://[fd00::1]/token",
     "https://2130706433/token"],
)  # fmt: skip
def test_an_inner_address_is_asked_only_where_it_is_the_issuers_own(office: Office, address: str) -> None:
    """The issuer of these tests is internal, and yet no other host that it names may be."""
    office.issuer.document["token_endpoint"] = address
    visitor, written = office.nobody(), office.audit(action="sign-in")
    answer = office.come(visitor)
    assert (answer.status_code, who(visitor)) == (503, "")
    assert "địa chỉ mạng nội bộ" in answer.text
    assert office.audit(action="sign-in") == written  # the log has it


def test_an_issuer_with_an_inner_address_must_be_said_to_have_one(office: Office) -> None:
    office.configure(issuer_is_internal=False)
    status, text = told(office)
    assert status == 503
    assert "issuer_is_internal = true" in text
    assert office.issuer.asked == []


# --- who it is here ---


def test_whom_nobody_invited_stays_out(office: Office) -> None:
    office.issuer.person = {"sub": "k-9", "preferred_username": "la"}
    status, reason, text = refused(office)
    assert (status, reason) == (403, "unknown-user")
    assert "“la”" in text
    assert office.audit(action="sign-in")[0]["login"] == "la"


def test_where_it_is_said_so_a_new_one_comes_in_as_a_viewer(office: Office) -> None:
    office.configure(new_viewers=True)
    office.issuer.person = {"sub": "k-9", "preferred_username": "moi", "name": "Lê  Thị\nMới"}
    visitor = office.nobody()
    assert office.come(visitor).status_code == 303
    assert who(visitor) == "Lê Thị Mới"
    with office.accounts.reading() as db:
        user = user_named(db, "moi")
    assert (user.role, user.password, user.must_change) == ("viewer", "", False)
    assert office.nobody().sign_in("moi", "").status_code == 401


def test_who_has_no_password_is_not_asked_for_it(office: Office) -> None:
    office.configure(new_viewers=True)
    office.issuer.person = {"sub": "k-9", "preferred_username": "moi"}
    visitor = office.nobody()
    office.come(visitor)
    shown = visitor.get("/tai-khoan/mat-khau").text
    assert "không có mật khẩu riêng" in shown
    assert 'name="current"' not in shown


def test_a_disabled_user_stays_out(office: Office) -> None:
    with office.accounts.writing() as db:
        set_disabled(db, user_named(db, "officer").id, office.clock())
    assert refused(office)[:2] == (403, "disabled")


def test_a_user_who_is_disabled_while_in_is_out_at_once(office: Office) -> None:
    visitor = office.nobody()
    office.come(visitor)
    with office.accounts.writing() as db:
        set_disabled(db, user_named(db, "officer").id, office.clock())
    assert who(visitor) == ""


def test_from_the_second_time_on_the_issuers_own_key_says_who_it_is(office: Office) -> None:
    office.come(office.nobody())
    office.issuer.person["preferred_username"] = "tên-mới"  # is no login here; the person is the same
    assert refused(office)[:2] == (403, "no-login")
    office.issuer.person["preferred_username"] = "lead"
    visitor = office.nobody()
    office.come(visitor)
    assert who(visitor) == "Cán bộ officer"


def test_a_login_that_was_given_to_another_person_opens_nothing(office: Office) -> None:
    office.come(office.nobody())
    office.issuer.person["sub"] = "k-other"
    status, reason, text = refused(office)
    assert (status, reason) == (403, "other-person")
    assert "diembao users unlink officer" in text
    join(office.accounts, "officer", "")
    visitor = office.nobody()
    office.come(visitor)
    assert who(visitor) == "Cán bộ officer"


def test_an_administrator_is_joined_by_command_only(office: Office) -> None:
    office.issuer.person = {"sub": "k-1", "preferred_username": "admin"}
    status, reason, text = refused(office)
    assert (status, reason) == (403, "admin")
    assert "users link admin --subject k-1" in text
    join(office.accounts, "admin", f"{office.issuer.address} k-1")
    visitor = office.nobody()
    office.come(visitor)
    assert who(visitor) == "Cán bộ admin"


def test_a_one_time_password_is_not_asked_for_and_ends(office: Office) -> None:
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


def test_a_password_that_one_chose_stays(office: Office) -> None:
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
    office: Office, settings: dict[str, Any], person: dict[str, object], status: int
) -> None:
    office.configure(**settings)
    office.issuer.person = {"sub": "k-officer", **person}
    assert office.come(office.nobody()).status_code == status


# --- how often ---


def test_who_fails_again_and_again_waits_and_passwords_of_the_same_office_do_not(office: Office) -> None:
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


def test_codes_that_somebody_makes_up_are_soon_asked_about_no_more(office: Office) -> None:
    for _ in range(21):
        visitor = office.nobody()
        state = dict(parse_qsl(urlsplit(office.sent(visitor)).query))["state"]
        answer = visitor.get(f"{RETURN}?code=x&state={state}&iss={quote(office.issuer.address)}")
    assert answer.status_code == 429
    assert office.issuer.asked.count("/token") == 20


def test_more_than_four_at_once_are_asked_to_come_again(office: Office) -> None:
    for _ in range(4):
        office.way._turns.acquire()
    answer = office.nobody().get(BEGIN)
    office.way._turns.release(4)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


# --- where it is not configured ---


def test_without_an_issuer_there_is_no_button_and_no_way(tmp_path: Path) -> None:
    home = KnownHome(tmp_path / "home")
    home.path.mkdir()
    pages = Pages(home)
    visitor = pages.nobody()
    assert "/vao/co-quan" not in visitor.get("/vao?da-ra=1").text
    assert [visitor.get(path).status_code for path in (BEGIN, RETURN, "/vao/co-quan/ra")] == [404, 404, 404]
    pages.close()


def test_the_secret_is_in_no_answer_log_or_audit(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    answers = [office.come(office.nobody()).text]
    office.issuer.claims = {"aud": "mail"}
    answers.append(office.come(office.nobody()).text)
    assert SECRET not in "".join(answers) + caplog.text + str(office.audit())
    assert SECRET not in repr(office.app.state.site)
