"""Which records describe the same publication.

`traits` takes a record apart, `keys` find whom to compare, `compare` looks, `judge` weighs, `vetoes` forbid, `cluster`
joins, `judgement` keeps what a person said, `why` and `telling` explain.
"""
