#!/usr/bin/env python3
"""book.py - an independent model of an order book, for tests/book.bats.

    book.py LEVELS MBO.csv >LEVELS.csv

Reads order messages as `tickcat -t csv` prints them and prints the best LEVELS
of each side after every event that changed one of them, and before every trade:

    ts_recv,sequence,action,bid price,ask price,bid size,ask size,bid orders,
    ask orders, and so on for each level

On standard error, what the venue itself says of its quotes: how many first trades
of an event, where they have a side, were at the best price of the resting side.
(A sweep's later trades come before the messages that take the first level away.)
"""
import bisect
import csv
import sys

LAST = 128


class Side:
    """Prices in rising order, and what rests at each: order id -> size."""

    def __init__(self, sign):
        self.sign, self.prices, self.at = sign, [], {}

    def put(self, price, oid, size):
        if price not in self.at:
            self.at[price] = {}
            bisect.insort(self.prices, price)
        self.at[price][oid] = size

    def drop(self, price, oid):
        del self.at[price][oid]
        if not self.at[price]:
            del self.at[price]
            self.prices.remove(price)

    def best(self, n):
        """[(price, size, orders)], the best first."""
        p = self.prices[-n:][::-1] if self.sign > 0 else self.prices[:n]
        return [(x, sum(self.at[x].values()), len(self.at[x])) for x in p]


class Book:
    def __init__(self):
        self.side = {"B": Side(1), "A": Side(-1)}
        self.order = {}  # id -> side, price, size
        self.shown = [[], []]

    def drop(self, oid):
        side, price, _ = self.order.pop(oid)
        self.side[side].drop(price, oid)

    def put(self, oid, side, price, size):
        self.order[oid] = side, price, size
        self.side[side].put(price, oid, size)

    def message(self, action, oid, side, price, size):
        if action == "R":
            self.__init__()
        elif action in "AM":
            if oid in self.order:
                self.drop(oid)
            if size > 0:
                self.put(oid, side, price, size)
        elif action == "C" and oid in self.order:
            side, price, left = self.order[oid]
            self.drop(oid)
            if left > size:
                self.put(oid, side, price, left - size)

    def levels(self, n):
        return [self.side[s].best(n) for s in "BA"]


def show(r, levels, n):
    cells = [r["ts_recv"], r["sequence"], r["action"]]
    none = (None, 0, 0)
    for i in range(n):
        b, a = (s[i] if i < len(s) else none for s in levels)
        for x in (b[0], a[0]):
            cells.append("" if x is None else f"{x / 10**9:.9f}"
                         .rstrip("0").rstrip("."))
        cells += [b[1], a[1], b[2], a[2]]
    print(*cells, sep=",")


def nano(price):
    """A decimal text in 1e-9, exact."""
    sign = -1 if price.startswith("-") else 1
    whole, _, part = price.lstrip("-").partition(".")
    return sign * (int(whole) * 10**9 + int((part + "0" * 9)[:9]))


def main():
    n = int(sys.argv[1])
    books = {}
    trades = at_best = 0
    first = True
    with open(sys.argv[2], newline="") as f:
        for r in csv.DictReader(f):
            book = books.setdefault((r["publisher_id"], r["instrument_id"],
                                     r["symbol"]), Book())
            flags, action = int(r["flags"]), r["action"]
            oid, size = r["order_id"], int(r["size"] or 0)
            price = nano(r["price"]) if r["price"] else None
            if action == "T":
                levels = book.levels(n)
                show(r, levels, n)
                rest = {"B": levels[1], "A": levels[0]}.get(r["side"])
                if rest and first:
                    trades += 1
                    at_best += rest[0][0] == price
                first = flags & LAST != 0
                continue
            first = flags & LAST != 0
            book.message(action, oid, r["side"], price, size)
            levels = book.levels(n)
            if flags & LAST and levels != book.shown:
                book.shown = levels
                show(r, levels, n)
    print(f"{at_best} of {trades} first trades at the best price",
          file=sys.stderr)


main()
