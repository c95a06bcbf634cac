"""Celery tasks: an id in, one service call, a short result out."""

from __future__ import annotations
