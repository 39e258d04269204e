"""Merkle trees: the published vectors, every small tree by brute force, and no false proof."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.store.merkle import EMPTY, Roots, is_consistent, is_included, leaf_hash, tree_of

# Leaves, roots and proofs of the test suite of the reference implementation of Certificate
# Transparency (RFC 6962), as kept in github.com/transparency-dev/merkle, proof/verify_test.go at
# 02194e9a. Inclusion proofs are numbered from 1 there.
LEAVES = [
    bytes.fromhex(each)
    for each in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
G = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
INCLUSIONS = [
    (1, 1, []),
    (1, 8, [A, B, C]),
    (6, 8, [D, E, ROOTS[4]]),
    (3, 3, [ROOTS[2]]),
    (2, 5, [ROOTS[1], B, D]),
]
CONSISTENCIES = [
    (1, 1, []),
    (1, 8, [A, B, C]),
    (6, 8, [F, E, ROOTS[4]]),
    (2, 5, [B, D]),
    (6, 7, [F, G, ROOTS[4]]),
]


def raw(hashes):
    return [bytes.fromhex(each) for each in hashes]


def root_of(leaves):
    """Return MTH of RFC 6962, 2.1, word by word."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + root_of(leaves[:half]) + root_of(leaves[half:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size):
    assert tree_of(LEAVES[:size]).root().hex() == ROOTS[size]


@pytest.mark.parametrize(("number", "size", "proof"), INCLUSIONS)
def test_published_inclusion_proofs(number, size, proof):
    assert list(tree_of(LEAVES[:size]).inclusion(number - 1)) == raw(proof)
    leaf, root = leaf_hash(LEAVES[number - 1]), bytes.fromhex(ROOTS[size])
    assert is_included(leaf, number - 1, size, raw(proof), root)


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCIES)
def test_published_consistency_proofs(old, new, proof):
    assert list(tree_of(LEAVES[:new]).consistency(old)) == raw(proof)
    sides = [(size, bytes.fromhex(ROOTS[size])) for size in (old, new)]
    assert is_consistent(*sides, raw(proof))


def test_every_tree_up_to_200_leaves_grows_from_every_smaller_one():
    leaves = [f"leaf {index}".encode() for index in range(200)]
    roots, growing = [root_of(leaves[:size]) for size in range(201)], Roots()
    tree = tree_of(leaves)
    for size in range(201):
        whole = tree.first(size)
        assert whole.root() == growing.root() == roots[size]
        for old in range(size + 1):
            sides = (old, roots[old]), (size, roots[size])
            assert is_consistent(*sides, whole.consistency(old))
        if size < 200:
            growing.add(leaves[size])


@pytest.mark.parametrize("size", [*range(1, 66), 127, 128, 129, 200])
def test_every_leaf_of_a_tree_is_proved_and_no_other_place_or_leaf(size):
    leaves = [f"leaf {index}".encode() for index in range(size)]
    tree = tree_of(leaves)
    assert tree.levels == tree_of([*leaves, b"more"]).first(size).levels
    for index, leaf in enumerate(map(leaf_hash, leaves)):
        proof = tree.inclusion(index)
        assert is_included(leaf, index, size, proof, tree.root())
        assert not is_included(leaf, index + 1, size, proof, tree.root())
        assert not is_included(leaf_hash(b"another"), index, size, proof, tree.root())


@given(st.integers(1, 70), st.data())
def test_a_changed_proof_of_inclusion_fails(size, data):
    tree = tree_of([bytes([index]) for index in range(size)])
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion(index)
    wrong = data.draw(changed(proof))
    assert not is_included(leaf_hash(bytes([index])), index, size, wrong, tree.root())


@given(st.integers(2, 70), st.data())
def test_a_changed_proof_of_consistency_fails(size, data):
    leaves = [bytes([index]) for index in range(size)]
    old = data.draw(st.integers(1, size - 1))
    sides = (old, root_of(leaves[:old])), (size, root_of(leaves))
    wrong = data.draw(changed(tree_of(leaves).consistency(old)))
    assert not is_consistent(*sides, wrong)


@st.composite
def changed(draw, proof):
    """Return a proof with one hash flipped, left out, added, or two neighbours swapped."""
    hashes = list(proof)
    at = draw(st.integers(0, max(len(hashes) - 1, 0)))
    way = draw(st.sampled_from(["flip", "omit", "add", "swap"])) if hashes else "add"
    if way == "flip":
        bit = 1 << draw(st.integers(0, 7))
        hashes[at] = bytes([hashes[at][0] ^ bit]) + hashes[at][1:]
    elif way == "omit":
        del hashes[at]
    elif way == "swap" and len(hashes) > 1:
        at = min(at, len(hashes) - 2)
        hashes[at : at + 2] = hashes[at + 1], hashes[at]
    else:
        hashes.insert(at, draw(st.binary(min_size=32, max_size=32)))
    return hashes


@given(st.integers(2, 60), st.data())
def test_another_history_is_not_consistent_with_the_old_head(size, data):
    old = data.draw(st.integers(1, size - 1))
    at = data.draw(st.integers(0, old - 1))
    leaves = [bytes([index]) for index in range(size)]
    other = [b"other" if index == at else leaf for index, leaf in enumerate(leaves)]
    sides = (old, root_of(leaves[:old])), (size, root_of(other))
    assert not is_consistent(*sides, tree_of(other).consistency(old))
    assert not is_consistent(*sides, tree_of(leaves).consistency(old))


def test_a_tree_does_not_shrink_and_an_empty_one_has_no_leaf():
    one, two = (1, root_of([b"a"])), (2, root_of([b"a", b"b"]))
    assert not is_consistent(two, one, [])
    assert not is_consistent(one, two, [])
    assert not is_included(leaf_hash(b"a"), 0, 0, [], EMPTY)
    assert is_consistent((0, EMPTY), two, [])
    assert not is_consistent((0, one[1]), two, [])


@pytest.mark.parametrize("index", [-1, 3])
def test_no_proof_is_made_of_what_is_not_there(index):
    tree = tree_of([b"a", b"b", b"c"])
    with pytest.raises(ValueError, match="has no leaf"):
        tree.inclusion(index)
    with pytest.raises(ValueError, match="was never one of"):
        tree.first(index if index < 0 else 4)
    with pytest.raises(ValueError, match="did not grow"):
        tree.consistency(index if index < 0 else 4)


def test_every_older_tree_has_the_root_it_had():
    leaves = [bytes([index]) for index in range(20)]
    roots = [tree_of(leaves).first(size).root() for size in range(21)]
    assert all(one != two for one, two in pairwise(roots))
    assert roots == [root_of(leaves[:size]) for size in range(21)]
