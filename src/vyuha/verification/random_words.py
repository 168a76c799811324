"""The random numbers against the published words of the generator."""

from pathlib import Path

import numpy as np

from vyuha.base.random import philox4x32
from vyuha.verification.case import Case

CHAPTER = "random"
FILE = "philox4x32.txt"


def read_vectors(folder: Path) -> list[list[int]]:
    """Ten words each: four of the counter, two of the key, four of the answer."""
    lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    return [[int(word, 16) for word in line.split()] for line in lines if line and not line.startswith("#")]


def plain_philox(words: list[int], rounds: int) -> list[int]:
    """The generator with unbounded integers, for any number of rounds (Salmon and others, SC11, 2011)."""
    a, b, c, d, k, m = words
    for _ in range(rounds):
        low, high = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (high >> 32) ^ b ^ k, high & 0xFFFFFFFF, (low >> 32) ^ d ^ m, low & 0xFFFFFFFF
        k, m = (k + 0x9E3779B9) & 0xFFFFFFFF, (m + 0xBB67AE85) & 0xFFFFFFFF
    return [a, b, c, d]


def chapter(folder: Path) -> list[Case]:
    """Known answers of Philox4x32-10; the control runs nine rounds."""
    vectors = read_vectors(folder)
    ours = [[int(word) for word in philox4x32(*(np.uint64(w) for w in v[:6]))] for v in vectors]
    wrong = [plain_philox(v[:6], 9) for v in vectors]

    def off(answers: list[list[int]]) -> float:
        pairs = [(x, y) for answer, v in zip(answers, vectors, strict=True) for x, y in zip(answer, v[6:], strict=True)]
        return float(sum(x != y for x, y in pairs))

    return [
        Case(
            chapter=CHAPTER,
            id="random-philox",
            what=f"wrong words of {4 * len(vectors)} in the known answers of Philox4x32-10",
            source="J. Salmon and others, Random123",
            error=off(ours),
            tolerance=0.0,
            unit="words",
            control="nine rounds",
            control_error=off(wrong),
        )
    ]
