"""All migrations, in the order in which they are applied: those of a part stand where its tables are described."""

from __future__ import annotations

from types import ModuleType

from storage import schema, schema_decisions, schema_events
from storage.schema import migrations

# Imported, each part has entered its migrations.
PARTS: tuple[ModuleType, ...] = (schema, schema_decisions, schema_events)

__all__ = ["PARTS", "migrations"]
