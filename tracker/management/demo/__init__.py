"""What `manage.py demo` is made of: child processes, the embedded broker, accounts, the tour."""
