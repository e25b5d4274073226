"""Why two records are, or are not, the same publication: what `induk why` and `induk review` show."""

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """One comparison: the feature, what either side says, how well they agree, and its weight in log-odds."""

    feature: str
    a: str | None
    b: str | None
    agreement: str
    weight: float


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of comparing two records.

    Attributes:
        verdict: `same`, `different` or `unsure`.
        score: log-odds that they are the same: 0 is even, 4.6 is 99 in 100.
        base: where the score starts before anything is compared.
        vetoes: codes of `indexer.dedup.vetoes.VETOES` that forbade the join.
        findings: the comparisons that could be made, heaviest first.
        silent_a, silent_b: the features of which only the other record says something.
        model: which weights were taken: `monograph`, or `part` for articles and parts of something.
        profile: how sure it had to be: `balanced` or `strict`.
        judged: a person's verdict, which outranks the rest; `note` is what the person wrote.
    """

    verdict: str
    score: float
    base: float = 0.0
    vetoes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    silent_a: tuple[str, ...] = ()
    silent_b: tuple[str, ...] = ()
    model: str = "monograph"
    profile: str = "balanced"
    judged: str | None = None
    note: str | None = None
