"""The console: what support's people see and do."""
