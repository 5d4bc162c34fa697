"""What a text says: places, themes, tone, genre; training stands apart from use."""
