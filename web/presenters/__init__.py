"""What templates are told, in words that officers read."""
