"""Whatever JSON an issuer sends, it is believed or refused with a sentence, never a fault of ours."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import pytest
from hypothesis import given, settings, strategies
from joserfc.jwt import Token

from config.web import OidcSettings
from config.wording import sentence
from tests.desk import NOW
from tests.issuer import at
from web.refusals import Refused
from web.signing_in.oidc_issuer import KnownIssuer, _key
from web.signing_in.oidc_users import person_of

OIDC = OidcSettings("https://dangnhap.example.vn", "diembao", "http://localhost:8080")
PARAMS = {"nonce": "n", "client_id": "diembao", "access_token": "x"}
GOOD = {
    "iss": OIDC.issuer, "aud": "diembao", "sub": "k", "nonce": "n", "iat": at(NOW), "exp": at(NOW) + 60,
    "preferred_username": "lan",
}  # fmt: skip
JSON = strategies.recursive(
    strategies.none()
    | strategies.booleans()
    | strategies.integers()
    | strategies.floats()
    | strategies.text(max_size=9),
    lambda inner: strategies.lists(inner, max_size=3) | strategies.dictionaries(strategies.text(max_size=5), inner),
    max_leaves=4,
)
NAMES = ["iss", "aud", "azp", "sub", "nonce", "iat", "exp", "nbf", "auth_time", "amr", "at_hash", "name", "email"]


def check_told(refused: Refused) -> None:
    """It has a sentence; one that needs a fact which is not there would raise."""
    assert "mang mã" not in sentence(refused.key, **refused.facts)


@settings(max_examples=30)
@given(strategies.dictionaries(strategies.sampled_from([*NAMES, "preferred_username"]), JSON, min_size=1, max_size=3))
def test_claims(changed: dict[str, Any]) -> None:
    token = Token({"alg": "RS256"}, {**GOOD, **changed})
    try:
        person = person_of(KnownIssuer(OIDC, "x")._judged(token, NOW, PARAMS), OIDC)
    except Refused as refused:
        check_told(refused)
    else:
        assert person.login
        assert person.name.isprintable()


@pytest.mark.parametrize("claim", ["exp", "iat", "nbf", "sub", "aud", "auth_time"])
@pytest.mark.parametrize("number", [inf, -inf, nan])
def test_what_is_no_number_of_json_is_not_believed(claim: str, number: float) -> None:
    """Python reads NaN and Infinity; a token that ended then would be good for ever."""
    with pytest.raises(Refused) as told:
        KnownIssuer(OIDC, "x")._judged(Token({"alg": "RS256"}, {**GOOD, claim: number}), NOW, PARAMS)
    check_told(told.value)


@settings(max_examples=30)
@given(strategies.dictionaries(
    strategies.sampled_from(["authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint",
                             "token_endpoint_auth_methods_supported", "issuer"]), JSON, min_size=1))  # fmt: skip
def test_documents(changed: dict[str, Any]) -> None:
    ends = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    said = {"issuer": OIDC.issuer, **dict.fromkeys(ends, f"{OIDC.issuer}/x"), **changed}
    try:
        document = KnownIssuer(OIDC, "x")._understood(said, OIDC.issuer, NOW)
    except Refused as refused:
        check_told(refused)
    else:
        assert document.token.startswith("https://")
        assert document.method in ("client_secret_basic", "client_secret_post")


@settings(max_examples=20)
@given(strategies.dictionaries(strategies.sampled_from(["kty", "n", "e", "x", "y", "crv", "kid", "alg"]), JSON))
def test_keys(said: dict[str, Any]) -> None:
    assert _key(said) is None
    assert _key({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", **said}) is None


POST, BASIC = "client_secret_post", "client_secret_basic"


@pytest.mark.parametrize(
    ("method", "expected"),
    [([POST], POST), ([POST, BASIC], BASIC), (["private_key_jwt"], BASIC), (None, BASIC), (POST, BASIC)],
)
def test_how_our_secret_is_shown(method: object, expected: str) -> None:
    ends = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    said = {"issuer": OIDC.issuer, **dict.fromkeys(ends, f"{OIDC.issuer}/x")}
    said["token_endpoint_auth_methods_supported"] = method  # type: ignore[assignment]
    assert KnownIssuer(OIDC, "x")._understood(said, OIDC.issuer, NOW).method == expected
