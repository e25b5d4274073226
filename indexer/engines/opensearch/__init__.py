"""OpenSearch: a cluster of machines, for a catalogue that has outgrown one.

It stores, finds and scores; it analyses nothing. What it is given and asked are the folded words of
`indexer.engines.rows` and the plans of `indexer.engines.plan`, so it finds what the other engines find. It is spoken to
in plain HTTP: `client` is all there is of a driver.
"""
