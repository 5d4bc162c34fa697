"""The hostile press, served for the tests of one module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hostile.faults import FAULTS
from hostile.server import Press, serve
from tests.hostile.asking import FIRST


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with serve(FAULTS, FIRST) as running:
        yield running
