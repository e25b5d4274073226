"""`make schema`: writes `new.sql`, what makes a new SQLite store, from what the migrations make."""

import sys
import tempfile
from pathlib import Path

from config.database import NEW, Database


def statements(database: Database) -> str:
    """Everything that makes the tables of a store, and its mark."""
    with database.read() as connection:
        made = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name"
        )
        found = [str(sql) for sql in made.scalars()]
        mark = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return ";\n".join([*found, f"INSERT INTO alembic_version VALUES ('{mark}')", ""])  # noqa: S608 (ours)


def main() -> int:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'new.sqlite'}")
        database.upgrade()
        NEW.write_text(statements(database), encoding="utf-8")
        database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
