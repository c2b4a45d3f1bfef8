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
CODE = dict(f64="d", f32="f", px="q", qty="q", ts="Q", id="Q", sym="I", char="B",
            bool="B", i8="b", u8="B", i16="h", u16="H", i32="i", u32="I", i64="q",
            u64="Q")
NULL = dict(px=MASK >> 1, qty=MASK >> 1, ts=MASK, id=MASK, sym=0, char=0, bool=255)
NULL.update((t, 2 ** (int(t[1:]) - (t[0] == "i")) - 1) for t in CODE if t[0] in "iu"
            and t != "id")


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
    digits = next(s for s in ("%.*e" % (n, v) for n in range(17)) if (
        struct.pack("f", float(s)) == struct.pack("f", v) if single else float(s) == v))
    mantissa, e = digits.split("e")
    sign, d, e = "-" * (mantissa[0] == "-"), mantissa.strip("-").replace(".", ""), int(e)
    if not any(map(int, d)):
        return sign + "0"
    if not -7 < e < 21:
        return sign + d[0] + ("." + d[1:] if d[1:] else "") + "e%+d" % e
    if e < 0:
        return sign + "0." + "0" * (-e - 1) + d
    return sign + d[:e + 1].ljust(e + 1, "0") + ("." + d[e + 1:] if d[e + 1:] else "")


def value(row, name, kind, offset, size, scale, symbols):
    if kind[0] == "c" and kind != "char":
        text = row[offset:offset + size].split(b"\0")[0].decode()
        return json.dumps(text or None, ensure_ascii=False)
    v, = struct.unpack_from("<" + CODE[kind], row, offset)
    if kind in ("f64", "f32"):
        return double(v, kind == "f32")
    if v == NULL[kind]:
        return "null"
    if kind == "sym":
        return json.dumps(symbols[v], ensure_ascii=False)
    if kind == "char":
        return json.dumps(chr(v))
    if kind == "bool":
        return "true" if v else "false"
    if kind == "ts":
        t = datetime.datetime.fromtimestamp(v // 10**9, datetime.timezone.utc)
        return '"%s.%09dZ"' % (t.strftime("%Y-%m-%dT%H:%M:%S"), v % 10**9)
    if kind == "px" or scale == 9:
        whole, part = divmod(abs(v), 10**9)
        return "-" * (v < 0) + str(whole) + (".%09d" % part).rstrip("0").rstrip(".")
    return '"%d"' % v if kind == "id" else str(v)


def block(f):
    head = f.read(32)
    if not head:
        return None, 0, 0, 0, b""
    magic, kind, flags, number, count, length, first, check = struct.unpack("<4scBHIIQQ", head)
    body = f.read(length)
    assert magic == b"\x89TKS" and flags == 0 and len(body) == length, "damaged or cut"
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
            fields = [[x.split(b"\0")[0].decode() if isinstance(x, bytes) else x for x in
                       struct.unpack_from("<64s32s8sIHBx", body, 40 + 112 * i)]
                      for i in range(count)]
            schemas[number] = (struct.unpack("<I", body[:4])[0],
                               body[8:40].split(b"\0")[0].decode(), fields)
        elif kind == b"D":
            at = 0
            for _ in range(count):
                n, = struct.unpack_from("<H", body, at)
                symbols.append(body[at + 2:at + 2 + n].decode())
                at += 2 + n
        elif kind == b"R":
            size, name, fields = schemas[number]
            assert first == rows and len(body) == count * size, "rows are missing"
            rows += count
            for at in range(0, len(body), size):
                row = body[at:at + size]
                print('{"kind":%s%s}' % (json.dumps(name, ensure_ascii=False), "".join(
                    ",%s:%s" % (json.dumps(f[0], ensure_ascii=False),
                                value(row, f[0], f[2], f[3], f[4], f[5], symbols))
                    for f in fields)))
        elif kind == b"E":
            assert first == rows, "rows are missing"
            inside = False


sys.stdout.reconfigure(encoding="utf-8", newline="\n")
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        stream(file)
