"""Validate: what no pack may loosen and no single member shows."""
