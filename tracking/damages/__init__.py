"""Damages: which are new, who decides whether the buyer is shown them, and in which words."""
