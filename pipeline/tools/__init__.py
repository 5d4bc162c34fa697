"""Exports of listening tools: which column is what, what its cells say, and what each row comes to."""
