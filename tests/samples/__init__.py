"""Documents made for the tests: one invented report in every form, and files that do harm."""
