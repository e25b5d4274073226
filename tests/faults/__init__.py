"""The fault bench: a real OAI-PMH provider on loopback that can misbehave in every way that was seen in the wild.

One row a form of a fault; the ids are those of the list of 83 faults (T transport, X XML, P paging, D dates, R records,
S sets and verbs). The harvester is a black box: each row is judged by its report and by what is in the store, night
after night.
`python -m tests.faults` prints the whole table.
"""
