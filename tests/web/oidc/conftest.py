"""One office for the tests of a module, as at first for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.issuer import serving
from tests.signing_in import JoinedOffice


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JoinedOffice]:
    with serving() as issuer:
        made = JoinedOffice(tmp_path_factory.mktemp("office"), issuer)
        yield made
        made.close()


@pytest.fixture
def office(standing: JoinedOffice) -> JoinedOffice:
    standing.begin_again()
    return standing
