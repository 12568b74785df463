"""Rules that need no database: the standard library and the words of `store.words` only."""
