"""Several processes share the gateway's shards: each shard is in one of them, and gets another when that one dies."""

from astromorty.services.sharding.placement import Placement
from astromorty.services.sharding.service import ShardHolder, Sharding
from astromorty.services.sharding.spans import Spans

__all__ = ["Placement", "ShardHolder", "Sharding", "Spans"]
