"""Clips: made playable by attempts, settled once, shown to each order as a cut."""
