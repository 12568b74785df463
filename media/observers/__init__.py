"""Everything that may object to a clip. The next one: a file here and a line in the list."""
