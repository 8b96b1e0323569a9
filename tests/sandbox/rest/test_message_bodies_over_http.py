"""What messages hold and refer to, as a bare bot sends them."""

import io

import discord
import pytest
from discord import ui

from .conftest import Scene


def picture() -> discord.File:
    return discord.File(io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(16)), "rank.png")


class Card(ui.LayoutView):
    """A layout that shows one picture by its file's name."""

    def __init__(self, filename: str) -> None:
        super().__init__()
        gallery = ui.MediaGallery["Card"](discord.MediaGalleryItem(f"attachment://{filename}"))
        self.add_item(ui.Container["Card"](gallery))


async def test_a_layout_shows_the_file_that_comes_with_it(scene: Scene) -> None:
    message = await scene.channel.send(view=Card("rank.png"), file=picture())
    container = message.components[0]
    assert isinstance(container, discord.Container)
    gallery = container.children[0]
    assert isinstance(gallery, discord.MediaGalleryComponent)
    assert gallery.items[0].media.url == message.attachments[0].url


async def test_a_layout_without_its_file_is_refused(scene: Scene) -> None:
    for files in ([], [picture()]):
        with pytest.raises(discord.HTTPException) as refused:
            await scene.channel.send(view=Card("card.png"), files=files)
        assert refused.value.code == 50035
        assert "attachment was not found" in refused.value.text


async def test_an_edit_keeps_drops_and_adds_files(scene: Scene) -> None:
    message = await scene.channel.send("x", file=picture())
    kept = message.attachments[0]
    edited = await message.edit(attachments=[kept, discord.File(io.BytesIO(b"b"), "b.txt")])
    assert [attachment.filename for attachment in edited.attachments] == ["rank.png", "b.txt"]
    edited = await message.edit(attachments=edited.attachments[1:])
    assert [attachment.filename for attachment in edited.attachments] == ["b.txt"]
    with pytest.raises(discord.HTTPException) as refused:
        await message.edit(attachments=[kept])
    assert "Attachment data not found" in refused.value.text


async def test_a_message_of_nothing_is_refused(scene: Scene) -> None:
    for content, embeds in ((None, []), ("  ", []), (None, [discord.Embed(colour=3)])):
        with pytest.raises(discord.HTTPException) as refused:
            await scene.channel.send(content, embeds=embeds)
        assert refused.value.code == 50006
    await scene.channel.send(embed=discord.Embed(title="t"))


async def test_a_single_message_that_the_bot_deletes_is_not_in_the_audit_log(scene: Scene) -> None:
    message = await scene.channel.send("x")
    scene.sandbox.world.message(scene.channel.id, message.id).author = scene.member_state("member").user
    await message.delete()
    assert scene.state.audit_log == []
