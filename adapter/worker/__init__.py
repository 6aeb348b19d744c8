"""The way out: a loop that claims lanes and lets the pipeline deliver their heads."""
