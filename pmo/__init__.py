"""Settings, paths, clock, connections, logging and the `pmo` command line."""
