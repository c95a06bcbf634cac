"""What the installation says about itself: its checks, its metrics, and the pages that show them.

Reads only. The signs of life it judges are written by services.pulses.
"""
