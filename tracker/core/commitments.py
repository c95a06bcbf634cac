"""The plan section to commitments and their measures."""
