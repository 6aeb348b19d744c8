"""Deciding: packs of rules, the facts they ask for, verdicts per recipient, and redaction by verdict."""
