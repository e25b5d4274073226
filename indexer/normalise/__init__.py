"""What libraries write, brought to one form: text, numbers, names, dates, languages, kinds, imprints.

Every function is pure, takes text as it came and never raises on it: what cannot be read gives None or nothing.
The lists that they need are data, in `config/tables/*.yaml`.
"""
