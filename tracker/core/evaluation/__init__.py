"""Gold labels in, figures out."""
