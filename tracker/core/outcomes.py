"""From candidates to a suggestion."""
