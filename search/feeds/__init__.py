"""What browsers, feed readers and crawlers expect: Atom, OpenSearch, sitemaps, robots.txt, social cards."""
