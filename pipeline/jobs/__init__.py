"""The jobs: the only place where rooms are wired together."""
