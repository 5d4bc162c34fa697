"""What the address of a page asks for: items, matters, a plan, a period, days."""
