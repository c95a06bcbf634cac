"""Raw text to clean text, with a way back."""
