"""The orders in which the transforms of a flow take its coordinates: a fixed shuffle, by Philox4x32-10."""

from __future__ import annotations

from collections.abc import Iterator

MASK = 0xFFFFFFFF
NAME_TAG = 0x6E616D6500000000


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """One block of Philox4x32-10 (Salmon et al. 2011)."""
    for _ in range(10):
        first, second = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = (second >> 32 ^ counter[1] ^ key[0], second & MASK, first >> 32 ^ counter[3] ^ key[1], first & MASK)
        key = (key[0] + 0x9E3779B9 & MASK, key[1] + 0xBB67AE85 & MASK)
    return counter


def child_seed(seed: int, name: str) -> int:
    """The seed of the branch called `name` below a seed."""
    text = name.encode()
    for word in [len(text), *(int.from_bytes(text[i:i + 8], "little") for i in range(0, len(text), 8))]:
        block = philox((word & MASK, word >> 32, NAME_TAG & MASK, NAME_TAG >> 32), (seed & MASK, seed >> 32))
        seed = block[0] | block[1] << 32
    return seed


def stream(seed: int) -> Iterator[int]:
    """32-bit numbers of a seed."""
    block = 0
    while True:
        yield from philox((block & MASK, block >> 32, 0, 0), (seed & MASK, seed >> 32))
        block += 1


def below(numbers: Iterator[int], n: int) -> int:
    """A uniform integer in [0, n): quotients by equal shares of 2^32, those beyond the last drawn again."""
    if n == 1:
        return 0
    share = MASK // n + (MASK % n == n - 1)
    while True:
        result = next(numbers) // share
        if result < n:
            return result


def orders_of(features: int, transforms: int) -> list[list[int]]:
    """Of each transform; every second one is the reverse of the one before, the others are shuffled."""
    order, orders = list(range(features)), []
    numbers = stream(child_seed(0, "autoregressive order"))
    for k in range(transforms):
        if k % 2 == 1:
            order.reverse()
        elif k > 0:
            for i in range(features, 1, -1):
                j = below(numbers, i)
                order[i - 1], order[j] = order[j], order[i - 1]
        orders.append(list(order))
    return orders
