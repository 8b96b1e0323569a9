"""What is remembered for logs: the latest of each server, and no more than so much of all."""

from astromorty.services.recent_messages import KnownMessage, RecentMessages


def message(number: int, *, server: int = 1, text: str = "hello") -> KnownMessage:
    return KnownMessage(server, number, 5, "mia", text)


def kept(recent: RecentMessages, numbers: range) -> list[int]:
    return [number for number in numbers if recent.get(number) is not None]


def test_a_busy_server_forgets_its_own_messages_and_not_those_of_others() -> None:
    recent = RecentMessages(of_server=3)
    recent.keep(message(100, server=2))
    for number in range(10):
        recent.keep(message(number))
    assert kept(recent, range(200)) == [7, 8, 9, 100]


def test_of_all_servers_together_the_oldest_go_first() -> None:
    recent = RecentMessages(most=4)
    for number in range(10):
        recent.keep(message(number, server=number))
    assert kept(recent, range(10)) == [6, 7, 8, 9]


def test_long_texts_are_bounded_by_their_length_also_when_they_grow_by_edits() -> None:
    recent = RecentMessages(characters=100)
    for number in range(10):
        recent.keep(message(number, text="x" * 20))
    assert kept(recent, range(10)) == [5, 6, 7, 8, 9]
    recent.keep(message(9, text="x" * 60))
    assert kept(recent, range(10)) == [7, 8, 9]
    recent.take(9)
    recent.keep(message(10, text="x" * 60))
    assert kept(recent, range(11)) == [7, 8, 10]


def test_a_server_is_forgotten_whole() -> None:
    recent = RecentMessages()
    for number in range(6):
        recent.keep(message(number, server=number % 2))
    recent.forget_server(0)
    assert kept(recent, range(6)) == [1, 3, 5]
