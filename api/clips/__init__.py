"""Clips as their carrier sees them."""
