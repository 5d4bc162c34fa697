"""Social platforms by their official interfaces: how they are asked, with which secret, and what went wrong."""
