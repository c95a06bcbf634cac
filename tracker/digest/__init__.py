"""The weekly digest of unfulfilled promises (周报)."""
