"""Candidates for a promise, ranked."""
