from itertools import chain

from astromorty.sandbox.shards import share_out


def holder(guild_id: int, shares: tuple[tuple[int, ...], ...]) -> int:
    count = sum(map(len, shares))
    return next(process for process, share in enumerate(shares) if (guild_id >> 22) % count in share)


def test_every_process_has_a_server_where_there_are_enough():
    guilds = [number << 22 for number in (4, 8)]  # both on shard 0 of 2 and of 4
    shares = share_out(guilds, 2)
    assert sorted(chain.from_iterable(shares)) == list(range(sum(map(len, shares))))
    assert {holder(guild_id, shares) for guild_id in guilds} == {0, 1}


def test_no_more_shards_than_processes_where_that_is_enough():
    assert share_out([1 << 22, 2 << 22], 2) == ((0,), (1,))
    assert share_out([], 3) == ((0,), (1,), (2,))
