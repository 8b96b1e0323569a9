"""How long everything takes that the processes do to agree."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spans:
    """Seconds, the same in every process.

    Args:
        lease: How long a process counts as alive after it was last heard of.
        renewal: How often a process that holds shards lets itself be heard.
        watch: How often one that waits for shards looks for them.
        answer: How long the database may take for one answer. After one that did not come, the driver takes two
            seconds to give the connection up; there must be time for another before the process has to leave.
        margin: How long before its lease ends a process leaves the gateway, to be gone when another comes.
        registration: How long the first process waits for others, and anew for each that comes.
        longest_registration: How long in all.
        gap: How long nobody must have been heard of to show that the database was away; then the living get as long
            to be heard of before anybody is taken for dead.
        spacing: Between two sessions of a bucket; Discord asks for 5, and messages need different times to get there.
    """

    lease: float = 15
    renewal: float = 3
    watch: float = 1
    answer: float = 4
    margin: float = 3
    registration: float = 3
    longest_registration: float = 12
    gap: float = 8
    spacing: float = 5.5
