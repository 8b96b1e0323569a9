"""`@cached`, `@cache_invalidate` and `@write_through`: what a controller's methods are decorated with.

The entry's identity is taken from the method's parameters by name, so positional and keyword calls mean one entry, and
neither `self` nor any other argument is part of the key.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, cast, get_type_hints

from astromorty.services.cache.keys import Identity
from astromorty.services.cache.local import MISS
from astromorty.services.cache.serializer import Codec, codec_for
from astromorty.services.cache.service import CacheService
from astromorty.services.cache.strategies import CacheStrategy, Pattern, get_strategy
from astromorty.services.cache.transactions import OpenTransaction, Replacement, current_transaction


class Reader(Protocol):
    """What `@cached` needs of a method's owner."""

    @property
    def cache(self) -> CacheService:
        """The cache its reads are served from."""
        ...


class Transactional(Protocol):
    """What opens units of work."""

    def unit_of_work(self) -> AbstractAsyncContextManager[object]:
        """Open a transaction, or join the open one."""
        ...


class Writer(Protocol):
    """What the writing decorators need of a method's owner."""

    @property
    def database(self) -> Transactional:
        """The database it writes to."""
        ...


P = ParamSpec("P")
ResultT = TypeVar("ResultT")
ReaderT = TypeVar("ReaderT", bound=Reader)
WriterT = TypeVar("WriterT", bound=Writer)


class UndeclaredIdentityError(TypeError):
    """A decorated method's parameters do not name the entry it reads or writes."""


@dataclass(frozen=True, slots=True)
class Written(Generic[ResultT]):
    """What a write-through method returns; its caller gets `value`."""

    value: ResultT
    version: int
    updated: bool
    """True if the statement changed a row that was there; only then may it replace a cached value."""


def identity_getter(
    method: Callable[..., object], strategy: CacheStrategy
) -> Callable[[tuple[object, ...], dict[str, object]], Identity]:
    """Return what picks the identity out of a call's arguments (`self` not among them).

    Raises `UndeclaredIdentityError`, at import, if the method has no parameter of a part's name.
    """
    positions = {name: index - 1 for index, name in enumerate(inspect.signature(method).parameters)}
    missing = [name for name in strategy.identity if name not in positions]
    if missing:
        raise UndeclaredIdentityError(
            f"{method.__qualname__} is decorated for the cached type {strategy.name!r}, which is identified by "
            f"{', '.join(strategy.identity)}; it has no parameter named {', '.join(missing)}"
        )
    wanted = [(positions[name], name) for name in strategy.identity]

    def pick_all(args: tuple[object, ...], kwargs: dict[str, object]) -> Identity:
        parts = (args[position] if position < len(args) else kwargs[name] for position, name in wanted)
        return cast("Identity", tuple(parts))

    position, name = wanted[0]

    def pick(args: tuple[object, ...], kwargs: dict[str, object]) -> Identity:
        return cast("Identity", args[position] if position < len(args) else kwargs[name])

    return pick if len(wanted) == 1 else pick_all


@functools.cache
def returned_codec(method: Callable[..., object]) -> Codec[Any]:
    """Return the codec of what a method returns; asked on the first miss, when every annotation can be resolved."""
    return codec_for(get_type_hints(method)["return"])


def cached(
    name: str, *, ttl: float | None = None
) -> Callable[
    [Callable[Concatenate[ReaderT, P], Awaitable[ResultT]]],
    Callable[Concatenate[ReaderT, P], Coroutine[Any, Any, ResultT]],
]:
    """Serve a method's result from the cache; a None result ("no such row") is cached too.

    `ttl`: seconds an entry lives at most (±10 %); the type's own if not given. The method must be a single read of the
    database: it runs on a miss, once for all who ask at the same time. Inside a unit of work it always runs.
    """
    strategy = get_strategy(name)

    def decorate(
        method: Callable[Concatenate[ReaderT, P], Awaitable[ResultT]],
    ) -> Callable[Concatenate[ReaderT, P], Coroutine[Any, Any, ResultT]]:
        identify = identity_getter(method, strategy)
        by_name = cast("Callable[..., Awaitable[object]]", method)

        def load_again(owner: ReaderT, identity: Identity) -> Awaitable[object]:
            parts = identity if isinstance(identity, tuple) else (identity,)
            return by_name(owner, **dict(zip(strategy.identity, parts, strict=True)))

        @functools.wraps(method)
        async def read(self: ReaderT, /, *args: P.args, **kwargs: P.kwargs) -> ResultT:
            cache = self.cache
            if current_transaction() is not None:
                cache.types[name].counts.bypassed += 1
                return await method(self, *args, **kwargs)
            identity = identify(args, kwargs)
            value = cache.types[name].local.peek(identity)
            if value is MISS:
                cache.types[name].source = functools.partial(load_again, self)
                value = await cache.read(
                    name, identity, lambda: method(self, *args, **kwargs), codec=returned_codec(method), ttl=ttl
                )
            return cast("ResultT", value)

        return read

    return decorate


def _required_transaction(method: Callable[..., object]) -> OpenTransaction:
    transaction = current_transaction()
    if transaction is None:
        raise RuntimeError(f"{method.__qualname__}: the database's unit of work does not tell the cache what it owes")
    return transaction


def cache_invalidate(
    name: str,
) -> Callable[
    [Callable[Concatenate[WriterT, P], Awaitable[ResultT]]],
    Callable[Concatenate[WriterT, P], Coroutine[Any, Any, ResultT]],
]:
    """Run a writing method in a unit of work; after the commit its entry and its aggregates are invalidated."""
    strategy = get_strategy(name)

    def decorate(
        method: Callable[Concatenate[WriterT, P], Awaitable[ResultT]],
    ) -> Callable[Concatenate[WriterT, P], Coroutine[Any, Any, ResultT]]:
        identify = identity_getter(method, strategy)

        @functools.wraps(method)
        async def write(self: WriterT, /, *args: P.args, **kwargs: P.kwargs) -> ResultT:
            async with self.database.unit_of_work():
                _required_transaction(method).owe(strategy, identify(args, kwargs))
                return await method(self, *args, **kwargs)

        return write

    return decorate


def write_through(
    name: str,
) -> Callable[
    [Callable[Concatenate[WriterT, P], Awaitable[Written[ResultT]]]],
    Callable[Concatenate[WriterT, P], Coroutine[Any, Any, ResultT]],
]:
    """Run a writing method in a unit of work; after the commit its value replaces the cached one if that is older.

    An entry that is not there is not created, and an insert deletes: a late put can never win over a newer value.
    """
    strategy = get_strategy(name)
    if strategy.pattern is not Pattern.WRITE_THROUGH:
        raise TypeError(f"{name!r} is a {strategy.pattern.value} type: decorate its writes with cache_invalidate")

    def decorate(
        method: Callable[Concatenate[WriterT, P], Awaitable[Written[ResultT]]],
    ) -> Callable[Concatenate[WriterT, P], Coroutine[Any, Any, ResultT]]:
        identify = identity_getter(method, strategy)

        @functools.wraps(method)
        async def write(self: WriterT, /, *args: P.args, **kwargs: P.kwargs) -> ResultT:
            async with self.database.unit_of_work():
                identity = identify(args, kwargs)
                transaction = _required_transaction(method)
                written = await method(self, *args, **kwargs)
                if written.updated:
                    transaction.replace(Replacement(strategy, identity, written.value, written.version))
                else:
                    transaction.owe(strategy, identity)
                return written.value

        return write

    return decorate
