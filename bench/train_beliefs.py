"""What we believe of each agreement and difference before any data are seen, in log-odds.

They matter where the training data have none or too few of a thing: identifiers, languages, volumes, series.
"""

BELIEFS: dict[str, dict[str, dict[str, float]]] = {
    "monograph": {
        "title": {"equal, long": 1.2, "equal": 1.0, "equal, short": 0.5, "near": 0.7, "remote": 0.0},
        "title_proper": {
            "equal": 3.0, "beginning": 2.5, "near beginning": 2.0, "near": 1.4, "close": 1.2, "similar": 0.8,
            "remote": 0.3,
        },
        "title_words": {"one other": -2.5, "some others": -3.0, "many others": -3.5},
        "subtitle": {"equal": 0.3, "different": -0.2},
        "title_numbers": {"equal": 0.1, "one-sided": -0.4, "different": -1.5},
        "volume": {"equal": 0.5, "one-sided": -0.8, "different": -3.0},
        "creator": {"equal": 1.2, "initials": 1.4, "variant": 1.0, "family name": 0.3, "different": -1.2},
        "creators": {"all": 0.2, "half": -0.3, "few": -0.6},
        "year": {
            "equal": 1.8, "shared": 0.5, "possible": 0.0, "1 apart": -1.0, "2 apart": -2.0, "3-5 apart": -2.5,
            "6-12 apart": -3.0, "far apart": -3.0,
        },
        "publisher": {"equal": 0.5, "similar": 0.4, "remote": -0.4, "different": -1.1},
        "place": {"equal": 0.15, "different": -0.8},
        "pages": {"equal": 0.8, "near": 0.2, "2 %": -0.5, "10 %": -1.0, "different": -1.6},
        "edition": {"equal": 0.4, "one-sided": -0.5, "later on one side": -2.0, "different": -2.9},
        "series": {"equal": 0.2, "similar": 0.1, "different": -0.3},
        "language": {"equal": 0.05, "different": -1.5},
        "kind": {"equal": 0.05, "different": -2.0},
        "carrier": {"equal": 0.05, "doubtful": -0.5, "different": -2.0},
        "isbn": {"shared": 3.0, "different": -1.5},
        "issn": {"shared": 0.5, "different": -2.0},
        "doi": {"shared": 4.0, "different": -2.5},
        "record_number": {"shared": 2.5, "different": -0.3},
        "subjects": {"some": 0.15, "none": -0.3},
    },
    "part": {
        "title": {"equal, long": 1.5, "equal": 1.0, "equal, short": 0.3, "near": 0.7, "remote": 0.0},
        "title_proper": {
            "equal": 2.5, "beginning": 2.0, "near beginning": 1.5, "near": 1.4, "close": 1.2, "similar": 0.5,
            "remote": 0.0,
        },
        "title_words": {"one other": -2.0, "some others": -3.0, "many others": -3.5},
        "subtitle": {"equal": 0.3, "different": -0.5},
        "title_numbers": {"equal": 0.1, "one-sided": -0.6, "different": -2.0},
        "volume": {"one-sided": -1.5, "different": -3.0},
        "creator": {"equal": 1.2, "initials": 1.2, "variant": 0.8, "family name": 0.3, "different": -1.5},
        "creators": {"all": 0.5, "half": -0.3, "few": -1.5},
        "year": {
            "equal": 1.0, "shared": 0.5, "possible": 0.0, "1 apart": -0.5, "2 apart": -1.5, "3-5 apart": -2.5,
            "6-12 apart": -3.0, "far apart": -3.0,
        },
        "publisher": {"equal": 0.2, "different": -0.2},
        "edition": {"different": -1.5},
        "language": {"equal": 0.05, "different": -1.0},
        "kind": {"equal": 0.05, "different": -1.0},
        "carrier": {"different": -0.3},
        "isbn": {"shared": 0.5, "different": -1.0},
        "issn": {"shared": 0.5, "different": -1.0},
        "doi": {"shared": 4.0, "different": -3.0},
        "record_number": {"shared": 2.5, "different": -0.3},
        "host": {"equal": 1.0, "near": 0.8, "similar": 0.3, "different": -1.0},
        "in_volume": {"equal": 0.7, "different": -1.5},
        "in_issue": {"equal": 0.3, "different": -1.0},
        "first_page": {"equal": 1.5, "one digit": 0.0, "different": -2.0},
        "last_page": {"equal": 0.5, "different": -0.8},
    },
}  # fmt: skip
