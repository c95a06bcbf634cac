"""Chinese and Arabic numerals to numbers."""
