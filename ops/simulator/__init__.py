"""Invented journeys that behave like real ones: storms, closed roads, yards that wait for a full truck, and people
who report late, wrongly or not at all. The same seed gives the same journeys."""
