"""The commands of `python -m ops`. Each imports what it needs when it is called, so that `--help` is quick."""
