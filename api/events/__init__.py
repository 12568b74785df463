"""Events in batches."""
