#!/usr/bin/env python3
"""windows.py - an independent model of tickwin, and random set-ups of both.

    windows.py [SETUPS [SEED]]

Makes rows and options at random, runs tickwin on them and computes the bars
anew: which rows are late, then each window from all rows of its symbol, with
fractions in place of floating point.  Nothing here merges panes, holds rows back
or forgets any.  Prints the seed; stops at the first set-up that differs, with
what it takes to repeat it.

A set-up has windows of any length, slide and origin; a lateness; rows out of
order and of equal times; trades, quotes or both, some without a side, a size, a
bid or an ask; prices of trades or of mids; symbols that stop and come back.
"""
import json
import math
import random
import subprocess
import sys
from fractions import Fraction

UNIT = 100_000_000  # ns; all times are whole units
DAY = 1_704_067_200_000_000_000

# What an aggregate sees, whether it needs rows in the order of their time, and
# whether it is of use where prices are mids.
TRADE, QUOTE = 1, 2
AGGS = {
    "ohlc": (TRADE, False),
    "volume": (TRADE, False),
    "count": (TRADE, False),
    "vwap": (TRADE, False),
    "notional": (TRADE, False),
    "twap": (TRADE, True),
    "signed_volume": (TRADE, True),
    "mid": (QUOTE, False),
    "spread": (QUOTE, True),
    "first(price)": (TRADE, False),
    "last(size)": (TRADE, False),
    "max(bid_px_00)": (QUOTE, False),
}
COLUMNS = {"ohlc": ["open", "high", "low", "close"],
           "spread": ["spread", "spread_max"],
           "first(price)": ["first_price"], "last(size)": ["last_size"],
           "max(bid_px_00)": ["max_bid_px_00"]}


class Row:
    def __init__(self, t, symbol, n):
        self.t, self.symbol, self.n = t, symbol, n  # n: order of arrival
        self.price = self.size = self.bid = self.ask = None
        self.side = "N"

    def is_quote(self):
        return self.price is None

    def mid(self):
        if self.bid is None or self.ask is None:
            return None
        return (self.bid + self.ask) / 2

    def json(self):
        def number(x):
            return None if x is None else float(x)
        d = {"kind": "quote" if self.is_quote() else "trades",
             "ts_event": DAY + self.t * UNIT, "symbol": self.symbol}
        if self.is_quote():
            d |= {"bid_px_00": number(self.bid), "ask_px_00": number(self.ask),
                  "bid_sz_00": 1, "ask_sz_00": 1}
        else:
            d |= {"action": "T", "side": self.side,
                  "price": number(self.price), "size": self.size}
        return json.dumps(d)


class Setup:
    def __init__(self, rng):
        r = self.rng = rng
        self.every = r.choice([1, 2, 3, 5, 8, 10, 12, 30, 60])
        self.slide = r.choice([self.every, r.randint(1, self.every)])
        self.origin = r.choice([0, 0, r.randint(1, 100)])
        self.lateness = r.choice([0, 0, r.randint(1, 40)])
        self.mid = r.random() < 0.25
        names = [a for a in AGGS if not self.mid or "(" not in a]
        self.aggs = r.sample(names, r.randint(1, 5))
        if "max(bid_px_00)" in self.aggs:
            self.kinds = r.choice([2, 3])
        else:
            self.kinds = r.choice([1, 2, 3, 3])  # trades, quotes, both
        if any("price" in a or "size" in a for a in self.aggs):
            self.kinds |= 1
        self.symbols = ["A", "B", "AB", "Z"][:r.randint(1, 4)]
        self.disorder = r.choice([0, 0, r.randint(1, 50)])
        self.rows = self.make_rows(r.randint(1, 150))

    def make_rows(self, n):
        r, rows, t = self.rng, [], r0(self.rng)
        p = {s: 10000 for s in self.symbols}
        gone = {}
        for i in range(n):
            if r.random() < 0.6:
                t += r.randint(0, 6)
            if r.random() < 0.03:
                t += r.randint(0, 300)
            s = r.choice(self.symbols)
            if r.random() < 0.02:  # it stops for a while
                gone[s] = t + r.randint(10, 200)
            if gone.get(s, -1) > t:
                s = self.symbols[0]
            x = Row(max(0, t - r.randint(0, self.disorder)), s, i)
            p[s] += r.randint(-3, 3)
            if self.kinds == 1 or (self.kinds == 3 and r.random() < 0.5):
                x.price = Fraction(p[s], 100)
                x.size = None if r.random() < 0.05 else r.randint(0, 9)
                x.side = r.choice("ABNNN")
            else:
                bid = p[s] - r.randint(0, 2)
                if r.random() < 0.95:
                    x.bid = Fraction(bid, 100)
                if r.random() < 0.95:
                    x.ask = Fraction(bid + r.randint(-1, 3), 100)
            rows.append(x)
        return rows

    def options(self):
        def units(n):
            return f"{n * UNIT}ns"
        return ["-e", units(self.every), "--slide", units(self.slide),
                "--origin", units(self.origin), "--lateness",
                units(self.lateness), "--price",
                "mid" if self.mid else "trade", "-a", ",".join(self.aggs),
                "--max-late", "100", "-q", "-t", "json", "--ts", "ns"]


def r0(rng):
    return rng.randint(0, 500)


# ---- the model ----

def sees(u, x):
    """Whether a row goes into a window."""
    kinds = {AGGS[a][0] for a in u.aggs}
    if x.is_quote():
        return QUOTE in kinds or (u.mid and TRADE in kinds and
                                  x.mid() is not None)
    return TRADE in kinds and not u.mid


def accepted(u):
    """Rows that are in time, in the order of their time, and how many are
    late.  Those of use to nobody move the clock all the same."""
    ordered = any(AGGS[a][1] for a in u.aggs)
    watches = "signed_volume" in u.aggs
    pane = math.gcd(u.every, u.slide)
    base = DAY // UNIT
    latest, late, rows = -1, 0, []
    for x in u.rows:
        latest = max(latest, x.t)
        mark = latest - u.lateness
        if not sees(u, x) and not (watches and x.is_quote()):
            continue
        end = ((base + x.t - u.origin) // pane + 1) * pane + u.origin - base
        if x.t < mark if ordered else end <= mark:
            late += 1
        else:
            rows.append(x)
    return sorted(rows, key=lambda x: (x.t, x.n)), late


def price_of(u, x):
    """Price and size that the aggregates of trades see."""
    if u.mid:
        return (x.mid(), None) if x.is_quote() else (None, None)
    return (x.price, x.size)


def sign(history, trade):
    """Side of a trade by the aggressor, the quote before it, the last price
    change; history: rows before it in the order of their time."""
    if trade.side != "N":
        return 1 if trade.side == "B" else -1
    quotes = [q for q in history if q.is_quote()]
    if quotes and quotes[-1].mid() is not None:
        mid = quotes[-1].mid()
        if trade.price != mid:
            return 1 if trade.price > mid else -1
    prices = [q.price for q in history if not q.is_quote()] + [trade.price]
    for before, after in reversed(list(zip(prices, prices[1:]))):
        if before != after:
            return 1 if after > before else -1
    return 0


def weighted(steps, start, end):
    """Integral of a step function [(time, value or None)] over the time in
    which it has a value, and that time.  Steps before start stand at it."""
    area = time = 0
    for i, (t, v) in enumerate(steps):
        stop = min(steps[i + 1][0] if i + 1 < len(steps) else end, end)
        t = max(t, start)
        if v is not None and stop > t:
            area += v * (stop - t)
            time += stop - t
    return area, time


def bar(u, before, inside, start, end):
    """The columns of a window; before: its symbol's rows before it."""
    out = {}
    prices = [(x, *price_of(u, x)) for x in inside]
    prices = [(x, p, v) for x, p, v in prices if p is not None]
    sized = [(p, v) for _, p, v in prices if v is not None]
    for a in u.aggs:
        v = [None]
        if a == "ohlc":
            ps = [p for _, p, _ in prices]
            v = [ps[0], max(ps), min(ps), ps[-1]] if ps else [None] * 4
        elif a == "volume":
            v = [sum(s for _, s in sized) if sized else None]
        elif a == "count":
            v = [len(prices)]
        elif a == "notional":
            v = [sum(p * s for p, s in sized) if sized else None]
        elif a == "vwap":
            n = sum(s for _, s in sized)
            v = [sum(p * s for p, s in sized) / n if n > 0 else None]
        elif a == "twap":
            steps = [(x.t, price_of(u, x)[0]) for x in before + inside]
            steps = [s for s in steps if s[1] is not None]
            area, time = weighted(steps, start, end)
            v = [area / Fraction(time) if time else None]
        elif a == "signed_volume":
            got = [sign(before + inside[:inside.index(x)], x) * x.size
                   for x in inside if not u.mid and not x.is_quote() and
                   x.size is not None]
            v = [sum(got) if got else None]
        elif a == "mid":
            mids = [x.mid() for x in inside if x.is_quote()]
            mids = [m for m in mids if m is not None]
            v = [mids[-1] if mids else None]
        elif a == "spread":
            quotes = [x for x in before + inside if x.is_quote()]
            steps = [(x.t, None if x.mid() is None else x.ask - x.bid)
                     for x in quotes]
            area, time = weighted(steps, start, end)
            first = [s for t, s in steps if t < start][-1:]
            seen = first + [s for t, s in steps if t >= start]
            seen = [s for s in seen if s is not None]
            v = [area / Fraction(time) if time else None,
                 max(seen) if seen else None]
        elif a == "first(price)":
            ps = [x.price for x in inside if not x.is_quote()]
            v = ps[:1] or [None]
        elif a == "last(size)":
            ss = [x.size for x in inside if x.size is not None]
            v = ss[-1:] or [None]
        elif a == "max(bid_px_00)":
            bs = [x.bid for x in inside if x.bid is not None]
            v = [max(bs) if bs else None]
        out.update(zip(COLUMNS.get(a, [a]), v))
    return out


def bars(u):
    rows, late = accepted(u)
    base = DAY // UNIT
    out = []
    for s in sorted(set(x.symbol for x in rows)):
        mine = [x for x in rows if x.symbol == s]
        starts = set()
        for x in mine:
            if not sees(u, x):
                continue
            first = (base + x.t - u.origin) // u.slide
            for k in range(first, first - u.every // u.slide - 2, -1):
                start = k * u.slide + u.origin - base
                if start <= x.t < start + u.every:
                    starts.add(start)
        for start in starts:
            end = start + u.every
            before = [x for x in mine if x.t < start]
            inside = [x for x in mine if start <= x.t < end]
            out.append((end, s.encode(), start,
                        bar(u, before, inside, start, end)))
    return sorted(out, key=lambda b: b[:2]), late


# ---- tickwin, and both ----

def run(u):
    text = "".join(x.json() + "\n" for x in u.rows)
    p = subprocess.run(["tickwin", *u.options(), "--stats"], input=text,
                       capture_output=True, text=True, check=False)
    if p.returncode != 0:
        return None, p.stderr
    stats = json.loads(p.stderr.splitlines()[-1])
    return ([json.loads(line) for line in p.stdout.splitlines()],
            stats["dropped"].get("late", 0))


def equal(a, b):
    if a is None or b is None:
        return a is b
    return abs(float(a) - float(b)) <= 1e-9 * max(1, abs(float(b)))


def lacks_field(u):
    quotes = [x.is_quote() for x in u.rows]
    return ("max(bid_px_00)" in u.aggs and True not in quotes) or (
        any(a in u.aggs for a in ("first(price)", "last(size)")) and
        False not in quotes)


def differs(u):
    """What is other in tickwin's output, or None."""
    got, late = run(u)
    expected, expected_late = bars(u)
    kept = {n for a in u.aggs for n in COLUMNS.get(a, [a])}
    if got is None:
        # A field that no row has is an error.
        return None if lacks_field(u) and "no row has this field" in late \
            else late
    if lacks_field(u):
        return "no error, though no row has the field"
    if late != expected_late:
        return f"late: {late}, expected {expected_late}"
    for i in range(max(len(got), len(expected))):
        if i >= len(got) or i >= len(expected):
            return f"{len(got)} bars, expected {len(expected)}"
        g, (end, symbol, start, columns) = got[i], expected[i]
        key = (int(g["ts_end"]) - DAY) // UNIT, g["symbol"].encode(), \
            (int(g["ts_event"]) - DAY) // UNIT
        if key != (end, symbol, start):
            return f"bar {i}: {key}, expected {(end, symbol, start)}"
        for name in kept:
            if not equal(g.get(name), columns[name]):
                return (f"bar {i} {key}: {name} {g.get(name)}, expected "
                        f"{columns[name]}")
    return None


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    nbars = nlate = 0
    print(f"seed {seed}")
    for i in range(n):
        u = Setup(random.Random(f"{seed} {i}"))
        why = differs(u)
        if why is not None:
            print(f"set-up {i}: {why}")
            print("tickwin", *u.options())
            with open("setup.ndjson", "w", encoding="ascii") as f:
                f.writelines(x.json() + "\n" for x in u.rows)
            print("rows: setup.ndjson")
            return 1
        expected, late = bars(u)
        nbars += len(expected)
        nlate += late
    print(f"{n} set-ups: {nbars} bars equal, {nlate} rows late")
    return 0


sys.exit(main())
