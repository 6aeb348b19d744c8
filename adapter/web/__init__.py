"""The way in over HTTP: routes, who is calling, limits, and one shape for every error."""
