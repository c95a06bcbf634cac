"""The Django admin: the reviewer's desk."""
