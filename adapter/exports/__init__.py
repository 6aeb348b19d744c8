"""Exports of source systems: their forms (JSON, CSV, XML), and one system's names for what we call something else."""
