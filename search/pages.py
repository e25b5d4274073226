"""HTML from templates: everything escaped, nothing undefined, in the reader's language."""

from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from config import __version__, i18n
from config.i18n import _, ngettext
from search import addresses, labels
from search.feeds import social

LANGUAGE_NAMES = {"en": "English", "id": "Bahasa Indonesia"}
"""Each language in its own words: the switch must be readable by whoever does not read the page."""


@cache
def environment() -> Environment:
    """The templates, read once."""
    made = Environment(
        loader=FileSystemLoader(str(files("search") / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(og_locale=social.locale)
    made.globals.update(_=_, ngettext=ngettext, labels=labels, record_path=addresses.record_path, version=__version__)
    made.filters.update(number=labels.number, day=labels.day, named_language=labels.language)
    return made


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page; templates find `site` (the consortium), `language` and `link` (addresses within the site) too."""
    language = request.state.language
    consortium = request.app.state.consortium
    with i18n.speaking(language):
        html = (
            environment()
            .get_template(template)
            .render(
                site=consortium,
                language=language,
                languages=[
                    (code, LANGUAGE_NAMES.get(code, code), addresses.in_language(request, code))
                    for code in consortium.consortium.languages
                ],
                lang_pair=[("lang", chosen)] if (chosen := request.query_params.get("lang")) else [],
                link=partial(addresses.path, request),
                **values,
            )
        )
    return HTMLResponse(html, status)
