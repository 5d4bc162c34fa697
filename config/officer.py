"""Who decides: as a command is told, else as the settings say, else the user of the machine."""

from __future__ import annotations

import getpass
from collections.abc import Callable

from records import Trouble
from text import one_line

LONGEST_NAME = 80  # characters


def officer(given: str, setting: str, *, user: Callable[[], str] = getpass.getuser) -> str:
    """The name under which a decision is written; Trouble("decision.nobody") or ("decision.bad-name")."""
    name = one_line(given or setting or _user(user))
    if len(name) > LONGEST_NAME or not any(letter.isalpha() for letter in name):
        raise Trouble("decision.bad-name", value=name[:LONGEST_NAME], allowed=LONGEST_NAME)
    return name


def _user(user: Callable[[], str]) -> str:
    try:
        return user()
    except (OSError, KeyError, ImportError) as error:  # a container without a list of users
        raise Trouble("decision.nobody") from error
