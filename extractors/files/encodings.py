"""Which encoding a text file is in, decided by its bytes beyond ASCII.

General detectors need pages of text, and registers are short. A file in GB18030 also decodes
without error as cp1252 (and most of cp1252 as GB18030), so the question is not what decodes but
what reads as somebody's writing: the share of decoded characters that are in everyday use.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

WESTERN = "cp1252"
SAMPLE_BYTES = 262_144
CHUNK_BYTES = 1 << 20
EVERYDAY_SHARE = 0.6  # below this the writing is not of that script
# Bytes that are nearly all good UTF-8 are a damaged UTF-8 file, not one of another encoding.
DAMAGED_UTF8_RATIO = 4
LONG_RUN = 2.0  # mean run of bytes beyond ASCII; Western text has them one by one

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_PUNCTUATION = re.compile(r"[\u3000-\u303f\uff00-\uff5e\uffe0-\uffe6]")


@dataclass(frozen=True)
class _Script:
    """A multi-byte encoding and which of its characters are everyday ones."""

    codec: str
    is_everyday: Callable[[str, bytes], bool]


def _in_lead(low: int, high: int, trail: int) -> Callable[[str, bytes], bool]:
    return lambda _, code: len(code) == 2 and low <= code[0] <= high and code[1] >= trail


def _is_japanese(char: str, code: bytes) -> bool:
    return "\u3040" <= char <= "\u30ff" or (len(code) == 2 and 0x88 <= code[0] <= 0x97)


# First planes of GB 2312, Big5 and JIS: the characters of everyday use. Order breaks ties.
_SCRIPTS = (
    _Script("gb18030", _in_lead(0xB0, 0xD7, 0xA1)),
    _Script("big5", _in_lead(0xA4, 0xC6, 0x40)),
    _Script("cp932", _is_japanese),
)


def detect(path: Path) -> str:
    """Return the Python codec name of the text file at `path`; plain ASCII counts as `utf-8`."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return codec
    if b"\0" in head:  # UTF-16 without its mark: Latin letters leave every other byte empty
        return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    is_utf8, sample = _survey(path)
    if is_utf8 or _is_damaged_utf8(sample):
        return "utf-8"
    return of_sample(sample)


def of_sample(sample: bytes) -> str:
    """Return the likeliest codec of `sample`, bytes that are not UTF-8."""
    shares = [(_everyday_share(sample, script), script.codec) for script in _SCRIPTS]
    share, codec = max(shares, key=lambda each: each[0])
    if share >= EVERYDAY_SHARE:
        return codec
    runs = _HIGH_BYTES.findall(sample)
    if sum(map(len, runs)) / len(runs) > LONG_RUN:
        return _other_alphabet(sample)
    return WESTERN


def _survey(path: Path) -> tuple[bool, bytes]:
    """Return whether the whole file is UTF-8, and its first lines that are not plain ASCII."""
    decoder, is_utf8 = codecs.getincrementaldecoder("utf-8")(), True
    sample = bytearray()
    for line in _pieces(path):
        if len(sample) < SAMPLE_BYTES and not line.isascii():
            sample += line
        if is_utf8:
            try:
                decoder.decode(line)
            except UnicodeDecodeError:
                is_utf8 = False
    if is_utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
    return is_utf8, bytes(sample)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while line := stream.readline(CHUNK_BYTES):
            yield line


def _is_damaged_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "surrogateescape")
    beyond = [char for char in text if char > "\x7f"]
    broken = sum("\udc80" <= char <= "\udcff" for char in beyond)
    return len(beyond) - broken >= DAMAGED_UTF8_RATIO * broken


def _everyday_share(sample: bytes, script: _Script) -> float:
    """Return which share of the characters beyond ASCII (punctuation apart) is everyday ones."""
    text = sample.decode(script.codec, "replace")
    total = everyday = 0
    for run in _BEYOND_ASCII.finditer(text):
        chars = _PUNCTUATION.sub("", run.group())
        total += len(chars)
        codes = [(char, char.encode(script.codec, "replace")) for char in chars]
        # `Äpfel` in cp1252 reads as one everyday Big5 character between Latin letters.
        if len(chars) == 1 and (not _stands_alone(text, run) or codes[0][1][-1] < 0x80):
            continue
        everyday += sum(script.is_everyday(char, code) for char, code in codes)
    return everyday / total if total else 0.0


def _stands_alone(text: str, run: re.Match[str]) -> bool:
    around = text[max(run.start() - 1, 0) : run.start()] + text[run.end() : run.end() + 1]
    return not any(char.isascii() and char.isalnum() for char in around)


def _other_alphabet(sample: bytes) -> str:
    """Ask the general detector about text that is in neither Latin nor Chinese characters."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=["cp1251", "cp1253", WESTERN]).best()
    return best.encoding if best else WESTERN
