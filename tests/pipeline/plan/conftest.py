"""A home of one outlet, whose ledger a test writes."""

import pytest

from tests.ledger import LedgerHome


@pytest.fixture
def home(tmp_path):
    made = LedgerHome(tmp_path / "home")
    made.outlets("a")
    yield made
    made.store.db.close()
