"""Events: what carriers report, judged one by one, folded into orders and told to buyers."""
