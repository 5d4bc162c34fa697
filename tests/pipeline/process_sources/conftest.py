"""A home that follows one paper."""

import pytest

from tests.paper import Paper


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path)
    yield made
    made.store.db.close()
