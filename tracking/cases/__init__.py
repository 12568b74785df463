"""Cases: what support looks after until it is settled, and the exceptions that are open as long."""
