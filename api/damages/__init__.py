"""Damages as support decides about them."""
