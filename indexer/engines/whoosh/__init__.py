"""The default engine: Whoosh's index on disk, NumPy for the work per document (docs/adr/0001-whoosh.md).

Whoosh keeps the schema, the term dictionary, postings, segments and commits; it finds and scores nothing. Beside each
of its segments lies a file of arrays, written with it, mapped into memory by searches.

    engine       the protocol, put together              snapshot   one commit: its segments, and what is not deleted
    names        which field has which arrays            segment    one segment's arrays: what is looked up in them
    invert       rows → words and where they are         evaluate   plan + segment → documents and scores
    columns      rows → values, years, orders            facets     counts and filters over whole values
    arrays       named arrays in one mapped file         search     a request answered
    inner        Whoosh's own files and its inner side   browse     values in alphabetical order
    writer       rows → segments, commits                verify     whether the files agree
    merge        segments → fewer; `merging` in a        ordinals   values of facets, numbered over all segments
                 process of its own                      cache      arrays kept within a bound
"""
