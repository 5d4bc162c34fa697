"""All SQL is here: the schema, the store that writes, the queries that read."""
