"""Query languages: each parser turns text into the tree of `indexer.engines.query`."""
