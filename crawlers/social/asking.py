"""What is asked of a platform: questions with the address that may be written, and the secret that goes with them.

The fragment of every address names the page in our registry: it is never sent, and tells apart what platforms ask with
the token alone (all accounts of Zalo have the same address).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawlers.social.tokens import Token
from crawlers.social.wire import Request
from platforms import PlatformRules, SocialPage

Role = Literal["identity", "channel", "posts", "details", "post", "comments", "feed"]
PAGES = 20  # of a list that one look turns back


@dataclass(frozen=True, slots=True)
class Question:
    """One request about one page."""

    page: SocialPage
    role: Role
    url: str
    step: int = 1  # the page of a list
    about: str = ""  # public address of the post that is asked for; "" is the page's

    @property
    def named_by(self) -> str:
        return self.about or self.page.url


def address(base: str, path: str, page: SocialPage, **values: object) -> str:
    """The address of a question."""
    return f"{base}{path}?{urlencode(values, safe=',(){}.')}#{page.slug}"


def with_values(url: str, **values: object) -> str:
    """The same question about another part of the list."""
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **values}
    return urlunsplit(parts._replace(query=urlencode(query, safe=",(){}.")))


def value_in(url: str, name: str) -> str:
    return dict(parse_qsl(urlsplit(url).query)).get(name, "")


def slug_in(url: str) -> str:
    """The slug of the page that an address of ours is about."""
    return urlsplit(url).fragment


def request_of(question: Question, token: Token | None) -> Request:
    """The request with its secret: in a header wherever the platform takes it there."""
    url = urlunsplit(urlsplit(question.url)._replace(fragment=""))
    if token is None:
        return Request(url)
    platform = question.page.platform
    if platform == "youtube":
        return Request(url, {"X-Goog-Api-Key": token.access})
    if platform == "zalo":
        return Request(url, {"access_token": token.access})
    return Request(url, {"Authorization": f"Bearer {token.access}"}, proof_of_secret(token))


def proof_of_secret(token: Token) -> dict[str, str]:
    """Facebook's ``appsecret_proof``, which an app may require: HMAC-SHA256 of the token by the app's secret."""
    secret = token.values.get("app_secret")
    if not secret:
        return {}
    return {"appsecret_proof": hmac.new(secret.encode(), token.access.encode(), hashlib.sha256).hexdigest()}


def renewal_of(rules: PlatformRules, token: Token) -> Request:
    """The request that changes Zalo's refresh token for new ones."""
    form = {
        "refresh_token": token.values["refresh_token"], "app_id": token.values["app_id"],
        "grant_type": "refresh_token",
    }  # fmt: skip
    return Request(
        f"{rules.oauth}/v4/oa/access_token", {"secret_key": token.values["secret_key"]}, form=form, method="POST"
    )
