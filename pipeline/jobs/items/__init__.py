"""What is known of items, and what officers set right in them."""
