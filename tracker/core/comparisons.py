"""One labelled reason for a score each."""
