"""The shipped configuration and models, built once."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from config.load import load_elsewhere, load_lexicons, load_plans, load_provinces
from nlp.annotate import Annotator
from nlp.evidence import Finder
from nlp.models import load_models
from records import Article, Elsewhere, Lexicon, Plan, Province


@pytest.fixture(scope="session")
def provinces() -> list[Province]:
    return list(load_provinces().values())


@pytest.fixture(scope="session")
def elsewhere() -> list[Elsewhere]:
    return list(load_elsewhere())


@pytest.fixture(scope="session")
def lexicons() -> dict[str, Lexicon]:
    return load_lexicons()


@pytest.fixture(scope="session")
def plans() -> list[Plan]:
    return list(load_plans().values())


@pytest.fixture(scope="session")
def annotator(
    provinces: list[Province], elsewhere: list[Elsewhere], plans: list[Plan], lexicons: dict[str, Lexicon]
) -> Annotator:
    return Annotator(provinces, elsewhere, plans, lexicons, load_models())


@pytest.fixture(scope="session")
def finder(provinces: list[Province], elsewhere: list[Elsewhere], lexicons: dict[str, Lexicon]) -> Finder:
    return Finder(provinces, elsewhere, lexicons)


@pytest.fixture(scope="session")
def article() -> Callable[..., Article]:
    """Makes an article of a title, a body and a day."""

    def make(title: str, body: str = "", day: date | None = None, lede: str = "") -> Article:
        at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC) if day else None
        seen = datetime(2026, 8, 9, tzinfo=UTC)
        return Article("bao", "https://a.vn/1", title, lede, body, at, "feed", seen, "feed", "urn:1")

    return make
