"""``deliver``: finished files to a folder and by mail, each once.

What was delivered is written into ``reports/delivered.jsonl`` by digest and target, so that a run that is made again
sends nothing twice. The password comes from the environment or from a file that only its owner may read, and goes
nowhere but to the server.
"""

from __future__ import annotations

import ipaddress
import json
import mimetypes
import os
import smtplib
import ssl
import stat
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

from config.schedule import Delivery, load_delivery
from config.wording import sentence
from pipeline.jobs.home import Home
from pipeline.jobs.upkeep.backup_folder import copy, digest_of, new_file, told_by
from pipeline.jobs.upkeep.schedules import own_configuration
from records import Trouble
from times import iso

PASSWORD = "DIEMBAO_SMTP_PASSWORD"
TIMEOUT = 60  # seconds
LEDGER = "delivered.jsonl"
Lines = list[tuple[str, dict[str, object]]]


@dataclass(slots=True)
class Delivered:
    """What was done, in keys and facts, and the addresses that a server would not take."""

    lines: Lines = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def deliver(
    home: Home,
    names: Sequence[str],
    *,
    clock: Callable[[], datetime],
    subject: str = "",
    again: bool = False,
    context: ssl.SSLContext | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Delivered:
    """Send files to every configured target; a name may hold ``*``.

    Trouble("delivery.no-file"), and what keeps a target from being reached: the others are served all the same.
    ``context`` decides which certificates of a mail server are believed.
    """
    files = [path for name in names for path in _files(name)]
    delivery = load_delivery(own_configuration(home))
    done, troubles = Delivered(), list[Trouble]()
    ledger = home.reports / LEDGER
    known = set() if again else _known(ledger)
    digests = {path: digest_of(path) for path in files}
    targets = _targets(home, delivery, subject, clock, context, environment)
    for target, send in targets.items():
        fresh = [path for path in files if (target, digests[path]) not in known]
        if not fresh:
            names_of = ", ".join(path.name for path in files)
            done.lines.append(("delivery.known", {"files": names_of, "target": target}))
            continue
        try:
            send(fresh, done)
        except Trouble as trouble:
            troubles.append(trouble)
        else:
            _note(ledger, target, [(path.name, digests[path]) for path in fresh], clock())
    if not targets:
        done.lines.append(("delivery.nowhere", {}))
    if troubles:
        raise troubles[0]
    return done


Send = Callable[[Sequence[Path], Delivered], None]


def _targets(
    home: Home, delivery: Delivery, subject: str, clock: Callable[[], datetime],
    context: ssl.SSLContext | None, environment: Mapping[str, str],
) -> dict[str, Send]:  # fmt: skip
    """Where to, and how; folders are named below the home where they are no whole path."""
    targets: dict[str, Send] = {}
    if delivery.folder:
        folder = home.path / delivery.folder
        targets[str(folder)] = lambda files, done: _copy(files, folder, done)
    if delivery.smtp_host:
        target = f"{delivery.smtp_host} {' '.join(sorted(delivery.to))}"
        targets[target] = lambda files, done: _mail(files, delivery, subject, clock(), context, environment, done)
    return targets


def _files(name: str) -> list[Path]:
    """The file of a name, or those that its last part, which may hold ``*``, matches."""
    path = Path(name)
    found = [path] if path.is_file() else sorted(one for one in path.parent.glob(path.name or "*") if one.is_file())
    if not found:
        raise Trouble("delivery.no-file", name=name)
    return found


def _known(ledger: Path) -> set[tuple[str, str]]:
    """Target and digest of what was delivered; a half line that a killed run left, or half a letter, is none."""
    known = set()
    if ledger.exists():
        for line in ledger.read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError):
                row = json.loads(line)
                known |= {(row["target"], digest) for _, digest in row["files"]}
    return known


def _note(ledger: Path, target: str, files: Sequence[tuple[str, str]], at: datetime) -> None:
    with told_by(ledger.parent):
        ledger.parent.mkdir(parents=True, exist_ok=True)
        with ledger.open("a", encoding="utf-8") as stream:
            row = {"at": iso(at), "target": target, "files": files}
            stream.write(f"\n{json.dumps(row, ensure_ascii=False)}\n")  # also behind a half line


def _copy(files: Sequence[Path], folder: Path, done: Delivered) -> None:
    with told_by(folder):
        for path in files:
            copy(path, folder / path.name, new_file)
    done.lines.append(("delivery.folder", {"count": len(files), "folder": str(folder)}))


def _mail(
    files: Sequence[Path], delivery: Delivery, subject: str, now: datetime, context: ssl.SSLContext | None,
    environment: Mapping[str, str], done: Delivered,
) -> None:  # fmt: skip
    message = message_of(files, delivery, subject, now)
    try:
        with _connected(delivery, context) as server:
            if delivery.smtp_user:
                _log_in(server, delivery.smtp_user, _password(delivery, environment))
            refused = sorted(server.send_message(message))
    except (OSError, smtplib.SMTPException) as error:
        raise Trouble("delivery.smtp-failed", host=delivery.smtp_host, detail=_reason(error)) from None
    facts = {"subject": str(message["Subject"]), "count": len(files), "count_to": len(delivery.to) - len(refused)}
    done.lines.append(("delivery.mailed", facts))
    if refused:
        done.refused += refused
        done.lines.append(("delivery.refused", {"addresses": ", ".join(refused)}))


def message_of(files: Sequence[Path], delivery: Delivery, subject: str, now: datetime) -> EmailMessage:
    """The mail: the text that stands beside the first file under its name, or a sentence; the files attached.

    Its id comes from what is in it: a mail that is sent twice is shown once.
    """
    listed = ", ".join(path.name for path in files)
    beside = files[0].with_suffix(".txt")
    text = beside.read_text(encoding="utf-8") if beside.is_file() else sentence("delivery.body", files=listed)
    message = EmailMessage()
    message["Subject"] = " ".join((subject or sentence("delivery.subject", files=listed)).split())
    message["From"], message["To"] = delivery.sender, ", ".join(delivery.to)
    message["Date"] = format_datetime(now)
    contents = [path.read_bytes() for path in files]
    digest = sha256(b"".join([text.encode(), *contents])).hexdigest()[:32]
    message["Message-ID"] = f"<{digest}@{delivery.sender.rpartition('@')[2]}>"
    message.set_content(text)
    for path, content in zip(files, contents, strict=True):
        kind, _, sub = (mimetypes.guess_type(path.name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(content, maintype=kind, subtype=sub, filename=path.name)
    return message


def _connected(delivery: Delivery, context: ssl.SSLContext | None) -> smtplib.SMTP:
    host, port = delivery.smtp_host, delivery.smtp_port
    if delivery.smtp_security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context or ssl.create_default_context())
    if delivery.smtp_security == "none" and not _is_here(host):
        raise Trouble("delivery.plain", host=host)
    server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        if delivery.smtp_security == "starttls":
            server.starttls(context=context or ssl.create_default_context())
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """Log in; words beyond ASCII, on which smtplib breaks off, as RFC 4616 has them: UTF-8 by AUTH PLAIN."""
    if (user + password).isascii():
        server.login(user, password)
        return
    server.ehlo_or_helo_if_needed()
    code, answer = server.docmd("AUTH", "PLAIN " + b64encode(f"\0{user}\0{password}".encode()).decode())
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _password(delivery: Delivery, environment: Mapping[str, str]) -> str:
    """From the environment, or from a file that nobody else may read."""
    if given := environment.get(PASSWORD):
        return given
    if not delivery.smtp_password_file:
        told = {"host": delivery.smtp_host, "user": delivery.smtp_user}
        raise Trouble("delivery.no-password", variable=PASSWORD, **told)
    path = Path(delivery.smtp_password_file)
    try:
        with path.open(encoding="utf-8") as stream:
            if os.name == "posix" and os.fstat(stream.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise Trouble("delivery.open-password", file=str(path))
            return stream.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        detail = getattr(error, "strerror", None) or "UTF-8"
        raise Trouble("delivery.unreadable-password", file=str(path), detail=detail) from None


def _reason(error: Exception) -> str:
    """What went wrong, in the server's words but never in ours: these might hold the password."""
    if isinstance(error, smtplib.SMTPResponseException):
        told = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"{error.smtp_code} {told}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return ", ".join(sorted(error.recipients))
    return getattr(error, "strerror", None) or type(error).__name__
