"""Ten thousand tries to sign in, on a clock of the test: they get nowhere, fill nothing up, and lock nobody out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Event, Thread

import pytest
from starlette.requests import Request

from records import Trouble
from storage.accounts.users import failures_of
from tests.desk import KnownHome
from tests.pages import PASSWORD, Pages
from web.refusals import Refused
from web.signing_in.authentication import BROWSER, Signed, change_password, sign_in
from web.signing_in.delays import CLEANED_EVERY, KEPT, KNOWN_FOR, MOST_KEPT, TOLD, count_failure, network_of, scopes_of
from web.signing_in.passwords import Passwords
from web.site import Site

TRIES = 10_000
NEW = "một mật khẩu khác hẳn"


class Plain(Passwords):
    """Passwords whose hash is free, and counts how often one was made."""

    def __init__(self) -> None:
        self.made = 0

    def hashed(self, password: str) -> str:
        return f"plain:{password}"

    def fits(self, password: str, stored: str) -> bool:
        self.made += 1
        return stored == self.hashed(password)

    def is_outdated(self, stored: str) -> bool:
        return False


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Accounts with free hashes, on an empty home."""
    pages = Pages(KnownHome(tmp_path_factory.mktemp("tries")), passwords=Plain())
    pages.accounts.db.execute("PRAGMA synchronous = OFF")
    pages.accounts.db.execute("DROP TRIGGER audit_is_kept")
    yield pages
    pages.close()


@pytest.fixture
def office(accounts: Pages) -> Pages:
    """The same, as if nobody had ever come."""
    accounts.forget()
    with accounts.accounts.writing() as db:
        db.table("audit").delete_where()
    return accounts


def browser_at(address: str, cookie: str = "") -> Request:
    headers = [(b"cookie", f"{BROWSER}={cookie}".encode())] if cookie else []
    return Request({"type": "http", "method": "POST", "path": "/vao", "headers": headers, "client": (address, 1)})


def tried(pages: Pages, login: str, password: str, address: str, cookie: str = "") -> int | Signed:
    """The status of a try, or the session that it began."""
    site: Site = pages.app.state.site
    try:
        return sign_in(site, browser_at(address, cookie), login, password)
    except Refused as refused:
        return refused.status if (refused.status != 401) == ("Retry-After" in refused.headers) else 0


def rows(pages: Pages, table: str) -> int:
    with pages.accounts.reading() as db:
        return int(db.table(table).count)


def seconds_left(pages: Pages, login: str, address: str) -> int:
    with pytest.raises(Refused) as refused:
        sign_in(pages.app.state.site, browser_at(address), login, PASSWORD)
    return int(refused.value.headers["Retry-After"])


def test_ten_thousand_tries_in_a_row_are_looked_at_a_few_times_and_the_right_one_is_not_let_in(office: Pages) -> None:
    passwords = office.app.state.site.passwords
    passwords.made = 0
    for number in range(TRIES):
        assert tried(office, "officer", f"thử {number}", "203.0.113.9") in (401, 429)
        office.clock.go_on(seconds=0.1)
    looked_at = passwords.made
    assert looked_at <= 14  # in a thousand seconds: 3 at once, then after 1, 2, 4, … seconds
    assert tried(office, "officer", PASSWORD, "203.0.113.9") == 429
    assert passwords.made == looked_at
    assert rows(office, "failures") <= 4
    assert len(office.audit(action="sign-in", limit=100)) == looked_at


def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_ends(office: Pages) -> None:
    waits = []
    for _ in range(14):
        assert tried(office, "officer", "sai", "203.0.113.9") == 401
        waits.append(seconds_left(office, "officer", "203.0.113.9") if len(waits) >= 2 else 0)
        office.clock.go_on(seconds=waits[-1])
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert isinstance(tried(office, "officer", PASSWORD, "203.0.113.9"), Signed)
    assert tried(office, "officer", "sai", "203.0.113.9") == 401
    assert tried(office, "officer", "sai", "203.0.113.9") == 401  # counted anew, but for the address


def test_one_address_cannot_walk_through_all_logins(office: Pages) -> None:
    statuses = [tried(office, f"nguoi{number}", "sai", "203.0.113.9") for number in range(2000)]
    assert statuses.count(401) == 20
    assert statuses[20:] == [429] * 1980
    assert isinstance(tried(office, "officer", PASSWORD, "198.51.100.1"), Signed)


def test_a_flood_from_everywhere_fills_nothing_up_and_finds_one_password_in_thirty_seconds(office: Pages) -> None:
    passwords = office.app.state.site.passwords
    passwords.made = 0
    for number in range(TRIES):
        login = "officer" if number % 2 else f"nguoi{number}"
        tried(office, login, f"thử {number}", f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
        office.clock.go_on(seconds=0.06)
    of_officer = passwords.made - TRIES / 2
    assert of_officer <= 10 + 5 + TRIES * 0.06 / 30 + 1  # ten are free, some doubling, then two a minute
    assert rows(office, "failures") <= MOST_KEPT + 4 * CLEANED_EVERY
    assert rows(office, "sessions") == 0
    assert rows(office, "audit") <= TOLD + TRIES / TOLD + TOLD + 5  # at most two hours are touched


def test_counts_stay_bounded_and_old_ones_go(office: Pages) -> None:
    many = [(f"pair:{number}", "2026-07-22T02:00:00Z") for number in range(MOST_KEPT + 50)]
    with office.accounts.writing() as db:
        db.conn.executemany("INSERT INTO failures VALUES (?, 3, ?)", many)
        count_failure(db, scopes_of(db, login="officer", address="203.0.113.9", browser=""), office.clock())
    assert rows(office, "failures") == MOST_KEPT + 3
    assert tried(office, "officer", "sai", "203.0.113.9") == 401
    office.clock.go_on(seconds=KEPT.total_seconds() + 1)
    assert tried(office, "officer", "sai", "203.0.113.9") == 401
    with office.accounts.reading() as db:
        assert failures_of(db, "pair:officer@203.0.113.9") == (1, office.clock())
    assert rows(office, "failures") == 4


def test_a_flood_does_not_reach_a_browser_or_an_address_that_is_known(office: Pages) -> None:
    known = tried(office, "officer", PASSWORD, "192.0.2.10")
    assert isinstance(known, Signed)
    for number in range(200):
        tried(office, "officer", "sai", f"203.0.113.{number}")
        tried(office, "officer", "sai", "192.0.2.99")
        office.clock.go_on(seconds=1)
    assert tried(office, "officer", PASSWORD, "198.51.100.77") == 429  # neither is known: it waits
    assert isinstance(tried(office, "officer", PASSWORD, "198.51.100.77", known.browser), Signed)
    assert isinstance(tried(office, "officer", PASSWORD, "192.0.2.10"), Signed)
    assert tried(office, "lead", PASSWORD, "198.51.100.77", known.browser) != 429  # nor anybody else
    office.clock.go_on(seconds=31)
    assert isinstance(tried(office, "officer", PASSWORD, "198.51.100.78"), Signed)  # where it pauses


def test_who_stole_a_browser_waits_too(office: Pages) -> None:
    known = tried(office, "officer", PASSWORD, "192.0.2.10")
    assert isinstance(known, Signed)
    statuses = [tried(office, "officer", "sai", f"203.0.113.{number}", known.browser) for number in range(100)]
    assert statuses == [401] * 5 + [429] * 95
    assert isinstance(tried(office, "officer", PASSWORD, "192.0.2.10"), Signed)
    assert tried(office, "lead", "sai", "203.0.113.7", known.browser) == 401  # it is known for one user only


@pytest.mark.parametrize("cookie", ["officer@192.0.2.10", "", "x" * 43, "%", "' OR 1=1"])
def test_no_cookie_makes_itself_known(office: Pages, cookie: str) -> None:
    assert isinstance(tried(office, "officer", PASSWORD, "192.0.2.10"), Signed)
    with office.accounts.reading() as db:
        scopes = scopes_of(db, login="officer", address="203.0.113.9", browser=cookie)
    assert [one.name.partition(":")[0] for one in scopes] == ["pair", "address", "user"]


def test_a_browser_is_forgotten_in_the_end(office: Pages) -> None:
    tried(office, "officer", PASSWORD, "192.0.2.10")
    office.clock.go_on(days=KNOWN_FOR.days + 1)
    tried(office, "lead", PASSWORD, "192.0.2.11")
    assert rows(office, "browsers") == 2  # the second one and its address


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.9", "203.0.113.9"), ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("::ffff:203.0.113.9", "203.0.113.9"),
     ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"), ("testclient", "testclient"), ("", ""), ("x" * 99, "x" * 64)],
)  # fmt: skip
def test_an_address_that_one_may_change_at_will_is_counted_as_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_an_unknown_login_and_a_wrong_password_cannot_be_told_apart(office: Pages) -> None:
    passwords = office.app.state.site.passwords
    with office.accounts.writing() as db:
        db.execute("UPDATE users SET disabled_at = '2026-01-01T00:00:00Z' WHERE login = 'lead'")
        db.execute("UPDATE users SET password = '' WHERE login = 'viewer'")  # signs in elsewhere
    told = []
    for login, password in (("officer", "sai"), ("khong-ai", "sai"), ("lead", PASSWORD), ("viewer", "")):
        passwords.made, answers = 0, []
        for _ in range(5):
            visitor = office.nobody()
            answer = visitor.sign_in(login, password)
            answers.append((answer.status_code, answer.text.replace(login, "").replace(visitor.csrf, "")))
        told.append((answers, passwords.made, sorted(answer.headers)))
        with office.accounts.writing() as db:
            db.execute("DELETE FROM failures")
    assert told.count(told[0]) == len(told)
    assert [status for status, _ in told[0][0]] == [401, 401, 401, 429, 429]


def test_the_audit_names_no_login_that_nobody_has(office: Pages) -> None:
    tried(office, "Mật khẩu của tôi", "x", "203.0.113.9")
    tried(office, "OFFICER ", "x", "203.0.113.9")
    lines = office.audit(action="sign-in")
    assert [(line["login"], line["outcome"], line["address"]) for line in lines] == [
        ("officer", "refused", "203.0.113.9"), ("mậ…", "refused", "203.0.113.9"),
    ]  # fmt: skip


def test_strangers_who_wait_take_no_turn_from_a_known_browser(office: Pages) -> None:
    site: Site = office.app.state.site
    known = tried(office, "officer", PASSWORD, "192.0.2.10")
    assert isinstance(known, Signed)
    go, refused = Event(), Barrier(6)  # five are refused at once: one is at work, three wait

    class Slow(Plain):
        def fits(self, password: str, stored: str) -> bool:
            return go.wait(20) and super().fits(password, stored)

    slow = Pages(site.home, passwords=Slow(), users=())
    found: list[object] = []

    def strange(number: int) -> None:
        found.append(tried(slow, "khong", "x", f"10.0.0.{number}"))
        if not go.is_set():
            refused.wait(20)

    threads = [Thread(target=strange, args=(number,)) for number in range(9)]
    for thread in threads:
        thread.start()
    refused.wait(20)
    own = Thread(target=lambda: found.append(tried(slow, "officer", PASSWORD, "203.0.113.9", known.browser)))
    own.start()
    go.set()
    for thread in (*threads, own):
        thread.join()
    slow.close()
    assert found.count(503) == 5
    assert sum(isinstance(one, Signed) for one in found) == 1


def test_a_session_that_was_left_open_does_not_find_out_the_password(office: Pages) -> None:
    site, request = office.app.state.site, browser_at("192.0.2.10")
    user = office.user("officer")
    with pytest.raises(Trouble, match=r"account\.password-wrong"):
        change_password(site, request, user, current="thử", new=NEW, repeated=NEW)
    statuses = []
    for number in range(20):
        with pytest.raises((Refused, Trouble)) as ended:
            change_password(site, request, user, current=f"thử {number}", new=NEW, repeated=NEW)
        statuses.append(getattr(ended.value, "status", 0))
    assert statuses == [0] * 4 + [429] * 16
    assert len(office.audit(action="password")) == 5
    office.clock.go_on(minutes=6)
    assert change_password(site, request, user, current=PASSWORD, new=NEW, repeated=NEW).user.login == "officer"


@pytest.mark.parametrize(
    ("new", "repeated", "reason"),
    [(NEW, NEW + "x", "differs"), ("ngắn", "ngắn", "short"), ("x" * 257, "x" * 257, "long"),
     ("ab" * 10, "ab" * 10, "plain"), ("tên officer đây", "tên officer đây", "login"), (PASSWORD, PASSWORD, "same")],
)  # fmt: skip
def test_a_new_password_that_will_not_do_is_refused(office: Pages, new: str, repeated: str, reason: str) -> None:
    with pytest.raises(Trouble, match=rf"account\.password-{reason}"):
        change_password(
            office.app.state.site, browser_at("192.0.2.10"), office.user("officer"), current=PASSWORD, new=new,
            repeated=repeated,
        )  # fmt: skip


def test_time_is_told_in_whole_seconds_that_are_enough(office: Pages) -> None:
    for _ in range(3):
        tried(office, "officer", "sai", "203.0.113.9")
    office.clock.now += timedelta(milliseconds=999)
    assert seconds_left(office, "officer", "203.0.113.9") == 1
