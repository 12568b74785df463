"""Plumbing: settings, database, object storage, queue, migrations. Knows no rule of the domain."""
