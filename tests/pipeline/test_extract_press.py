"""Pages of the fictional press, read exactly; and by the generic reader where their markup is unknown."""

import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from demo.press import HANOI
from demo.server import Press
from pipeline.extract import article_of_page
from pipeline.parsers import LAYOUTS
from tests.pipeline.extracting import outlet, page, read

PRESS = Press.load(today=date(2026, 11, 21))
EVENING = datetime(2026, 11, 21, 23, 0, tzinfo=HANOI)
STORIES = [
    (paper, story, PRESS.site(paper, moment))
    for paper in PRESS.outlets
    for moment in [EVENING - timedelta(days=8) if paper.dies_days_ago else EVENING]
    for story in PRESS.site(paper, moment).stories
]


def named(stories):
    return [pytest.param(*one, id=f"{one[0].slug}/{one[1].article.id}") for one in stories]


def demo_article(paper, site, story, parser=None):
    moment = EVENING - timedelta(days=8) if paper.dies_days_ago else EVENING
    reply = PRESS.page(paper, site.path(story), moment)
    shown = page(reply.body, url=site.url(story), content_type=reply.kind)
    return article_of_page(shown, outlet(parser or paper.family))


def words_of(text):
    return Counter(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize(("paper", "story", "site"), named(one for one in STORIES if one[0].family in LAYOUTS))
def test_a_demo_page_is_read_exactly(paper, story, site):
    article = demo_article(paper, site, story)
    assert (article.title, article.lede) == (story.title, story.sapo)
    assert article.body.split("\n") == list(story.paragraphs)
    assert article.credit == re.sub("^(Theo|Nguồn:) ", "", story.article.source or "")
    assert article.captions == story.captions
    assert list(article.authors) == story.article.author.partition(" (")[0].split(" - ")
    assert article.published_at == story.published
    assert (article.published_from, article.origin, article.parser) == ("page", "page", paper.family)


@pytest.mark.parametrize(("paper", "story", "site"), named(one for one in STORIES if one[0].family == "tuyenquang"))
def test_a_demo_page_of_unknown_markup_is_read_generically(paper, story, site):
    article = demo_article(paper, site, story)
    assert (article.title, article.parser) == (story.title, "generic")
    assert article.published_at == story.published
    wanted = words_of("\n".join(story.paragraphs))
    assert (words_of(article.body) & wanted).total() / wanted.total() >= 0.95
    assert not set(article.body.split("\n")) & set(story.article.related)


NAMES = re.compile(r'(class|data-role|data-slot|id|itemprop)="[^"]*"')


@pytest.mark.parametrize("family", sorted(set(LAYOUTS) & {paper.family for paper in PRESS.outlets}))
def test_changed_class_names_hand_over_to_the_generic_reader(family):
    paper, story, site = next(one for one in STORIES if one[0].family == family)
    html = PRESS.page(paper, site.path(story), EVENING - timedelta(days=8 if paper.dies_days_ago else 0)).body.decode()
    changed = NAMES.sub(r'\1="neu"', html).replace("<article", "<section").replace("</article", "</section")
    article = read(changed, family)
    assert (article.parser, article.title) == (f"generic after {family}", story.title)
    wanted = words_of("\n".join(story.paragraphs))
    assert (words_of(article.body) & wanted).total() / wanted.total() >= 0.9
    assert article.published_at == story.published
