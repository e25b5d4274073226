"""The staff's pages: `/staff` and what is below. Where `induk.yaml` has no `staff`, there is none of them."""

from collections.abc import Mapping
from functools import partial

from starlette.responses import Response
from starlette.routing import Route

from config.database import Database
from config.errors import IndukError
from config.i18n import _
from config.model import Consortium
from harvester import outgrown
from harvester.status import runs as read_runs
from harvester.status import status as read_status
from indexer import quality_report, review
from search.staff import issues, journal, judging, login, notes, sources, undoing
from search.staff.desk import Desk, Handler, Visit, for_staff, open_to_all
from search.staff.paging import asked_for, number, paging
from search.staff.secret import secret

PAIRS, LINES = 10, 50
"""Pairs to be judged on a page; lines of the log."""

NOTE = 500
"""Characters of a note."""


def staff_routes(consortium: Consortium, database: Database) -> list[Route]:
    """The routes; none where no staff is declared."""
    if consortium.staff is None:
        return []
    desk = Desk(consortium, database, secret(consortium), consortium.staff.tokens)
    behind: dict[str, Mapping[str, Handler]] = {
        "/staff": {"GET": status},
        "/staff/logout": {"POST": login.logout},
        "/staff/review": {"GET": queue, "POST": judge},
        "/staff/undo": {"POST": take_back},
        "/staff/issues": {"GET": faults},
        "/staff/issues/{member_id}.csv": {"GET": issues.table},
        "/staff/runs": {"GET": runs},
        "/staff/runs/{run}": {"GET": run, "POST": undo_run},
        "/staff/log": {"GET": log},
    }
    return [
        Route("/staff/login", open_to_all(partial(login.answer, desk)), methods=["GET", "POST"]),
        *(Route(path, for_staff(desk, handlers), methods=list(handlers)) for path, handlers in behind.items()),
    ]


def status(visit: Visit) -> Response:
    """How every source stands, and what waits for a person."""
    desk = visit.desk
    with desk.database.read() as connection:
        found = read_status(desk.consortium, connection)
        waiting = review.page(connection, profile=desk.consortium.matching, limit=0).total
    return visit.page(
        "status.html",
        sources=[sources.shown(desk.consortium, source) for source in found],
        advice=outgrown.advice(desk.consortium, found),
        waiting=waiting,
    )


def queue(visit: Visit) -> Response:
    """The doubtful pairs, the likeliest first, and what was just said of one."""
    member = visit.request.query_params.get("member") or None
    issues.known(visit.desk, member)
    with visit.desk.database.read() as connection:
        ask = partial(review.page, connection, profile=visit.desk.consortium.matching, member=member, limit=PAIRS)
        wanted = asked_for(visit.request)
        found = ask(offset=(wanted - 1) * PAIRS)
        shown = paging(wanted, found.total, PAIRS)
        if shown.page != wanted:  # the last pairs of the last page were judged
            found = ask(offset=shown.offset)
        done = notes.done(connection, visit.request)
    params = [("member", member)] if member else []
    return visit.page(
        "review.html",
        doubts=[notes.doubt(one) for one in found.doubts],
        paging=shown,
        member=member,
        params=params,
        members=visit.desk.consortium.members,
        names={each.id: each.name for each in visit.desk.consortium.members},
        done=done,
        longest=NOTE,
    )


def judge(visit: Visit) -> Response:
    """Store an answer, and go on with the queue where it was."""
    form, note = visit.form, " ".join(visit.form.get("note", "").split())[:NOTE] or None
    with visit.desk.database.write() as connection:
        line = judging.judge(
            connection, visit.session, form.get("verdict", ""), form.get("a", ""), form.get("b", ""), note
        )
    kept = [(name, form[name][:64]) for name in ("page", "member") if form.get(name)]
    return visit.to("/staff/review", *kept, ("done", str(line)))


def take_back(visit: Visit) -> Response:
    """Take a judgement back."""
    entry = number("entry", visit.form.get("entry", ""))
    with visit.desk.database.write() as connection:
        line = judging.take_back(connection, visit.session, entry)
    return visit.to("/staff/review", ("done", str(line)))


def faults(visit: Visit) -> Response:
    """How many records of each library have which fault."""
    with visit.desk.database.read() as connection:
        found = quality_report.counts(connection)
    return visit.page("issues.html", members=issues.by_member(visit.desk.consortium, found))


def runs(visit: Visit) -> Response:
    """The newest runs."""
    found = read_runs(visit.desk.consortium, visit.desk.database)
    return visit.page("runs.html", runs=[sources.run(each) for each in found])


def run(visit: Visit) -> Response:
    """One run, and the button that undoes it."""
    return _run(visit, number("run", visit.request.path_params["run"]))


def undo_run(visit: Visit) -> Response:
    """Undo a run; where that is refused, why."""
    run_id = number("run", visit.request.path_params["run"])
    if visit.form.get("sure") != "yes":
        return _run(visit, run_id, status=400, message=_("Tick the box first: what the run brought will be gone."))
    try:
        line = undoing.undo_run(visit.desk.consortium, visit.desk.database, visit.session, run_id)
    except IndukError as error:
        if error.http_status != IndukError.http_status:
            raise
        return _run(visit, run_id, status=409, message=str(error))
    return visit.to(f"/staff/runs/{run_id}", ("done", str(line)))


def _run(visit: Visit, run_id: int, status: int = 200, message: str | None = None) -> Response:
    [found] = read_runs(visit.desk.consortium, visit.desk.database, only=run_id)
    with visit.desk.database.read() as connection:
        done = notes.done(connection, visit.request)
    return visit.page("run.html", status=status, run=sources.run(found), message=message, done=done)


def log(visit: Visit) -> Response:
    """Who did what, the newest first."""
    with visit.desk.database.read() as connection:
        total = journal.page(connection, 0, 0)[1]
        shown = paging(asked_for(visit.request), total, LINES)
        entries, _total = journal.page(connection, shown.offset, LINES)
        lines = [notes.line(connection, entry) for entry in entries]
    return visit.page("log.html", lines=lines, paging=shown, params=[])
