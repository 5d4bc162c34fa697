"""What somebody typed into a form that was not taken: it comes back with the page, filled in."""

from __future__ import annotations

import json
from dataclasses import dataclass

from starlette.datastructures import FormData

from records import Trouble
from web.forms.field_errors import field_at_fault

# Never kept: secrets, and what each page gives its forms anew.
NOT_KEPT = frozenset({"csrf", "ve", "phieu", "password", "current", "new", "repeated"})
MOST = 100_000  # characters that are kept of one form


@dataclass(frozen=True, slots=True)
class Submission:
    """The fields of a form as they were sent to ``action``; the name of the field at fault ("" is none), and why."""

    action: str
    fields: tuple[tuple[str, str], ...]
    fault: str = ""
    text: str = ""

    def as_json(self) -> str:
        """As it is kept with a session; :func:`from_json` reads it."""
        return json.dumps([self.action, self.fields, self.fault, self.text], ensure_ascii=False)


def submission_of(action: str, form: FormData, trouble: Trouble | None = None, text: str = "") -> Submission:
    """The fields of a form that a page can be filled with again; files and what is too long cannot."""
    fields = tuple(
        (name, value) for name, value in form.multi_items() if isinstance(value, str) and name not in NOT_KEPT
    )
    fault = field_at_fault(trouble, fields) if trouble else ""
    if sum(len(name) + len(value) for name, value in fields) > MOST:
        fields = ()
    return Submission(action, fields, fault, text if fault else "")


def from_json(written: str) -> Submission:
    """The submission that ``as_json`` wrote."""
    action, fields, fault, text = json.loads(written)
    return Submission(action, tuple((name, value) for name, value in fields), fault, text)
