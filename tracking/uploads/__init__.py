"""Footage on its way in: announced, sent in parts, arrived."""
