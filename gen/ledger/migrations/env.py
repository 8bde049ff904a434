"""What Alembic runs: the missing migrations, in the transaction of `gen.ledger.upgrade`."""

import logging

from alembic import context

from gen.ledger.schema import VERSION_TABLE, metadata

logging.getLogger("alembic").setLevel(logging.WARNING)  # an upgrade is no news for the front door's log

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
context.run_migrations()
