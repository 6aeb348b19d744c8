"""Tokens of paging: opaque, for one owner, and nothing of what they hold in clear."""

import base64

import pytest

from adapter.gateways.keys import KeyRing
from adapter.gateways.page_tokens import PageTokens
from tests.builders import PERSON

OLD, NEW = {"k1": bytes(32)}, {"k2": bytes(range(32))}
CLEAR = f'{{"who": "{PERSON}"}}'.encode()


def test_only_its_owner_opens_it() -> None:
    tokens = PageTokens(KeyRing(OLD))
    token = tokens.seal(CLEAR, "ward")
    assert tokens.open(token, "ward") == CLEAR
    assert tokens.open(token, "social") is None
    assert PERSON not in token
    assert PERSON.encode() not in base64.urlsafe_b64decode(token + "==")
    assert tokens.seal(CLEAR, "ward") != token


def test_a_new_master_key_opens_what_the_old_one_sealed_while_it_is_there() -> None:
    token = PageTokens(KeyRing(OLD)).seal(CLEAR, "ward")
    assert PageTokens(KeyRing({**NEW, **OLD})).open(token, "ward") == CLEAR
    assert PageTokens(KeyRing(NEW)).open(token, "ward") is None


@pytest.mark.parametrize("token", ["", "x", "!", "å", "A" * 400, "AQ"])
def test_what_nobody_sealed_opens_nothing(token: str) -> None:
    assert PageTokens(KeyRing(OLD)).open(token, "ward") is None


def test_what_was_altered_opens_nothing() -> None:
    tokens = PageTokens(KeyRing(OLD))
    token = tokens.seal(CLEAR, "ward")
    # the first byte says which form of seal it is and the last character has bits to spare: neither is content
    for place in range(2, len(token) - 1):
        other = "A" if token[place] != "A" else "B"
        assert tokens.open(token[:place] + other + token[place + 1 :], "ward") is None
