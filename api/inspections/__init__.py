"""Condition reports of carriers."""
