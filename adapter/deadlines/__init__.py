"""Deadlines: what is owed, by whom and when, in Swedish time."""
