"""What the issuer says, with real keys, and every lie."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from tests.issuer import CLIENT, at, forged
from tests.signing_in import RETURN, JoinedOffice, refused, who

pytestmark = pytest.mark.network


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
    office: JoinedOffice, claims: dict[str, object], reason: str
) -> None:
    office.issuer.claims = claims
    status, told, text = refused(office)
    assert (status, told) == (502, reason)
    assert text


@pytest.mark.parametrize(("apart", "is_in"), [(-361, False), (-359, True), (59, True), (61, False)])
def test_clocks_may_differ_by_a_minute(office: JoinedOffice, apart: int, is_in: bool) -> None:
    """A token of the issuer is good for five minutes."""
    office.issuer.now = office.clock() + timedelta(seconds=apart)
    visitor = office.nobody()
    answer = office.come(visitor)
    assert (who(visitor) != "") is is_in
    assert is_in or f"lệch nhau {abs(apart) - (300 if apart < 0 else 0)} giây" in answer.text


def test_a_token_without_signature_or_signed_with_what_is_public_is_not_believed(office: JoinedOffice) -> None:
    claims = {"iss": office.issuer.address, "aud": CLIENT, "exp": at(office.clock()) + 300, **office.issuer.person}
    for alg in ("none", "HS256", "HS512"):
        office.issuer.written = forged({**claims, "iat": at(office.clock())}, alg=alg)
        assert refused(office)[:2] == (502, "bad-algorithm")


@pytest.mark.parametrize("written", ["", "x", "x.y.z", "e30.e30.", "a.b.c.d.e", "[" * 90_000, "ă.ă.ă"])
def test_what_is_no_token_is_not_believed(office: JoinedOffice, written: str) -> None:
    office.issuer.token = {"access_token": "x", "token_type": "Bearer", "id_token": written}
    assert refused(office)[0] == 502


def test_a_changed_token_is_not_believed(office: JoinedOffice) -> None:
    header, claims, signature = office.issuer.id_token("x").split(".")
    office.issuer.written = f"{header}.{claims[:-2]}AA.{signature}"
    assert refused(office)[1] in ("bad-signature", "bad-token")


def test_a_token_by_a_key_that_is_not_shown_is_not_believed_and_a_new_key_is_looked_for(office: JoinedOffice) -> None:
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


def test_documents_and_keys_are_read_once_an_hour(office: JoinedOffice) -> None:
    for _ in range(3):
        office.come(office.nobody())
    assert office.issuer.asked.count("/.well-known/openid-configuration") == 1
    assert office.issuer.asked.count("/keys") == 1
    office.clock.go_on(hours=1)
    office.issuer.now = office.clock()
    office.come(office.nobody())
    assert office.issuer.asked.count("/keys") == 2


def test_an_answer_that_names_another_issuer_or_none_is_refused(office: JoinedOffice) -> None:
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
def test_an_issuer_that_says_no(office: JoinedOffice, error: str, status: int, told: str) -> None:
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
    office: JoinedOffice, status: int, token: dict[str, object], reason: str
) -> None:  # fmt: skip
    visitor = office.nobody()
    given = office.issuer.approved(office.sent(visitor))
    office.issuer.status, office.issuer.token = status, token
    assert visitor.get(f"{RETURN}?{given}").status_code in (502, 503)
    assert office.audit(action="sign-in")[0]["facts"]["reason"] == reason


def test_a_wrong_secret_is_said_to_be_one(office: JoinedOffice) -> None:
    office.configure(secret="khong-dung")
    assert refused(office)[1] == "wrong-secret"
