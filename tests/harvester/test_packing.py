"""How bytes lie in the store; what was stored once has to be readable for ever."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.packing import WORDS, pack, unpack


@given(st.binary(max_size=5000))
def test_what_is_packed_comes_back(content):
    assert unpack(pack(content)) == content


def test_the_dictionary_never_changes():
    assert (len(WORDS), zlib.adler32(WORDS)) == (2171, 3407798627)


@pytest.mark.parametrize("level", [0, 1, 6, 9])
def test_what_zlib_packed_is_read_too(level):
    content = b"<record>" * 300
    assert unpack(zlib.compress(content, level)) == content


def test_zlib_reads_what_is_packed():
    assert zlib.decompressobj(zdict=WORDS).decompress(pack(b"<record>" * 300)) == b"<record>" * 300
