"""What is worth comparing with what."""
