"""The handover: its appointment, what stands in its way, what the buyer has to do, and the receipt."""
