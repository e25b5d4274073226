"""A real OpenSearch cluster of three nodes on loopback, one JVM each, that tests may kill and restart; no containers.

`make opensearch` runs one in the foreground, `make test-cluster` the tests against one. `INDUK_OPENSEARCH_URLS` names
another cluster for the tests to use; `INDUK_OPENSEARCH_HOME` an unpacked OpenSearch to run instead of a downloaded one.
"""
