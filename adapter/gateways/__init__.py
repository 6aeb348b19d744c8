"""The only code that touches the network, the disk, the clock and chance."""
