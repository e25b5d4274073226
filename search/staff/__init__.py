"""The staff's pages: how the sources stand, pairs to be judged, faults, runs. Behind a token, never in an index."""
