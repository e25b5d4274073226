"""`/widget`, where a librarian makes the snippet, and `/widget/frame`, the one page that other sites may frame."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from config.i18n import _
from search import addresses
from search.middleware import SECURITY
from search.pages import LANGUAGE_NAMES, render
from search.service import Catalogue
from search.widget.choice import ADVICE, DIRECTIVES, KINDS, RESULTS, Offer
from search.widget.script import script
from search.widget.snippet import snippet

POLICY = "Content-Security-Policy"
FRAMED = {POLICY: SECURITY[POLICY].replace("frame-ancestors 'none'", "frame-ancestors *")}
"""Any site may frame the box: there is nothing in it that a click could be stolen for, no session and no cookie."""


def _offer(request: Request) -> tuple[Offer, dict[str, str]]:
    """What can be chosen, and the names of the libraries."""
    catalogue: Catalogue = request.app.state.catalogue
    members = catalogue.active()
    return Offer.of(catalogue.consortium, members), {member.id: member.name for member in members}


def builder(request: Request) -> Response:
    """The options, a preview that works, and the snippet to copy."""
    offer, names = _offer(request)
    choice = offer.read({"language": request.state.language, **request.query_params})
    base = addresses.public_base(request, request.app.state.consortium)
    return render(
        request,
        "widget.html",
        choice=choice,
        kinds=[(code, _(name)) for code, name in KINDS.items()],
        members=[("", _("All libraries")), *names.items()],
        tongues=[(code, LANGUAGE_NAMES.get(code, code)) for code in offer.languages],
        results=[(code, _(name)) for code, name in RESULTS.items()],
        advice=ADVICE,
        directives=DIRECTIVES[choice.kind],
        preview=snippet(choice, request.scope.get("root_path", ""), names),
        code=snippet(choice, base, names),
        origin="/".join(base.split("/")[:3]),
        canonical=f"{base}/widget",
    )


def frame(request: Request) -> Response:
    """The box alone. Hits open in place of the page around the frame, or in a new tab."""
    offer, names = _offer(request)
    asked = offer.forgive({**request.query_params, "language": request.query_params.get("lang", "")})
    choice = replace(asked, kind="element" if asked.results == "inline" else "form")
    target = "_blank" if asked.results == "tab" else "_top"
    box = snippet(choice, request.scope.get("root_path", ""), names, target=target)
    response = render(request, "frame.html", box=box, library=names.get(choice.member))
    response.headers.update(FRAMED)
    return response


routes = [
    Route("/widget", builder, name="widget"),
    Route("/widget/frame", frame, name="widget-frame"),
    Route("/widget/induk-search.js", script, name="widget-script"),
]
