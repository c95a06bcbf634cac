"""The word lists of data/*.txt."""
