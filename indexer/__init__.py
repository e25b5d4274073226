"""`RawRecord` → `BibRecord` → `UnionRecord` → index document. Knows formats, matching and engines; no HTTP, no HTML."""
