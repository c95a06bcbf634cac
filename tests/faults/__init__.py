"""Heavy tests: what breaks, floods or lies. `make test-heavy`."""
