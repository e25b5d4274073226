"""The page of a record and those beside it: how to get it, why it is one record, what is wrong with it."""
