"""Users, their sessions and tokens, and the tries to sign in that failed. Secrets are stored as SHA-256 only."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from records import Trouble
from times import from_iso, iso

Accounts = Database  # what the other rooms call the open file, as AccountFile gives it


@dataclass(frozen=True, slots=True)
class User:
    """Who may use the pages; ``password`` is its argon2 hash, "" for one who signs in elsewhere."""

    id: int
    login: str
    name: str
    role: str
    department: str
    password: str
    must_change: bool
    created_at: datetime
    disabled_at: datetime | None
    subject: str = ""  # who it is at the issuer of the province, "" for nobody there


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is signed in; ``digest`` is of the secret in its cookie."""

    digest: str
    user: User
    csrf: str
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str
    notice: str


def digest_of(secret: str) -> str:
    """What is stored of a random secret of 256 bits: guessing it is hopeless, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


# --- users ---


def add_user(db: Database, *, login: str, name: str, role: str, department: str, password: str, at: datetime) -> User:
    """A new user who must change the password; Trouble("account.taken") where the login is another's."""
    row = {"login": login, "name": name, "role": role, "department": department, "password": password}
    try:
        db.table("users").insert({**row, "created_at": iso(at)})
    except sqlite3.IntegrityError as error:
        raise Trouble("account.taken", login=login) from error
    return user_named(db, login)


def user_named(db: Database, login: str) -> User:
    """The user of a login; Trouble("account.unknown")."""
    if (found := find_user(db, login)) is None:
        raise Trouble("account.unknown", login=login)
    return found


def find_user(db: Database, login: str) -> User | None:
    return next((_user(row) for row in db.query("SELECT * FROM users WHERE login = ?", [login])), None)


def users(db: Database) -> list[User]:
    return [_user(row) for row in db.query("SELECT * FROM users ORDER BY disabled_at IS NOT NULL, login")]


def set_password(db: Database, user: int, password: str, *, must_change: bool, at: datetime) -> None:
    row = {"password": password, "must_change": int(must_change), "password_at": iso(at)}
    db.table("users").update(user, row)


def set_rank(db: Database, user: int, *, name: str, role: str, department: str) -> None:
    """Change what a user is called and may do."""
    db.table("users").update(user, {"name": name, "role": role, "department": department})


def set_disabled(db: Database, user: int, at: datetime | None) -> None:
    """Let nobody sign in as this user any more (or again, with None)."""
    db.table("users").update(user, {"disabled_at": iso(at) if at else None})


def find_subject(db: Database, subject: str) -> User | None:
    """The user who is this person at the issuer."""
    return next((_user(row) for row in db.query("SELECT * FROM users WHERE subject = ?", [subject])), None)


def set_subject(db: Database, user: int, subject: str) -> None:
    """Join a user to a person at the issuer, or to nobody (""); Trouble("account.subject-taken")."""
    try:
        db.table("users").update(user, {"subject": subject or None})
    except sqlite3.IntegrityError as error:
        raise Trouble("account.subject-taken", subject=subject) from error


def put_back(db: Database, user: User) -> None:
    """Give a user again what he had: name, role, department, password and person at the issuer."""
    row = {"name": user.name, "role": user.role, "department": user.department, "password": user.password}
    db.table("users").update(user.id, {**row, "must_change": int(user.must_change), "subject": user.subject or None})


_UNUSED = """
SELECT login FROM users u WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.login = u.login AND a.outcome = 'ok')
    AND NOT EXISTS (SELECT 1 FROM browsers b WHERE b.user = u.id)
"""


def unused(db: Database) -> set[str]:
    """The logins as which nobody ever signed in or did anything."""
    return {row["login"] for row in db.query(_UNUSED)}


def remove_user(db: Database, user: User) -> None:
    """Take a user away whom nobody ever was; Trouble("account.was-used") for another, of whom much tells."""
    if user.login not in unused(db):
        raise Trouble("account.was-used", login=user.login)
    db.table("users").delete(user.id)


def standing_admins(db: Database) -> int:
    """How many users could still administer."""
    sql = "SELECT count(*) FROM users WHERE role = 'admin' AND disabled_at IS NULL"
    return int(db.execute(sql).fetchone()[0])


def _user(row: Mapping[str, Any]) -> User:
    return User(
        row["id"], row["login"], row["name"], row["role"], row["department"], row["password"],
        bool(row["must_change"]), from_iso(row["created_at"]),
        from_iso(row["disabled_at"]) if row["disabled_at"] else None, row["subject"] or "",
    )  # fmt: skip


# --- sessions ---

_OF_SESSION = """
SELECT s.digest, s.csrf, s.created_at AS began_at, s.seen_at, s.address, s.agent, s.notice, u.*
FROM sessions s JOIN users u ON u.id = s.user
"""


def begin_session(
    db: Database, user: int, *, secret: str, csrf: str, address: str, agent: str, at: datetime
) -> None:  # fmt: skip
    row = {"digest": digest_of(secret), "user": user, "csrf": csrf, "created_at": iso(at), "seen_at": iso(at)}
    db.table("sessions").insert({**row, "address": address, "agent": agent})


def find_session(db: Database, secret: str) -> Session | None:
    """The session of a cookie, of a user who was not disabled; whether it is too old is for the caller."""
    rows = db.query(f"{_OF_SESSION} WHERE s.digest = ? AND u.disabled_at IS NULL", [digest_of(secret)])
    return next((_session(row) for row in rows), None)


def sessions_of(db: Database, user: int) -> list[Session]:
    return [_session(row) for row in db.query(f"{_OF_SESSION} WHERE s.user = ? ORDER BY s.seen_at DESC", [user])]


def touch_session(db: Database, digest: str, at: datetime) -> None:
    db.execute("UPDATE sessions SET seen_at = ? WHERE digest = ?", [iso(at), digest])


def set_notice(db: Database, digest: str, notice: str) -> None:
    """What the next page of this session says above everything else, as JSON; "" is nothing."""
    db.execute("UPDATE sessions SET notice = ? WHERE digest = ?", [notice, digest])


def end_session(db: Database, digest: str) -> None:
    db.execute("DELETE FROM sessions WHERE digest = ?", [digest])


def end_sessions(db: Database, user: int) -> int:
    """Sign a user out everywhere; how many sessions that were."""
    return int(db.execute("DELETE FROM sessions WHERE user = ?", [user]).rowcount)


def forget_old(db: Database, *, sessions_before: datetime, browsers_before: datetime) -> None:
    """Remove what has run out: sessions that began before, browsers that were last signed in from before."""
    db.execute("DELETE FROM sessions WHERE created_at < ?", [iso(sessions_before)])
    db.execute("DELETE FROM browsers WHERE at < ?", [iso(browsers_before)])


def _session(row: Mapping[str, Any]) -> Session:
    return Session(
        row["digest"], _user(row), row["csrf"], from_iso(row["began_at"]), from_iso(row["seen_at"]), row["address"],
        row["agent"], row["notice"],
    )  # fmt: skip


# --- tries that failed, and browsers that are known ---


def failures_of(db: Database, scope: str) -> tuple[int, datetime] | None:
    """How many tries of a user, address or browser failed since one went well, and when the last did."""
    row = db.execute("SELECT tries, last_at FROM failures WHERE scope = ?", [scope]).fetchone()
    return (int(row[0]), from_iso(row[1])) if row else None


def add_failure(db: Database, scope: str, at: datetime) -> int:
    """Count one more; how many that are now."""
    sql = """INSERT INTO failures (scope, tries, last_at) VALUES (?, 1, ?)
             ON CONFLICT (scope) DO UPDATE SET tries = tries + 1, last_at = excluded.last_at RETURNING tries"""
    return int(db.execute(sql, [scope, iso(at)]).fetchone()[0])


def forget_old_failures(db: Database, *, before: datetime, most: int) -> None:
    """Remove the counts whose last failure is older, and the oldest of those that are too many."""
    db.execute("DELETE FROM failures WHERE last_at < ?", [iso(before)])
    over = int(db.execute("SELECT count(*) FROM failures").fetchone()[0]) - most
    if over > 0:
        oldest = "SELECT scope FROM failures ORDER BY last_at LIMIT ?"
        db.execute(f"DELETE FROM failures WHERE scope IN ({oldest})", [over])


def forget_failures(db: Database, scope: str) -> None:
    db.execute("DELETE FROM failures WHERE scope = ?", [scope])


def know_browser(db: Database, secret: str, user: int, at: datetime) -> None:
    """Remember a browser from which this user signed in."""
    db.table("browsers").upsert({"digest": digest_of(secret), "user": user, "at": iso(at)}, pk="digest")


def know_place(db: Database, place: str, user: int, at: datetime) -> None:
    """Remember a login and an address from which it signed in; no digest, so no cookie can claim to be one."""
    db.table("browsers").upsert({"digest": place, "user": user, "at": iso(at)}, pk="digest")


def knows_place(db: Database, place: str) -> bool:
    return db.execute("SELECT 1 FROM browsers WHERE digest = ?", [place]).fetchone() is not None


def knows_browser(db: Database, secret: str, login: str) -> bool:
    """Did this user ever sign in from this browser?"""
    sql = "SELECT 1 FROM browsers b JOIN users u ON u.id = b.user WHERE b.digest = ? AND u.login = ?"
    return db.execute(sql, [digest_of(secret), login]).fetchone() is not None


# --- tokens of programs ---


def add_token(db: Database, user: int, *, secret: str, name: str, at: datetime) -> int:
    row = {"digest": digest_of(secret), "user": user, "name": name, "created_at": iso(at)}
    return int(db.table("tokens").insert(row).last_pk or 0)


def tokens_of(db: Database, user: int) -> list[dict[str, Any]]:
    """Tokens that still work: id, name, created_at, used_at."""
    sql = "SELECT id, name, created_at, used_at FROM tokens WHERE user = ? AND revoked_at IS NULL ORDER BY id"
    return list(db.query(sql, [user]))


def revoke_token(db: Database, user: int, token: int, at: datetime) -> bool:
    """End a token of this user; False where there is no such one."""
    sql = "UPDATE tokens SET revoked_at = ? WHERE id = ? AND user = ? AND revoked_at IS NULL"
    return bool(db.execute(sql, [iso(at), token, user]).rowcount)


def revive_token(db: Database, user: int, token: int, *, ended_since: datetime) -> bool:
    """Let a token of this user work again that ended at that moment or later; False where there is no such one."""
    sql = "UPDATE tokens SET revoked_at = NULL WHERE id = ? AND user = ? AND revoked_at >= ?"
    return bool(db.execute(sql, [token, user, iso(ended_since)]).rowcount)


def find_token(db: Database, secret: str) -> tuple[int, User] | None:
    """The token's id and its user."""
    rows = db.query(
        """SELECT t.id AS token, u.* FROM tokens t JOIN users u ON u.id = t.user
           WHERE t.digest = ? AND t.revoked_at IS NULL AND u.disabled_at IS NULL AND u.must_change = 0""",
        [digest_of(secret)],
    )
    return next(((row["token"], _user(row)) for row in rows), None)


def token_was_used(db: Database, token: int, at: datetime) -> None:
    db.execute("UPDATE tokens SET used_at = ? WHERE id = ?", [iso(at), token])
