"""What writes. Never imports tasks."""
