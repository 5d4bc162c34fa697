"""Captures, read into the database: lies, frozen feeds, dates that cannot be, and what proves nothing."""

import pytest

from storage.store import Store
from tests.paper import DAY, FEED, HOUR, LISTING, NEWS, NOW, OUTLET, SITE, feed, listing, news, page, page_body
from times import iso

# --- who hides ---------------------------------------------------------------------------------


def hiding(paper, *entries, hours=8.0):
    """A feed that says "not modified" twice and is then found to have more."""
    first = feed((1, 2), (2, 3))
    paper.answers(FEED, first)
    for hour in (4, hours):
        paper.answers(FEED, hours=hour, status=304)
    return paper.answers(FEED, feed(*entries, (1, 2), (2, 3)), hours=hours + 0.01)


def test_what_was_proven_by_a_lie_is_proven_no_more(paper):
    report = hiding(paper, (3, -1), (4, -3)).read()
    assert [failure.reason for failure in report.failures] == ["lying-304"]
    assert paper.rows("SELECT detail FROM faults") == [(f"{page(3)}, {page(4)}",)]
    assert [since for since, _ in paper.proofs()] == [-3, -3]
    assert [until for _, until in paper.proofs()] == [0, pytest.approx(8.01, abs=0.01)]


def test_a_lie_is_still_one_when_the_archive_is_read_again(paper):
    hiding(paper, (3, -1)).read()
    before = paper.everything()
    paper.read_again()
    assert paper.everything() == before
    assert ("lying-304",) in paper.faults()


def test_a_lie_is_found_in_whatever_parts_the_archive_is_read(paper):
    hiding(paper, (3, -1))
    for key in paper.store.unprocessed():
        paper.read([key])
    assert (len(paper.proofs()), paper.faults()) == (2, [("lying-304",)])


def test_what_was_published_between_the_two_answers_was_not_hidden(paper):
    report = hiding(paper, (3, -8.005)).read()
    assert (report.failures, paper.faults(), len(paper.proofs())) == ([], [], 4)


def test_a_not_modified_that_was_true_proves_up_to_its_moment(paper):
    paper.answers(FEED, feed((1, 2), (2, 3))).answers(FEED, hours=4, status=304)
    paper.answers(FEED, feed((1, 2), (2, 3)), hours=4.01)
    paper.read()
    assert [until for _, until in paper.proofs()] == [0, 4, pytest.approx(4.01, abs=0.01)]
    assert paper.faults() == []


def test_a_304_that_nobody_asked_for_proves_nothing(paper):
    paper.answers(FEED, feed((1, 2))).answers(FEED, hours=4, status=304, outcome="lying-304")
    paper.read()
    assert paper.proofs() == [(-2, 0)]


# --- a feed that is frozen --------------------------------------------------------------------


def frozen(paper, days):
    """A paper of an article an hour for ten days, then the same feed for so many days."""
    for hour in range(0, 240, 8):
        paper.answers(FEED, feed(*((f"{hour - n}", n - hour) for n in range(1, 13))), hours=hour)
    for hour in range(240, 240 + 24 * days, 8):
        paper.answers(FEED, feed(*((f"{232 - n}", n - 232) for n in range(1, 13))), hours=hour)
    return paper.read()


def test_a_feed_that_never_has_anything_new_proves_nothing_beyond_its_newest_entry(paper):
    frozen(paper, 4)
    assert max(until for _, until in paper.proofs()) == 231
    assert ("nothing-new",) in paper.faults()


def test_a_feed_that_lives_again_proves_again(paper):
    frozen(paper, 4)
    paper.answers(FEED, feed(*((f"{340 - n}", n - 340) for n in range(1, 13))), hours=340)
    paper.read()
    assert paper.proofs()[-1] == (328, 340)


def test_a_feed_that_publishes_keeps_its_proofs(paper):
    frozen(paper, 0)
    assert paper.faults() == []
    assert max(until for _, until in paper.proofs()) == 232


# --- dates that cannot be ---------------------------------------------------------------------


@pytest.mark.parametrize(("url", "kind", "body"), [(FEED, "feed", feed), (NEWS, "sitemap", news)])
def test_a_date_in_the_future_is_told_and_not_believed(paper, url, kind, body):
    paper.answers(url, body((1, 2), (2, -48)), kind=kind)
    paper.read()
    assert paper.faults() == [("future-dates",)]
    assert paper.rows("SELECT url, published_at IS NULL, day IS NULL FROM items ORDER BY url") == [
        (page(1), 0, 0), (page(2), 1, 1),
    ]  # fmt: skip
    assert paper.proofs() == [(-2, 0)]


def test_a_listing_does_not_date_an_article_in_the_future_either(paper):
    undated = page_body("Tít").replace(b"article:published_time", b"x")
    paper.answers(LISTING, listing((1, -48)), kind="listing").page(1, named_by=LISTING, body=undated)
    paper.read()
    assert paper.rows("SELECT published_at, published_from FROM items") == [(None, "missing")]


def test_a_pages_own_date_in_the_future_is_not_believed(paper):
    paper.answers(FEED, feed((1, 2))).page(1, body=page_body("Tít của 1", published=NOW + 40 * DAY))
    paper.read()
    assert paper.rows("SELECT published_at, published_from FROM items") == [(iso(NOW - 2 * HOUR), "feed")]


def test_a_page_without_a_date_takes_that_of_the_listing_that_named_it(paper):
    undated = page_body("Tít").replace(b"article:published_time", b"x")
    paper.answers(LISTING, listing((1, 2)), kind="listing").page(1, named_by=LISTING, body=undated)
    paper.read()
    assert paper.rows("SELECT published_at, published_from FROM items") == [(iso(NOW - 2 * HOUR), "feed")]


# --- proofs of the other sources --------------------------------------------------------------


def test_only_a_listing_of_everything_proves(paper):
    paper.answers(LISTING, listing((1, 2), (2, 5)), kind="listing")
    paper.answers(f"{LISTING}/2", listing((3, 6), (4, 9)), kind="listing", named_by=LISTING, hours=0.1)
    paper.answers(f"{SITE}/xa-hoi", listing((1, 2), (2, 30)), kind="listing", hours=0.2)
    paper.read()
    assert paper.proofs() == [(-9, -6), (-5, 0)]


def test_an_unchanged_page_is_not_read_again(paper):
    paper.page(1, hours=1).page(1, hours=6).page(1, hours=24, status=304)
    report = paper.read()
    assert (report.ledger.entered, report.ledger.new, report.captures) == (1, 1, 3)
    assert len(paper.rows("SELECT 1 FROM versions")) == 1


# --- an archive of our own, replayed ----------------------------------------------------------


def test_a_replay_of_an_own_archive_takes_its_revisit_records_for_what_they_say(paper, tmp_path, diembao):
    """A restore: the answers "not modified" prove again, and lead to the pages that they stood for."""
    paper.answers(FEED, feed((1, 2), (2, 3))).page(1, hours=0.5)
    paper.answers(FEED, hours=4, status=304).answers(FEED, feed((1, 2), (2, 3)), hours=8)
    paper.page(1, hours=9).page(1, hours=24, status=304)
    paper.read()
    whole, other = tmp_path / "whole.warc.gz", tmp_path / "other"
    whole.write_bytes(b"".join(file.read_bytes() for file in sorted((tmp_path / "archive").glob("*.warc.gz"))))
    (other / "config" / "outlets").mkdir(parents=True)
    (other / "config" / "outlets" / "thu.toml").write_text(OUTLET, encoding="utf-8")
    done = diembao("--home", other, "run", "--replay", whole, "--format", "json")
    assert done.returncode == 0, done.stderr
    ledger = (
        "SELECT key, url, kind, at, outcome, status, digest, same_as FROM fetches WHERE warc IS NOT NULL ORDER BY 1"
    )
    with Store.open(other) as store:
        assert [tuple(row) for row in store.db.execute(ledger).fetchall()] == paper.rows(ledger)
        for sql in ("SELECT id, title FROM items", "SELECT source, since, until, record FROM proofs ORDER BY until"):
            assert [tuple(row) for row in store.db.execute(sql).fetchall()] == paper.rows(sql)
