"""Runs the migrations on the engine that `config.database` hands over."""

from alembic import context

engine = context.config.attributes["engine"]

with engine.connect() as connection:
    connection = connection.execution_options(induk_writes=True)
    context.configure(connection=connection, transactional_ddl=True, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
