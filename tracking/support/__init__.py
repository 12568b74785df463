"""What support sees: orders found and shown whole, what is stuck, who looked at what."""
