"""The commands of `svu-adapter`: results to stdout, all else to stderr, exit codes 0 to 3."""
