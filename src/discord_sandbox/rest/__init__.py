"""Discord's REST API: one module per resource, mounted by ``app``.

A resource module makes ``routes = RouteTable()`` and decorates handlers ``async def handler(call: Call) -> Answer``;
add the module's ``routes`` to ``RESOURCES`` in ``resources``. A parameter whose name ends in ``_id`` matches digits
only.
"""
