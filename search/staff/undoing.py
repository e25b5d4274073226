"""Taking a run back, by the function of `induk undo`, with a line in the log before and after."""

from config.database import Database
from config.errors import IndukError
from config.model import Consortium
from harvester.undo import undo
from search.staff import journal
from search.staff.sessions import Session


def undo_run(consortium: Consortium, database: Database, session: Session, run_id: int) -> int:
    """Undo a run; the number of its line in the log.

    The line is written first: the run is undone in a transaction of the harvester's own, and a process that dies behind
    it must not leave something done that nobody did.

    Raises:
        IndukError: as `harvester.undo.undo`; the log says that it was refused, and why.
    """
    with database.write() as connection:
        line = journal.write(connection, session, journal.UNDO_RUN, {"run": run_id}, None)
    try:
        outcome: dict[str, int | str] = {**undo(consortium, database, run_id)}
    except IndukError as error:
        with database.write() as connection:
            journal.close(connection, line, {"refused": error.code, "message": error.message})
        raise
    with database.write() as connection:
        journal.close(connection, line, outcome)
    return line
