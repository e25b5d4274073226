"""The engine for one big machine: tantivy, a search library in Rust (an extra: `pip install 'induk[tantivy]'`).

tantivy keeps, finds, scores and counts; it analyses nothing: words, whole values and forms are `indexer.engines.rows`.

    library      the package, or how to get it            order      pages of hits, equal ones in the order of ids
    schema       fields and documents, from config.fields   facets     exact counts of whole values
    compile      plan → tantivy's query                   shown      how a value is written
    writer       rows → commits                           browse     headings in the order of their keys
    snapshot     one commit, open for reading             search     the protocol's request, put together
    verify       files and counts, compared               engine     the protocol, put together
"""
