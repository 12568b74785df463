"""Footage that a person looks at: claimed for two minutes, then released, held, removed or made again."""
