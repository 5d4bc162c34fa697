"""What becomes of a form that was sent: is it ours, is it new, and how it comes back where it cannot be done."""
