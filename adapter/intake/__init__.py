"""Read: what comes in, in whatever form, becomes a Message or a list of faults."""
