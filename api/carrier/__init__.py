"""The carrier's routes: its stages and trips, its drivers and cameras."""
