"""Ask a running bot on this machine whether it works, over its HTTP endpoint.

A container's health check runs this every half minute: nothing is imported that would take longer than the question.
"""

import http.client
import json
from contextlib import closing
from ipaddress import ip_address
from typing import Final

# A bot whose event loop stands still accepts no question: the kernel does, and nobody answers.
ANSWER_SECONDS: Final = 5.0


class NotWell(Exception):
    """The bot does not work; the message says why."""


def ask(host: str, port: int) -> str:
    """Return what the bot that listens at `host` and `port` does; raise NotWell with the reason if it does not work."""
    address = _reachable(host)
    try:
        with closing(http.client.HTTPConnection(address, port, timeout=ANSWER_SECONDS)) as connection:
            connection.request("GET", "/readyz")
            answer = json.loads(connection.getresponse().read())
        fault, role = answer["fault"], answer["role"]
    except TimeoutError:
        raise NotWell(f"the bot gave no answer within {ANSWER_SECONDS:.0f} s") from None
    except OSError as error:
        raise NotWell(f"no bot answers at port {port} of {address}: {error.strerror or error}") from None
    except (http.client.HTTPException, ValueError, LookupError, TypeError):
        raise NotWell(f"what answers at port {port} of {address} is no bot") from None
    if fault is not None:
        raise NotWell(str(fault))
    return str(role)


def _reachable(host: str) -> str:
    """Return an address to ask at: who listens at all addresses of a machine has none of its own."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"
