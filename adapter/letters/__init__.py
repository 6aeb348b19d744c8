"""Letters: what is printed for those that no electronic message reaches."""
