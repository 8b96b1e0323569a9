"""The gateway: one ``Connection`` per WebSocket, one ``Session`` per identified shard, one ``Gateway`` for all."""
