"""Inspections: condition reports of carriers at the handovers of a car."""
