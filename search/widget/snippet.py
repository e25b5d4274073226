"""The HTML that a library puts into its own page, in one of four kinds (`search/templates/snippet.html`)."""

from markupsafe import Markup

from config import i18n
from search.pages import environment
from search.widget.choice import Choice

HEIGHTS = {True: 520, False: 130}
"""Pixels of a frame with and without hits below the box: a frame cannot grow with what it shows."""


def snippet(choice: Choice, base: str, names: dict[str, str], *, target: str = "") -> Markup:
    """The snippet, in the language of the choice.

    Args:
        choice: what is wanted.
        base: the public address of the catalogue, or the path below which it lies.
        names: member id → name.
        target: where the answer opens: the name of a browsing context (HTML, `target`); of itself, as the choice says.
    """
    with i18n.speaking(choice.language):
        made = (
            environment()
            .get_template("snippet.html")
            .render(
                choice=choice,
                base=base,
                library=names.get(choice.member),
                target=target or ("_blank" if choice.results == "tab" else ""),
                height=HEIGHTS[choice.inline],
            )
        )
    return Markup(made.strip())  # noqa: S704  (a template with autoescape made it)
