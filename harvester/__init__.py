"""Bytes in, `RawRecord`s out. Knows protocols, files, politeness and checkpoints; knows nothing of titles."""
