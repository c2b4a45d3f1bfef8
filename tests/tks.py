#!/usr/bin/env python3
"""tks.py FILE... - print tick streams (.tks) as NDJSON.

A second reader of tick-stream(5), written from the manual and sharing no code
with the first: what both print must be the same bytes.
"""
import datetime
import json
import struct
import sys

MASK = (1 << 64) - 1
P = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9,
     0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)
CODE = dict(f64="d", f32="f", px="q", qty="q", ts="Q", id="Q", sym="I",
            char="B", bool="B", i8="b", u8="B", i16="h", u16="H", i32="i",
            u32="I", i64="q", u64="Q")
NULL = dict(px=MASK >> 1, qty=MASK >> 1, ts=MASK, id=MASK, sym=0, char=0,
            bool=255, i8=127, u8=255, i16=32767, u16=65535, i32=MASK >> 33,
            u32=MASK >> 32, i64=MASK >> 1, u64=MASK)


def rotl(v, n):
    return (v << n | (v & MASK) >> (64 - n)) & MASK


def lane(acc, v):
    return rotl((acc + v * P[1]) & MASK, 31) * P[0] & MASK


def xxh64(data, seed):  # of a multiple of 8 bytes: there are no others
    words = struct.unpack("<%dQ" % (len(data) // 8), data)
    stripes = len(words) // 4 * 4
    h = seed + P[4]
    if stripes:
        acc = [seed + P[0] + P[1], seed + P[1], seed, seed - P[0]]
        for i in range(stripes):
            acc[i % 4] = lane(acc[i % 4], words[i])
        h = sum(rotl(a, n) for a, n in zip(acc, (1, 7, 12, 18)))
        for a in acc:
            h = (h ^ lane(0, a)) * P[0] + P[3] & MASK
    h = h + len(data) & MASK
    for w in words[stripes:]:
        h = rotl(h ^ lane(0, w), 27) * P[0] + P[3] & MASK
    h = (h ^ h >> 33) * P[1] & MASK
    h = (h ^ h >> 29) * P[2] & MASK
    return h ^ h >> 32


def double(v, single):  # the shortest text, as ECMAScript writes it
    if v != v or v in (float("inf"), float("-inf")):
        return "null"
    bits = struct.Struct("f" if single else "d").pack
    digits = next(s for s in ("%.*e" % (n, v) for n in range(17))
                  if bits(float(s)) == bits(v))
    mantissa, e = digits.split("e")
    sign, d, e = "-" * (mantissa[0] == "-"), mantissa.strip("-"), int(e)
    d = d.replace(".", "")
    if v == 0:
        return sign + "0"
    if not -7 < e < 21:
        return sign + (d[0] + "." + d[1:]).rstrip(".") + "e%+d" % e
    if e < 0:
        return sign + "0." + "0" * (-e - 1) + d
    return sign + (d[:e + 1].ljust(e + 1, "0") + "." + d[e + 1:]).rstrip(".")


def text(b):
    return b.split(b"\0")[0].decode()


def quote(s):
    return json.dumps(s, ensure_ascii=False)


def value(row, kind, offset, size, scale, symbols):
    if kind[0] == "c" and kind != "char":
        return quote(text(row[offset:offset + size]) or None)
    v, = struct.unpack_from("<" + CODE[kind], row, offset)
    if kind in ("f64", "f32"):
        return double(v, kind == "f32")
    if v == NULL[kind]:
        return "null"
    if kind == "sym":
        return quote(symbols[v])
    if kind == "char":
        return json.dumps(chr(v))
    if kind == "bool":
        return "true" if v else "false"
    if kind == "ts":
        t = datetime.datetime.fromtimestamp(v // 10**9, datetime.timezone.utc)
        return '"%s.%09dZ"' % (t.strftime("%Y-%m-%dT%H:%M:%S"), v % 10**9)
    if kind == "px" or scale == 9:
        whole, part = divmod(abs(v), 10**9)
        whole = "-" * (v < 0) + str(whole)
        return whole + (".%09d" % part).rstrip("0").rstrip(".")
    return '"%d"' % v if kind == "id" else str(v)


def block(f):
    head = f.read(32)
    if not head:
        return None, 0, 0, 0, b""
    magic, kind, flags, number, count, length, first, check = struct.unpack(
        "<4scBHIIQQ", head)
    body = f.read(length)
    assert magic == b"\x89TKS" and flags == 0, "no block"
    assert len(body) == length, "truncated"
    assert check == xxh64(body, xxh64(head[:24], 0)), "checksum differs"
    return kind, number, count, first, body


def stream(f):
    schemas, symbols, rows, inside = {}, [None], 0, False
    while True:
        kind, number, count, first, body = block(f)
        assert inside == (kind not in (b"H", None)), "no header, or no end: cut"
        if kind is None:
            return
        if kind == b"H":
            assert body[:4] == b"\1\0\0\0", "version"
            schemas, symbols, rows, inside = {}, [None], 0, True
        elif kind == b"S":
            fields = []
            for at in range(40, 40 + 112 * count, 112):
                name, _, t, offset, size, scale = struct.unpack_from(
                    "<64s32s8sIHBx", body, at)
                fields.append((text(name), text(t), offset, size, scale))
            schemas[number] = (struct.unpack("<I", body[:4])[0],
                               text(body[8:40]), fields)
        elif kind == b"D":
            at = 0
            for _ in range(count):
                n, = struct.unpack_from("<H", body, at)
                symbols.append(body[at + 2:at + 2 + n].decode())
                at += 2 + n
        elif kind == b"R":
            size, kind_name, fields = schemas[number]
            assert first == rows, "rows are missing"
            assert len(body) == count * size, "odd rows"
            rows += count
            for at in range(0, len(body), size):
                row = body[at:at + size]
                print('{"kind":%s%s}' % (quote(kind_name), "".join(
                    ",%s:%s" % (quote(name), value(row, *rest, symbols))
                    for name, *rest in fields)))
        elif kind in b"BE":
            assert first == rows, "rows are missing"
            inside = kind == b"B"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            stream(file)
