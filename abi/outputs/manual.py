"""The tables of docs/abi.md."""
import sys
import textwrap

from outputs.description import Abi, by_number, having, selector

COLUMNS = 100  # of prose, as of all documents


def prose(text: str, hanging: str = "") -> list[str]:
    """Lines, of which all but the first begin with `hanging`."""
    return textwrap.wrap(
        text, COLUMNS, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )


def what_it_does(service: Abi) -> str:
    refused = f" A refused call returns {service['refused']}." if "refused" in service else ""
    return f"{service['text']} Returns {service['returns']}.{refused}"


def tables(abi: Abi) -> str:
    lines = ["| sel | svc | number | service | arguments | checks, in order |", "|---|---|---|---|---|---|"]
    svcs = having(abi, "svc")["svc"]
    for s in by_number(abi):
        svc = svcs.get(s["name"], "-")
        link = f"[`{s['c']}`](services/{s['name']}.md)"
        lines.append(
            f"| {selector(abi, s):#x} | {svc} | {s['number']} | {link} | {', '.join(s['arguments']) or '-'} | {', '.join(s['checks']) or '-'} |"
        )
    groups = "; ".join(f"*{name}*: {', '.join(checks)}" for name, checks in abi["checks"].items())
    lines += ["", *prose(f"Groups of checks: {groups}."), ""]
    for s in by_number(abi):
        lines += prose(f"- **{s['c']}**: {what_it_does(s)}", "  ")
    lines += ["", "| error | code | meaning |", "|---|---|---|"]
    lines += [f"| `{e['name']}` | {e['code']} | {e['text']} |" for e in abi["error"]]
    return "\n".join(lines) + "\n"


def splice(document: str, made: str) -> str:
    """The document with what stands between its two markers replaced."""
    begin, end = "<!-- tables: begin -->\n", "<!-- tables: end -->"
    if begin not in document or end not in document:
        sys.exit("the manual has no '<!-- tables: begin -->' and '<!-- tables: end -->' lines")
    head, rest = document.split(begin, 1)
    return head + begin + made + end + rest.split(end, 1)[1]
