"""An office that knows one issuer, and what its officers see: what the tests of signing in elsewhere share."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from httpx import Response

from config.web import OidcSettings
from tests.desk import NOW, KnownHome
from tests.issuer import CLIENT, SECRET, Issuer
from tests.pages import PASSWORD, Pages, Visitor
from web.signing_in.oidc import OidcSignIn
from web.signing_in.oidc_issuer import KnownIssuer

BEGIN, RETURN = "/vao/co-quan", "/vao/co-quan/ve"
BASE = "http://localhost"


class JoinedOffice(Pages):
    """The pages of an office that knows one issuer; nothing was collected yet."""

    def __init__(self, folder: Path, issuer: Issuer) -> None:
        self.issuer = issuer
        self.way = self.way_of()
        home = KnownHome(folder / "home")
        home.path.mkdir()
        super().__init__(home, oidc=self.way)

    def way_of(self, *, secret: str = SECRET, seconds: float = 5.0, **more: Any) -> OidcSignIn:
        """The way by the issuer as these settings have it."""
        given = {"issuer": self.issuer.address, "client_id": CLIENT, "base": BASE, "issuer_is_internal": True, **more}
        oidc = OidcSettings(**given)
        return OidcSignIn(oidc, KnownIssuer(oidc, secret, seconds=seconds))

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


def who(visitor: Visitor) -> str:
    """The name of who is signed in, "" for nobody."""
    answer = visitor.get("/tai-khoan")
    return answer.text.partition('class="who-name">')[2].partition("<")[0] if answer.status_code == 200 else ""


def refused(office: JoinedOffice) -> tuple[int, str, str]:
    """Status, the audit's reason and the sentence of a try that fails."""
    visitor = office.nobody()
    answer = office.come(visitor)
    assert who(visitor) == ""
    line = office.audit(action="sign-in")[0]
    assert line["outcome"] == "refused"
    text = answer.text.partition('role="alert"><p>')[2].partition("</p>")[0]
    return answer.status_code, line["facts"]["reason"], text
