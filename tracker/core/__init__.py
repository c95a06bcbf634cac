"""The pure core: text in, frozen values out.

No Django, no Celery, no clock, no settings. `pipeline` is the door: its verbs
are what services and commands call. See ARCHITECTURE.md for the order of rooms.
"""
