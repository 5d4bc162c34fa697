"""What leaves the house: the digest, the weekly file, delivery."""
