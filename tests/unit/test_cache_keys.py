"""Keys: one for each entry, whatever its parts are made of."""

from hypothesis import given
from hypothesis import strategies as st

from astromorty.services.cache.keys import CONTROL, key_of, parse
from astromorty.services.cache.strategies import get_strategy

SNIPPET = get_strategy("snippet")
NAMES = st.text(st.characters() | st.characters(categories=["Cs"]) | st.sampled_from(":*?[]%~/"))
IDENTITIES = st.tuples(st.integers(0, 2**63 - 1), NAMES)


@given(IDENTITIES)
def test_a_key_leads_back_to_its_entry_and_stands_for_no_other(identity: tuple[int, str]):
    key = key_of(SNIPPET, identity)
    assert parse(key) == (SNIPPET, identity)
    assert key.count(":") == len(SNIPPET.identity)
    assert not set(key) & set("*?[] \n"), "none of SCAN's wildcards, and nothing of a protocol's"
    assert not key.startswith(CONTROL)
