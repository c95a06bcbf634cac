"""Headings to sections with their kinds."""
