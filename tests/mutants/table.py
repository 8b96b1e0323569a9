"""The mutants: a mechanism of the cache taken out, the promise it keeps, and the test that must notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CACHE: Final = "services/cache"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change to one place of the source."""

    name: str
    promise: int
    """Which of the cache's eight promises it breaks."""
    file: str
    old: str
    new: str
    test: str

    def apply(self, source: str) -> str:
        """Return the changed source; raise `StaleMutantError` when the place is not there any more."""
        if source.count(self.old) != 1:
            raise StaleMutantError(f"{self.name}: {self.old!r} stands {source.count(self.old)} times in {self.file}")
        return source.replace(self.old, self.new)


class StaleMutantError(Exception):
    """The code has changed under a mutant: look where its mechanism is now."""


LITMUS: Final = "cache/test_litmus.py::test_"
RACES: Final = "faults/test_litmus.py::test_"
COHERENCE: Final = "cache/test_coherence.py::test_"
OUTAGE: Final = "cache/test_outage.py::test_"
THROUGH: Final = "cache/test_write_through.py::test_"
FLIGHT: Final = "cache/test_single_flight.py::test_"

MUTANTS: Final = (
    Mutant(
        "no compare on fill", 1, f"{CACHE}/fill.py",
        "ttl=jittered(read.ttl), _cas_token=lease.token)", "ttl=jittered(read.ttl))",
        f"{LITMUS}a_reader_that_loaded_before_a_write_stores_nothing_after_it[valkey]",
    ),
    Mutant(
        "no mark on flights", 1, f"{CACHE}/cached_type.py",
        "        self.flights.mark(identity)\n", "",
        f"{LITMUS}a_reader_after_the_write_does_not_share_the_load_from_before_it[valkey]",
    ),
    Mutant(
        "a marked flight is stored", 1, f"{CACHE}/fill.py",
        "if flight.marked:", "if False:",
        f"{RACES}a_process_alone_stores_no_load_that_a_write_overtook",
    ),
    Mutant(
        "no acknowledgement", 1, f"{CACHE}/coherence.py",
        "one.wait(live, longest)", "asyncio.sleep(0)",
        f"{RACES}a_writer_returns_only_when_the_slow_process_has_forgotten[valkey]",
    ),
    Mutant(
        "a young registry is believed", 1, f"{CACHE}/coherence.py",
        "if age < self._lease:", "if False:",
        f"{RACES}a_registry_that_was_lost_makes_the_writer_wait_one_lease[valkey]",
    ),
    Mutant(
        "a server owed as a whole stays in Redis", 1, f"{CACHE}/coherence.py",
        "                await self._sweep(self.link, key)\n", "                pass\n",
        "cache/test_many_rows.py::test_a_statement_over_many_rows_is_seen_by_every_process_at_once[valkey]",
    ),
    Mutant(
        "no outbox poll in the lease", 2, f"{CACHE}/renewal.py",
        "if not owed.debts:", "if True:",
        f"{COHERENCE}promise_2_nothing_owed_is_lost_when_the_writer_dies_after_its_commit[valkey]",
    ),
    Mutant(
        "a writer cut off gives up at once", 2, f"{CACHE}/coherence.py",
        "began + self._lease if patient else began", "began",
        f"{OUTAGE}a_member_cut_off_from_redis_keeps_nothing_stale[valkey]",
    ),
    Mutant(
        "no flush on reconnect", 3, f"{CACHE}/shared_renewal.py",
        "            self.distrust()\n            await self._unmark", "            await self._unmark",
        f"{COHERENCE}a_subscription_that_is_killed_costs_what_was_held[valkey]",
    ),
    Mutant(
        "the lease is not looked at", 3, f"{CACHE}/local.py",
        "trust.until > now() < entry.expires_at", "now() < entry.expires_at",
        f"{LITMUS}promise_3_what_is_not_provably_current_is_not_served_after_a_stop[valkey]",
    ),
    Mutant(
        "a late lease is not waited for", 3, f"{CACHE}/service.py",
        "await self._trust.regained(LATE)", "False",
        f"{OUTAGE}a_lease_that_is_only_late_is_waited_for",
    ),
    Mutant(
        "no bound", 3, f"{CACHE}/local.py",
        "if len(self._entries) >= self._limit:", "if False:",
        "cache/test_contract.py::test_the_local_tier_is_bounded_and_the_least_used_goes_first",
    ),
    Mutant(
        "no single flight", 4, f"{CACHE}/single_flight.py",
        "while (flight := self._flights.get(identity)) is not None:", "while (flight := None) is not None:",
        "cache/test_decorators.py::test_many_concurrent_misses_load_once",
    ),
    Mutant(
        "cached error", 4, f"{CACHE}/single_flight.py",
        "            self._end(identity, flight)\n            flight.crash(error)", "            flight.crash(error)",
        f"{FLIGHT}an_error_goes_to_all_waiters_and_is_not_kept",
    ),
    Mutant(
        "a cancelled leader takes all along", 4, f"{CACHE}/single_flight.py",
        "self.land(identity, flight, ABANDONED)", "self.land(identity, flight, None)",
        f"{FLIGHT}a_cancelled_leader_hands_over_to_those_who_wait",
    ),
    Mutant(
        "no lease between processes", 4, f"{CACHE}/fill.py",
        "if not isinstance(found, Lease) and await self._win(key, lease, found):", "if True:",
        f"{COHERENCE}promise_4_one_load_per_key_in_any_number_of_members[valkey]",
    ),
    Mutant(
        "set if absent in write-through", 5, f"{CACHE}/scripts.py",
        "if not held then return end", "if not held then redis.call('SET', key, blob, 'PX', ttl) return end",
        f"{THROUGH}a_write_creates_no_entry[valkey]",
    ),
    Mutant(
        "a late put wins", 5, f"{CACHE}/scripts.py",
        "elseif tonumber(held:sub(12, 27)) < tonumber(blob:sub(12, 27)) then", "else",
        f"{THROUGH}promise_5_a_late_put_loses_to_a_newer_value[valkey]",
    ),
    Mutant(
        "a put leaves the lease", 5, f"{CACHE}/scripts.py",
        "if not same or held:sub(3, 3) == 'N' then", "if held:sub(1, 1) == 'L' then return end\n    if not same then",
        f"{THROUGH}a_put_kills_the_lease_of_a_load_that_may_have_missed_it[valkey]",
    ),
    Mutant(
        "no breaker", 6, f"{CACHE}/breaker.py",
        "return not self._is_open", "return True",
        f"{OUTAGE}promise_6_redis_away_breaks_nothing_and_is_reported_once[valkey]",
    ),
    Mutant(
        "a late loop is taken for Redis away", 6, f"{CACHE}/time_limit.py",
        "call_later(self._seconds, self._allow_for_lateness)", "call_later(self._seconds, self._turn, 0)",
        "cache/test_link.py::test_a_reply_that_the_loop_was_late_to_read_is_no_sign_of_redis_away",
    ),
    Mutant(
        "a warning for each try", 6, f"{CACHE}/shared_renewal.py",
        "if not self._is_away:", "if True:",
        f"{OUTAGE}promise_6_redis_away_breaks_nothing_and_is_reported_once[valkey]",
    ),
    Mutant(
        "the shape is not looked at", 7, f"{CACHE}/serializer.py",
        "raw[:2] != self._head or raw[3:11] != self._fingerprint", "raw[:2] != self._head",
        f"{LITMUS}promise_7_deploys_are_safe_as_a_foreign_shape_is_a_miss[valkey]",
    ),
    Mutant(
        "the generation is not looked at", 2, f"{CACHE}/shared_renewal.py",
        "if held != generation:", "if not held:",
        f"{OUTAGE}what_an_old_snapshot_brings_back_is_not_believed[valkey]",
    ),
    Mutant(
        "marks of a snapshot are believed", 1, f"{CACHE}/shared_renewal.py",
        "!= session.run_id:", "== session.run_id:",
        f"{OUTAGE}a_writer_waits_for_who_believes_more_than_an_old_snapshot_knows[valkey]",
    ),
    Mutant(
        "what a snapshot held is answered", 1, f"{CACHE}/fill.py",
        "isinstance(found, Stored) and not flight.marked", "isinstance(found, Stored)",
        f"{OUTAGE}a_reader_who_waits_while_redis_comes_back_does_not_get_what_a_snapshot_held[valkey]",
    ),
    Mutant(
        "hits are not counted", 8, f"{CACHE}/local.py",
        "            entry.hits += 1\n", "",
        "cache/test_contract.py::test_promise_8_it_can_be_seen_what_happened[local]",
    ),
)  # fmt: skip
