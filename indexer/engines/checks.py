"""What every engine asks of a request and of documents before it does anything, in words that say what is wrong."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from config.errors import BadParameter, EngineError
from config.fields import BY_NAME, SORTS
from config.i18n import _
from indexer.engines.base import Document, Request
from indexer.engines.plan import Either, Plan, Years, plan
from indexer.engines.query import Node, years
from indexer.engines.rows import Row, row


def check(request: Request) -> None:
    """Refuse what does not exist.

    Raises:
        BadParameter: a filter, a sort or a facet.
    """
    if request.sort not in SORTS:
        raise BadParameter(_("There is no order `{name}`.", name=request.sort), field="sort")
    for name in (*request.filters, *request.facets):
        if name not in BY_NAME or not BY_NAME[name].facet:
            raise BadParameter(_("Records cannot be filtered by `{name}`.", name=name), field=name)


@lru_cache(1024)
def planned(node: Node | Plan) -> Plan:
    """What a query looks for; a plan as it is."""
    return plan(node)


def any_year(field: str, values: Sequence[str]) -> Either:
    """The plan of a filter of years.

    Raises:
        BadParameter: one of the values is no year and no range of years.
    """
    return Either(tuple(_years(field, value) for value in values))


def rows(documents: Iterable[Document]) -> Iterator[Row]:
    """The rows of documents.

    Raises:
        EngineError: a document has a value that is not of its field's kind.
    """
    for document in documents:
        try:
            yield row(document)
        except ValueError as error:
            raise EngineError(
                _("A document cannot be indexed: {reason}.", reason=error), code="bad-document"
            ) from error


def _years(field: str, value: str) -> Years:
    found = years(field, value)
    if found is None:
        raise BadParameter(
            _("`{value}` is no year.", value=value), _("Write 1995, 1990-1999, 1990- or -1999."), field=field
        )
    return Years(field, found.low, found.high)
