"""The reader's own library, which the address tells (`my=`) and nothing else remembers."""

from starlette.requests import Request

from config.model import Member
from search.records import Records

PARAMETER = "my"


def own_library(request: Request, records: Records) -> Member | None:
    """The library that `my=` names, if it takes part today; anything else is as good as nothing."""
    wanted = request.query_params.get(PARAMETER, "")
    return next((member for member in records.active() if member.id == wanted), None)


def kept(member: Member | None) -> list[tuple[str, str]]:
    """The parameter for a link that leads on."""
    return [(PARAMETER, member.id)] if member else []
