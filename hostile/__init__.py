"""A hostile press: local servers that misbehave on demand, and an examination of the crawler by them."""
