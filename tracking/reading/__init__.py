"""What a buyer may see. Each resource has one place where that is decided, and every query starts from it."""
