"""Deliver, the deciding half: what an answer is worth and what to do next."""
