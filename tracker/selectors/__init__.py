"""Every read that has a meaning, and the one place where a user's scope is applied."""
