"""Acknowledge: what the sender is told, in its own format."""
