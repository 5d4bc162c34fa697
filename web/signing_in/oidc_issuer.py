"""The issuer of the province, by authlib: its documents, its keys, and what it says of who signed in.

Loaded only where ``[oidc]`` is configured, for authlib and joserfc are an extra. ``authlib.jose`` is deprecated in
favour of joserfc (it says so itself), so tokens are read by that; authlib makes the request with PKCE, asks
for the token, and judges the claims (OpenID Connect Core 1.0, 3.1.3.7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite
from typing import Any, NoReturn
from urllib.parse import urlencode

from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, ClaimError, JoseError, MissingAlgorithmError, UnsupportedAlgorithmError
from joserfc.jwk import JWKRegistry, Key
from joserfc.jws import JWSRegistry

from config.web import OidcSettings
from web.refusals import Refused
from web.signing_in.oidc import RETURN, Attempt, Claims
from web.signing_in.oidc_http import SECONDS, Wire, log, refuse

DOCUMENT = "/.well-known/openid-configuration"
SCOPE = "openid profile email"
# Signatures by a key that only the issuer has; never "none", nor HS256, for which anybody knows a public key.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
SHORTEST_MODULUS = 340  # letters of base64: 2048 bits are 342
SKEW = 60  # seconds by which two clocks may differ
KEPT = timedelta(hours=1)  # how long documents and keys are believed
AGAIN = timedelta(seconds=10)  # between two looks for a key that is not there: keys change, and tokens may lie
_WORD = re.compile(r"[a-z_]{1,40}")
_OF_CLAIM = {
    "iss": "wrong-issuer", "aud": "wrong-audience", "azp": "wrong-audience", "nonce": "wrong-nonce",
    "exp": "clock", "iat": "clock", "nbf": "clock",
}  # fmt: skip


class _TokenRefused(Exception):
    """The issuer gives no token; takes what authlib hands to its own error, which cannot hold Vietnamese."""

    def __init__(self, *, error: object, description: object = "") -> None:
        super().__init__(str(error))
        self.word = str(error)


class _Client(OAuth2Client):  # type: ignore[misc]  # authlib has no types
    oauth_error_class = _TokenRefused


class _UnknownKey(Exception):
    """A token is signed by a key that the issuer did not show."""


@dataclass(frozen=True, slots=True)
class _Document:
    """What the issuer says of itself."""

    authorization: str
    token: str
    keys: str
    exit: str
    names_itself: bool  # in what the browser comes back with (RFC 9207)
    method: str  # by which our secret is shown
    read_at: datetime


@dataclass(frozen=True, slots=True)
class _Keys:
    """The issuer's keys by their ids."""

    by_id: Mapping[str, Key]
    read_at: datetime

    def of(self, obj: Any) -> Key:
        """The key of a token's header; one without an id fits where there is one key only."""
        name = obj.headers().get("kid")
        if name is None and len(self.by_id) == 1:
            return next(iter(self.by_id.values()))
        if name not in self.by_id:
            raise _UnknownKey(str(name))
        return self.by_id[name]


class KnownIssuer:
    """An issuer of the configuration; see ``web.signing_in.oidc.Issuer``."""

    def __init__(self, settings: OidcSettings, secret: str, *, seconds: float = SECONDS) -> None:
        self.settings = settings
        self._secret = secret
        self._wire = Wire(settings.issuer, settings.issuer_is_internal, seconds)
        self._document: _Document | None = None
        self._keys: _Keys | None = None

    def address(self, attempt: Attempt, now: datetime) -> str:
        document = self._read_document(now)
        address, _ = self._client(document).create_authorization_url(
            document.authorization, state=attempt.state, code_verifier=attempt.verifier, nonce=attempt.nonce
        )
        return str(address)

    def claims(self, attempt: Attempt, answer: Mapping[str, str], now: datetime) -> Claims:
        document = self._read_document(now)
        self._check_answer(document, answer)
        token = self._token(document, answer.get("code", ""), attempt)
        written = token.get("id_token")
        if not isinstance(written, str):
            raise Refused(502, "web.oidc.bad-token")
        params = {"nonce": attempt.nonce, "client_id": self.settings.client_id}
        access = token.get("access_token")
        params["access_token"] = access if isinstance(access, str) else ""
        return self._judged(self._proven(document, written, now), now, params)

    def exit(self, now: datetime) -> str:
        document = self._read_document(now)
        back = {"client_id": self.settings.client_id, "post_logout_redirect_uri": f"{self._base}/vao"}
        return f"{document.exit}{'&' if '?' in document.exit else '?'}{urlencode(back)}" if document.exit else ""

    @property
    def _base(self) -> str:
        return self.settings.base.rstrip("/")

    def _client(self, document: _Document) -> _Client:
        return _Client(
            self._wire, client_id=self.settings.client_id, client_secret=self._secret, scope=SCOPE,
            redirect_uri=f"{self._base}{RETURN}", code_challenge_method="S256",
            token_endpoint_auth_method=document.method,
        )  # fmt: skip

    def _read_document(self, now: datetime) -> _Document:
        if self._document is None or not timedelta(0) <= now - self._document.read_at < KEPT:
            self._document = self._asked_document(now)
        return self._document

    def _asked_document(self, now: datetime) -> _Document:
        url = self.settings.issuer.rstrip("/") + DOCUMENT
        return self._understood(_table(self._wire.get(url)), url, now)

    def _understood(self, said: Mapping[str, Any], url: str, now: datetime) -> _Document:
        if said.get("issuer") != self.settings.issuer:
            refuse("other-issuer", url, f"it calls itself {said.get('issuer')!r}")
        methods = said.get("token_endpoint_auth_methods_supported")
        by_form = isinstance(methods, list) and "client_secret_post" in methods and "client_secret_basic" not in methods
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        authorization, token, keys = (self._wire.checked(said.get(name)) for name in wanted)
        return _Document(
            authorization, token, keys,
            exit=self._wire.checked(said["end_session_endpoint"]) if said.get("end_session_endpoint") else "",
            names_itself=said.get("authorization_response_iss_parameter_supported") is True,
            method="client_secret_post" if by_form else "client_secret_basic", read_at=now,
        )  # fmt: skip

    def _check_answer(self, document: _Document, answer: Mapping[str, str]) -> None:
        """What the browser brought: from this issuer (RFC 9207), and no refusal."""
        named = answer.get("iss", "")
        if (named or document.names_itself) and named != self.settings.issuer:
            raise Refused(400, "web.oidc.wrong-issuer")
        if answer.get("error") == "access_denied":
            raise Refused(403, "web.oidc.declined")
        if error := answer.get("error"):
            raise Refused(502, "web.oidc.issuer-error", word=_told(error))
        if not answer.get("code"):
            raise Refused(400, "web.oidc.other-try")

    def _token(self, document: _Document, code: str, attempt: Attempt) -> Mapping[str, Any]:
        try:
            token = self._client(document).fetch_token(
                document.token, grant_type="authorization_code", code=code, code_verifier=attempt.verifier
            )
        except _TokenRefused as refused:
            word = _told(refused.word)
            log.warning("the issuer gives no token word=%s", word)
            key = {"invalid_client": "wrong-secret", "unauthorized_client": "wrong-secret", "invalid_grant": "no-code"}
            raise Refused(502, f"web.oidc.{key.get(word, 'issuer-error')}", word=word) from None
        except ValueError as error:  # no JSON, or none that says anything
            refuse("down", document.token, str(error))
        return dict(token)

    def _proven(self, document: _Document, written: str, now: datetime) -> jwt.Token:
        """The token, if a key of the issuer signed it; for a key that we do not know its keys are read again."""
        keys = self._read_keys(document, now)
        try:
            return _decoded(written, keys)
        except _UnknownKey as unknown:
            if timedelta(0) <= now - keys.read_at < AGAIN:
                _refuse_token("unknown-key", unknown)
        self._keys = None
        try:
            return _decoded(written, self._read_keys(document, now))
        except _UnknownKey as unknown:
            _refuse_token("unknown-key", unknown)

    def _read_keys(self, document: _Document, now: datetime) -> _Keys:
        if self._keys is None or not timedelta(0) <= now - self._keys.read_at < KEPT:
            listed = _table(self._wire.get(document.keys)).get("keys")
            found = [key for one in listed if (key := _key(one))] if isinstance(listed, list) else []
            if not found:
                refuse("no-keys", document.keys)
            self._keys = _Keys({str(key.kid or key.thumbprint()): key for key in reversed(found)}, now)
        return self._keys

    def _judged(self, token: jwt.Token, now: datetime, params: Mapping[str, str]) -> Claims:
        """The claims, if they are of this issuer, for us, of this try, and of now."""
        options = {
            "iss": {"essential": True, "value": self.settings.issuer}, "sub": {"essential": True},
            "aud": {"essential": True, "value": self.settings.client_id},
        }  # fmt: skip
        claims = CodeIDToken(token.claims, token.header, options, params)
        moment = int(now.timestamp())
        # Python reads NaN and Infinity, which JSON does not have; a token that ends then would never end.
        if any(isinstance(one, float) and not isfinite(one) for one in claims.values()):
            _refuse_token("bad-token", ValueError("a claim is not a finite number"))
        try:
            claims.validate(now=moment, leeway=SKEW)
        except ClaimError as error:
            word = _OF_CLAIM.get(error.claim.partition(",")[0], "bad-token")
            _refuse_token(word, error, seconds=_apart(claims.get(error.claim), moment))
        except (TypeError, ValueError) as error:
            _refuse_token("bad-token", error)
        return dict(claims)


def _decoded(written: str, keys: _Keys) -> jwt.Token:
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        return jwt.decode(written, keys.of, algorithms=ALGORITHMS, registry=registry)
    except (UnsupportedAlgorithmError, MissingAlgorithmError) as error:
        _refuse_token("bad-algorithm", error)
    except BadSignatureError as error:
        _refuse_token("bad-signature", error)
    except (JoseError, ValueError, RecursionError) as error:
        _refuse_token("bad-token", error)


def _refuse_token(word: str, error: Exception, *, seconds: int = 0) -> NoReturn:
    log.warning("an ID token is not believed word=%s detail=%s", word, error)
    raise Refused(502, f"web.oidc.{word}", seconds=seconds) from None


def _key(said: object) -> Key | None:
    """A public key for signatures; None for one of another kind, a short one or a broken one."""
    if not isinstance(said, dict) or said.get("kty") not in ("RSA", "EC") or said.get("use", "sig") != "sig":
        return None
    if said["kty"] == "RSA" and len(str(said.get("n", ""))) < SHORTEST_MODULUS:
        return None
    try:
        return JWKRegistry.import_key(said)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        log.warning("a key of the issuer is broken kid=%s detail=%s", said.get("kid"), error)
        return None


def _table(answer: Any) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        refuse("discovery", answer.url, "no JSON object")
    return said


def _told(word: str) -> str:
    """An issuer's word as it may be shown: a short one of the standard's alphabet."""
    return word if _WORD.fullmatch(word) else "?"


def _apart(moment: object, now: int) -> int:
    """Seconds between a claim's moment and now; 0 where it is none."""
    return abs(int(moment) - now) if isinstance(moment, int | float) else 0
