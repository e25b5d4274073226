"""A consortium to try Induk with: real books, told by five libraries in five habits."""
