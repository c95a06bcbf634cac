"""Numbers aimed at: value, unit, comparator, object, deadline."""
