"""Footage in, playable files out. Knows files and pixels; nothing else of Roadreel is imported here."""
