"""承诺追踪 (Commitment Tracker): what agencies promised, and what became of it."""

VERSION = "0.1.0"
