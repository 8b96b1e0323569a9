"""One WebSocket of the bot: handshake, heartbeats and commands."""

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from discord_sandbox.gateway.compression import COMPRESSORS, Compressor
from discord_sandbox.gateway.members import member_chunks
from discord_sandbox.gateway.opcodes import CloseCode, GatewayRefusal, Opcode
from discord_sandbox.gateway.session import Session
from discord_sandbox.wire import JsonObject, decode_json, encode_json

if TYPE_CHECKING:
    from discord_sandbox.gateway.hub import Gateway

log = logging.getLogger(__name__)

COMMANDS_PER_MINUTE = 120  # https://discord.com/developers/docs/events/gateway#rate-limiting


class Connection:
    """Reads commands and writes queued frames until either side closes."""

    def __init__(self, gateway: "Gateway", socket: web.WebSocketResponse, compression: str | None) -> None:
        self._gateway = gateway
        self._socket = socket
        self._compressor: Compressor | None = COMPRESSORS[compression]() if compression else None
        self._outbox: asyncio.Queue[bytes | int] = asyncio.Queue()
        self._commands: deque[float] = deque(maxlen=COMMANDS_PER_MINUTE)
        self._is_stalled = False
        self.session: Session | None = None

    @property
    def waiting(self) -> int:
        """How many frames wait to be sent."""
        return self._outbox.qsize()

    @property
    def peer_port(self) -> int:
        """The bot's port: whoever runs several processes can tell whose connection this is."""
        return int(self._socket.get_extra_info("peername")[1])

    def send_frame(self, frame: bytes) -> None:
        """Queue one frame."""
        self._outbox.put_nowait(frame)

    def send(self, opcode: Opcode, data: object = None) -> None:
        """Queue a frame that is no event."""
        self.send_frame(encode_json({"op": opcode, "d": data, "s": None, "t": None}))

    def close(self, code: int) -> None:
        """Close the connection after what is queued."""
        self._outbox.put_nowait(code)

    def stall(self) -> None:
        """Stay open from now on, but say nothing and hear nothing."""
        self._is_stalled = True

    async def run(self) -> None:
        """Serve until closed."""
        self.send(Opcode.HELLO, {"heartbeat_interval": int(self._gateway.heartbeat_interval * 1000), "_trace": []})
        writer = asyncio.create_task(self._write(), name="sandbox-gateway-writer")
        try:
            await self._read()
        except GatewayRefusal as refusal:
            log.warning("gateway closes with %d: %s", refusal.code, refusal.reason)
            await self._socket.close(code=refusal.code, message=refusal.reason.encode())
        except TimeoutError:
            await self._socket.close(code=CloseCode.SESSION_TIMED_OUT)
        finally:
            if self.session and self.session.connection is self:
                self.session.connection = None
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _write(self) -> None:
        while True:
            frame = await self._outbox.get()
            if self._is_stalled:
                continue
            if isinstance(frame, int):
                await self._socket.close(code=frame)
                return
            try:
                if self._compressor:
                    await self._socket.send_bytes(self._compressor.compress(frame))
                else:
                    await self._socket.send_str(frame.decode())
            except ConnectionError:
                return

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        patience = self._gateway.heartbeat_interval * 2
        heard = loop.time()
        while True:
            try:
                async with asyncio.timeout_at(None if self._is_stalled else heard + patience):
                    message = await self._socket.receive()
            except TimeoutError:
                if not self._is_stalled:
                    raise
                continue
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            if self._is_stalled:
                continue
            try:
                frame = decode_json(message.data)
                opcode, data = Opcode(frame["op"]), frame.get("d")
            except (KeyError, TypeError):
                raise GatewayRefusal(CloseCode.DECODE_ERROR) from None
            except ValueError:
                raise GatewayRefusal(CloseCode.UNKNOWN_OPCODE) from None
            self._count_command(loop.time())
            if opcode is Opcode.HEARTBEAT:
                heard = loop.time()
                self.send(Opcode.HEARTBEAT_ACK)
            else:
                self._obey(opcode, data)

    def _count_command(self, now: float) -> None:
        if len(self._commands) == COMMANDS_PER_MINUTE and now - self._commands[0] < 60:
            raise GatewayRefusal(CloseCode.RATE_LIMITED)
        self._commands.append(now)

    def _obey(self, opcode: Opcode, data: JsonObject) -> None:
        if opcode in (Opcode.IDENTIFY, Opcode.RESUME) and self.session:
            raise GatewayRefusal(CloseCode.ALREADY_AUTHENTICATED)
        if opcode is Opcode.IDENTIFY:
            self._gateway.identify(self, data)
        elif opcode is Opcode.RESUME:
            self._gateway.resume(self, data)
        elif self.session is None:
            raise GatewayRefusal(CloseCode.NOT_AUTHENTICATED)
        elif opcode is Opcode.PRESENCE_UPDATE:
            self._gateway.change_presence(self.session, data)
        elif opcode is Opcode.REQUEST_GUILD_MEMBERS:
            for chunk in member_chunks(self._gateway.world, self.session, data):
                self.session.emit("GUILD_MEMBERS_CHUNK", chunk)
        elif opcode is not Opcode.VOICE_STATE_UPDATE:
            raise GatewayRefusal(CloseCode.UNKNOWN_OPCODE)
