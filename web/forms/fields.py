"""What an endpoint takes from a form."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form

Field = Annotated[str, Form()]  # the text under the parameter's name; give it the default "", for a form may lack it
