"""What an administrator does with users: the same for the pages and for ``diembao users``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from config.load import Configuration
from records import Trouble
from storage.accounts.opening import AccountFile
from storage.accounts.users import (
    User,
    add_user,
    end_sessions,
    put_back,
    remove_user,
    set_disabled,
    set_password,
    set_rank,
    set_subject,
    standing_admins,
    user_named,
)
from text import one_line
from web.roles import WORDS
from web.signing_in.passwords import Passwords, one_time_password

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
LONGEST_NAME = 80  # characters, as of a decision's officer


@dataclass(frozen=True, slots=True)
class Change:
    """A user before and after something was done."""

    before: User
    after: User

    @property
    def ends_sessions(self) -> bool:
        """Must who is signed in as this user prove again who he is?"""
        before, after = self.before, self.after
        return (before.role, before.password, before.subject) != (after.role, after.password, after.subject)


def invite(
    accounts: AccountFile, passwords: Passwords, configuration: Configuration, *, login: str, name: str, role: str,
    department: str, at: datetime,
) -> tuple[User, str]:  # fmt: skip
    """A new user and the one-time password that must be changed at once; Trouble says what does not go."""
    login = login.strip().lower()
    if not LOGIN.fullmatch(login):
        raise Trouble("account.bad-login", login=login[:64])
    name = _checked(configuration, name, role, department)
    secret = one_time_password()
    with accounts.writing() as db:
        hashed = passwords.hashed(secret)
        return add_user(
            db, login=login, name=name, role=role, department=department, password=hashed, at=at
        ), secret  # fmt: skip


def withdraw(accounts: AccountFile, login: str) -> User:
    """Take back that a user was added; Trouble("account.was-used") once somebody signed in as this user."""
    with accounts.writing() as db:
        user = user_named(db, login)
        remove_user(db, user)
        _see_that_one_is_left(standing_admins(db))
        return user


def take_back(accounts: AccountFile, change: Change) -> None:
    """Give a user again what he had before; Trouble("account.changed-since") where he is not as the change left him."""
    with accounts.writing() as db:
        if user_named(db, change.before.login) != change.after:
            raise Trouble("account.changed-since", login=change.before.login)
        put_back(db, change.before)
        if change.ends_sessions:
            end_sessions(db, change.before.id)
        _see_that_one_is_left(standing_admins(db))


def set_user(
    accounts: AccountFile, configuration: Configuration, login: str, *, name: str, role: str, department: str
) -> Change:
    """Another name, role or department; who has another role signs in anew."""
    name = _checked(configuration, name, role, department)
    with accounts.writing() as db:
        before = user_named(db, login)
        set_rank(db, before.id, name=name, role=role, department=department)
        if role != before.role:
            end_sessions(db, before.id)
        _see_that_one_is_left(standing_admins(db))
        return Change(before, user_named(db, login))


def set_standing(accounts: AccountFile, login: str, *, disabled: datetime | None) -> None:
    """Let nobody sign in as this user from now on, or again (None)."""
    with accounts.writing() as db:
        user = user_named(db, login)
        set_disabled(db, user.id, disabled)
        if disabled:
            end_sessions(db, user.id)
            _see_that_one_is_left(standing_admins(db))


def join(accounts: AccountFile, login: str, subject: str) -> Change:
    """Let a person of the issuer sign in as this user, or nobody (""); every session of the user ends."""
    with accounts.writing() as db:
        user = user_named(db, login)
        set_subject(db, user.id, subject)
        end_sessions(db, user.id)
        return Change(user, user_named(db, login))


def reset(accounts: AccountFile, passwords: Passwords, login: str, *, at: datetime) -> tuple[Change, str]:
    """A new one-time password; every session of the user ends."""
    secret = one_time_password()
    hashed = passwords.hashed(secret)
    with accounts.writing() as db:
        user = user_named(db, login)
        set_password(db, user.id, hashed, must_change=True, at=at)
        end_sessions(db, user.id)
        return Change(user, user_named(db, login)), secret


def _checked(configuration: Configuration, name: str, role: str, department: str) -> str:
    name = one_line(name)[:LONGEST_NAME]
    if not any(letter.isalpha() for letter in name):
        raise Trouble("account.bad-name")
    if role not in WORDS:
        raise Trouble("account.bad-role", value=role, allowed=", ".join(WORDS))
    if department and department not in configuration.departments:
        allowed = ", ".join(sorted(configuration.departments))
        raise Trouble("matter.unknown-department", value=department, allowed=allowed)
    return name


def _see_that_one_is_left(admins: int) -> None:
    """Whoever would be the last to administer stays; the transaction is undone."""
    if not admins:
        raise Trouble("account.last-admin")
