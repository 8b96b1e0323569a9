"""The page at ``/manual``: how to lead a bot here, and the control API."""

from html import escape

from discord_sandbox import control
from discord_sandbox.state.world import World

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Local Discord: manual</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
:root {{ color-scheme: dark }}
pre {{ white-space: pre-wrap }}
</style>
<h1>A local Discord</h1>
<p>Lead a bot here with the token <code>{token}</code>, the REST base <code>{url}/api/v10</code>,
the gateway <code>{gateway}/</code> and the CDN <code>{url}/cdn</code>.</p>
<h2>Control API</h2>
<pre>{manual}</pre>
</html>
"""


def manual_page(world: World) -> str:
    """Build the page."""
    return _PAGE.format(
        token=escape(world.application.token),
        url=world.url,
        gateway=world.gateway_url,
        manual=escape(control.__doc__ or ""),
    )
