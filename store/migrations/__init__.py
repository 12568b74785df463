"""The one migration history. Run by `store.migrate`, never by hand."""
