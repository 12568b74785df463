"""Cases as support works on them."""
