"""The messages under DIAGNOSTICS of the manuals against those in the code.

    messages.py TOP

Prints each message of TOP/man/tick*.1 of which the tools' own words, those
between the values, are in no string of TOP/lib and TOP/cmd: status 1.
"""
import glob, re, sys
top = sys.argv[1]
token = re.compile(r'/\*.*?\*/|"((?:[^"\\]|\\.)*)"|\'(?:[^\'\\]|\\.)+\'', re.S)
text = ""  # all literals, those side by side as one line
for f in glob.glob(top + "/lib/**/*.[ch]", recursive=True) + \
    glob.glob(top + "/cmd/*.[ch]"):
    code, end = open(f).read(), 0
    for m in token.finditer(code):
        if m.group(1) is None:
            continue
        gap = code[end:m.start()]
        if re.fullmatch(r"\s*(PRI\w+\s*)?", gap):
            text += gap.strip() + m.group(1)
        else:
            text += "\n" + m.group(1)
        end = m.end()
parts = set()  # the tools' own words: between the values
for part in re.split(r"%[-.*\d]*(?:PRI)?[a-zA-Z]+\d*|\n", text):
    part = part.replace('\\"', '"').strip()
    if len(part) >= 9:
        parts.add(part)
n = bad = 0
for page in sorted(glob.glob(top + "/man/tick*.1")):
    text = open(page).read()
    text = text.split(".Sh DIAGNOSTICS")[1].split("\n.Sh ")[0]
    for it in re.findall(r'^\.It "(tick.*)"$', text, re.M):
        it = re.sub(r"^\w+: (note: )?", "", it).replace(r"\(dq", '"')
        n += 1
        if sum(len(p) for p in parts if p in it) < min(12, len(it) // 2):
            bad += 1
            print(f"{page}: no tool prints this: {it}")
sys.exit(bad > 0 or n < 50)
