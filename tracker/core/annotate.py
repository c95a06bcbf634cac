"""Where matched words and numbers stand in a text."""
