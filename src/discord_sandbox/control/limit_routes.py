"""Rate limits and faults as switches."""

from discord_sandbox.control.keys import FAULTS, LIMITER
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.errors import Failure
from discord_sandbox.limits.faults import Fault, FaultKind
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.wire import JsonObject

routes = RouteTable()

SERVER_ERRORS = range(500, 600)
_FAILURES = {failure.code: failure for failure in Failure if failure.code}


@routes.put("/rate_limits")
async def switch_rate_limits(call: Call) -> None:
    """Switch Discord's rate limits on or off; either way nothing counts any more that was."""
    limiter = call.request.app[LIMITER]
    limiter.enabled = bool(call.object()["enabled"])
    limiter.reset()


@routes.get("/faults")
async def list_faults(call: Call) -> list[JsonObject]:
    """Return the faults that are switched on, with how many requests each has met."""
    return [_payload(fault) for fault in call.request.app[FAULTS].faults.values()]


@routes.post("/faults")
async def add_fault(call: Call) -> JsonObject:
    """Switch a fault on."""
    return _payload(call.request.app[FAULTS].add(_read(call.object())))


@routes.delete("/faults")
async def clear_faults(call: Call) -> None:
    """Switch all faults off."""
    call.request.app[FAULTS].clear()


@routes.delete("/faults/{fault_id}")
async def remove_fault(call: Call) -> JsonObject:
    """Switch one fault off; returns it with how many requests it has met."""
    fault = call.request.app[FAULTS].remove(call.id("fault_id"))
    if fault is None:
        raise Refusal("fault_unknown", "There is no fault of this ID.", status=404)
    return _payload(fault)


def _read(body: JsonObject) -> Fault:
    try:
        kind = FaultKind(body["kind"])
    except ValueError:
        known = ", ".join(kind.value for kind in FaultKind)
        raise Refusal("kind_unknown", f"kind is one of {known}.") from None
    fault = Fault(kind, str(body.get("route", "*")))
    fault.times = int(body["times"]) if body.get("times") is not None else None
    fault.seconds = float(body.get("seconds", fault.seconds))
    fault.status = int(body.get("status", fault.status))
    if kind is FaultKind.REFUSE:
        fault.failure = _failure(body.get("code"))
    if fault.seconds < 0 or fault.status not in SERVER_ERRORS or (fault.times is not None and fault.times < 1):
        raise Refusal("out_of_range", "seconds is at least 0, status from 500 to 599, times at least 1.")
    return fault


def _failure(code: object) -> Failure:
    number = int(str(code)) if str(code).isdecimal() else 0
    if number not in _FAILURES:
        raise Refusal(
            "code_unknown", f"code is a number of Discord's that the sandbox knows, such as 50013, not {code!r}."
        )
    return _FAILURES[number]


def _payload(fault: Fault) -> JsonObject:
    return {
        "id": fault.id,
        "kind": fault.kind.value,
        "route": fault.route,
        "times": fault.times,
        "seconds": fault.seconds,
        "status": fault.failure.status if fault.kind is FaultKind.REFUSE else fault.status,
        "code": fault.failure.code if fault.kind is FaultKind.REFUSE else 0,
        "met": fault.met,
    }
