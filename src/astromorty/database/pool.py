"""The pool of connections, and how often somebody had to wait for one."""

from time import monotonic

from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import TimeoutError as CheckoutTimeoutError
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry


class CountingPool(AsyncAdaptedQueuePool):
    """SQLAlchemy's pool with figures of its own.

    Attributes:
        waits: How often all connections were in use when somebody wanted one.
        wait_seconds: How long these waited together.
        timeouts: How many of them went without.
    """

    waits = 0
    wait_seconds = 0.0
    timeouts = 0

    def _do_get(self) -> ConnectionPoolEntry:
        if self.checkedout() < self.size():
            return super()._do_get()
        self.waits += 1
        began = monotonic()
        try:
            return super()._do_get()
        except CheckoutTimeoutError:
            self.timeouts += 1
            raise
        finally:
            self.wait_seconds += monotonic() - began

    def _close_connection(self, connection: DBAPIConnection, *, terminate: bool = False) -> None:
        # Closing waits for a server that hangs as long as a statement does; terminating drops it after two seconds.
        del terminate
        super()._close_connection(connection, terminate=True)
