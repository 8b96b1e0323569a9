"""What the CDN serves."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from discord_sandbox.cdn.png import Colour, draw_picture
from discord_sandbox.state.world import World

PREFIX = "/cdn"
# Discord's sizes are powers of two from 16 to 4,096; bigger ones would only be slower to draw.
SMALLEST, DEFAULT_SIZE, BIGGEST = 16, 128, 512
INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/")
DEFAULT_AVATARS: tuple[Colour, ...] = (
    (88, 101, 242),
    (116, 127, 141),
    (59, 165, 92),
    (250, 166, 26),
    (237, 66, 69),
    (235, 69, 158),
)


class Cdn:
    """Serves attachments and pictures of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def mount(self, app: web.Application) -> None:
        """Add all routes below `/cdn`."""
        image = r"{hash:\w+}.{format:png|jpg|jpeg|webp|gif}"
        add = app.router.add_get
        add(PREFIX + r"/attachments/{channel_id:\d+}/{attachment_id:\d+}/{filename}", self._attachment)
        add(PREFIX + r"/embed/avatars/{index:\d+}.png", self._default_avatar)
        add(PREFIX + r"/avatars/{owner_id:\d+}/" + image, self._picture(self._avatar_of))
        add(PREFIX + r"/icons/{owner_id:\d+}/" + image, self._picture(self._icon_of))
        add(PREFIX + r"/emojis/{emoji_id:\d+}.{format:png|jpg|jpeg|webp|gif}", self._emoji)

    async def _attachment(self, request: web.Request) -> web.Response:
        attachment = self._world.attachments.get(int(request.match_info["attachment_id"]))
        if attachment is None or attachment.filename != request.match_info["filename"]:
            raise web.HTTPNotFound
        headers = {"Content-Type": attachment.content_type, "X-Content-Type-Options": "nosniff"}
        # An uploaded page or drawing must not run scripts as one of the sandbox's own.
        if not attachment.content_type.startswith(INLINE):
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=attachment.data, headers=headers)

    async def _default_avatar(self, request: web.Request) -> web.Response:
        index = int(request.match_info["index"])
        if index >= len(DEFAULT_AVATARS):
            raise web.HTTPNotFound
        return _drawn(request, "default avatar", DEFAULT_AVATARS[index])

    async def _emoji(self, request: web.Request) -> web.Response:
        emoji_id = int(request.match_info["emoji_id"])
        if not any(emoji_id in guild.emojis for guild in self._world.guilds.values()):
            raise web.HTTPNotFound
        return _drawn(request, str(emoji_id))

    def _picture(self, hash_of: Callable[[int], str | None]) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            known = hash_of(int(request.match_info["owner_id"]))
            if known is None or known != request.match_info["hash"]:
                raise web.HTTPNotFound
            brought = self._world.avatars.get(known)
            return web.Response(body=brought, content_type="image/png") if brought else _drawn(request, known)

        return serve

    def _avatar_of(self, user_id: int) -> str | None:
        user = self._world.users.get(user_id)
        return user.avatar if user else None

    def _icon_of(self, guild_id: int) -> str | None:
        guild = self._world.guilds.get(guild_id)
        return guild.icon if guild else None


def _drawn(request: web.Request, seed: str, colour: Colour | None = None) -> web.Response:
    wanted = request.query.get("size", "")
    size = min(max(int(wanted), SMALLEST), BIGGEST) if wanted.isdecimal() else DEFAULT_SIZE
    # A small number of sizes keeps what was drawn in the cache.
    size = 1 << (size - 1).bit_length()
    return web.Response(body=draw_picture(seed, size, colour), content_type="image/png")
