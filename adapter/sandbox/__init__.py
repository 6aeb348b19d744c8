"""A world to try the adapter in: synthetic people, a population register and receiving endpoints, over real HTTP."""
