"""Which user somebody is whom the issuer knows: joined once by the login, from then on by the issuer's own key.

A login can be given to another person at the issuer; its key of a person ("sub") cannot. So the first time joins the
two, and whoever comes with the same login and another key is a stranger. An administrator is joined by command only:
a name that is the same by chance must not become one. Roles are ours; the issuer says who somebody is, no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.web import OidcSettings
from storage.accounts.users import (
    Accounts,
    User,
    add_user,
    end_sessions,
    find_subject,
    find_user,
    set_password,
    set_subject,
    user_named,
)
from text import one_line
from web.refusals import Refused
from web.roles import Role
from web.signing_in.oidc import Claims
from web.signing_in.users import LOGIN, LONGEST_NAME

LONGEST_KEY = 255  # characters of a "sub" (OpenID Connect Core 1.0, 2)


@dataclass(frozen=True, slots=True)
class Person:
    """Who signed in at the issuer: whom it calls by this subject, login and name."""

    subject: str
    login: str
    name: str


def subject_of(oidc: OidcSettings, key: str) -> str:
    """A person of the issuer, as it is kept with a user."""
    return f"{oidc.issuer} {key}"


def person_of(claims: Claims, oidc: OidcSettings) -> Person:
    """Who the claims of a proven token speak of; Refused(403) where they name no login as it is written here."""
    key = claims["sub"]
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise Refused(502, "web.oidc.bad-token")
    said, name = claims.get(oidc.login_claim), claims.get("name")
    if oidc.login_claim == "email" and claims.get("email_verified") is not True:
        raise Refused(403, "web.oidc.unverified")
    login = _login(said if isinstance(said, str) else "", oidc.login_domain)
    if not login:
        raise Refused(403, "web.oidc.no-login", claim=oidc.login_claim, value=one_line(str(said or ""))[:64])
    return Person(subject_of(oidc, key), login, one_line(name if isinstance(name, str) else "")[:LONGEST_NAME] or login)


def _login(said: str, domain: str) -> str:
    """A claim as a login; "" where it is none. ASCII before lower case: "K" of Kelvin would become a k."""
    name, _, behind = said.strip().partition("@")
    if not said.isascii() or behind.lower() != domain.lower():
        return ""
    return name.lower() if LOGIN.fullmatch(name.lower()) else ""


def user_of(db: Accounts, person: Person, *, new_viewers: bool, at: datetime) -> User:
    """The user whom this person is; Refused(403) for nobody, for one who may not, and for a stranger by that login.

    A one-time password that was not changed goes, and with it who may sit there with it: it was never this person's.
    """
    user = find_subject(db, person.subject) or find_user(db, person.login)
    if user is None:
        if not new_viewers:
            raise Refused(403, "web.oidc.unknown-user", login=person.login)
        user = _added(db, person, at)
    if user.disabled_at:
        raise Refused(403, "web.oidc.disabled", login=user.login)
    if user.subject != person.subject:
        _join(db, user, person)
    if user.must_change:
        end_sessions(db, user.id)
        set_password(db, user.id, "", must_change=False, at=at)
    return user_named(db, user.login)


def _join(db: Accounts, user: User, person: Person) -> None:
    if user.subject:
        raise Refused(403, "web.oidc.other-person", login=user.login)
    if user.role == Role.ADMIN.word:
        key = person.subject.partition(" ")[2]
        raise Refused(403, "web.oidc.admin", login=user.login, person=key)
    set_subject(db, user.id, person.subject)


def _added(db: Accounts, person: Person, at: datetime) -> User:
    given = {"login": person.login, "name": person.name, "role": Role.VIEWER.word, "department": "", "password": ""}
    user = add_user(db, **given, at=at)
    set_password(db, user.id, "", must_change=False, at=at)
    return user_named(db, user.login)
