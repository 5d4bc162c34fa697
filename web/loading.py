"""Loads what the server needs without looking for garbage meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Modules and routes that are loaded here stay until the end: none is garbage, and looking takes an eighth of the
    start. They are not looked through afterwards either (``gc.freeze``)."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
