"""``accounts.db``: who may use the pages, what each looks for, and what each of them did there."""
