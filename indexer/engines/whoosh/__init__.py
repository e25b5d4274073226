"""The default engine: Whoosh's index on disk, NumPy for the work per document (docs/adr/0001-whoosh.md).

Whoosh keeps the schema, the term dictionary, postings, columns, segments and commits; it finds and scores nothing.

    schema       fields and rows, from config.fields        plan       query tree → what to look up
    folder       generations, marker, lock, sync             evaluate   plan + segment → ids and scores
    writer       rows → segments                             facets     counts and filters over whole values
    segment      segments → arrays (Whoosh's inner side)     snapshot   one commit, as arrays
    cache        arrays kept within a bound                  engine     the protocol, put together
"""
