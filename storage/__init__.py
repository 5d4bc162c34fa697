"""All SQL is here: the schema, the store that writes, the queries that read."""

import sys
from importlib import import_module


def _load_without_numpy() -> None:
    """Load sqlite-utils as if there were no numpy, which it looks for to know what columns numpy's numbers want in a
    table that it makes of them. Our tables stand in the migrations, and the pages, which need numpy for nothing, start
    a tenth sooner.

    ``None`` in ``sys.modules`` is how Python's import system has a module not found; it stands for this import only.
    """
    if "numpy" in sys.modules:
        return
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        import_module("sqlite_utils")
    finally:
        del sys.modules["numpy"]


_load_without_numpy()
