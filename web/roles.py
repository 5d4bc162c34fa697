"""Who may do what: four roles, each of which may do all that the ones before it may."""

from __future__ import annotations

from enum import IntEnum

from config.wording import sentence


class Role(IntEnum):
    """The least role of a route; ANYONE is who is not signed in and no role of a user."""

    ANYONE = 0
    VIEWER = 1  # reads
    OFFICER = 2  # corrects labels, decides flags
    LEAD = 3  # assigns to others, decides in bulk, reconciles, keeps the register
    ADMIN = 4  # users, audit

    @property
    def word(self) -> str:
        """As it is stored and written on the command line."""
        return self.name.lower()

    @property
    def shown(self) -> str:
        """As officers call it."""
        return sentence(f"web.role.{self.word}")


WORDS = tuple(role.word for role in Role if role is not Role.ANYONE)


def role_of(word: str) -> Role:
    """The role of a stored word; ValueError for none, for nobody may be let in by a word that we do not know."""
    if word not in WORDS:
        raise ValueError(word)
    return Role[word.upper()]
