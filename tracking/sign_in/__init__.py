"""Who is calling: codes sent to phones, keys of machines, sessions and their tokens."""
