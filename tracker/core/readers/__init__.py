"""Files to text: one function a suffix."""
