"""A page for each service, docs/services/NAME.md, and the list of them."""
from outputs import sources
from outputs.description import NOTICE, Abi, by_number, errors, fast_words, has, meaning, packing, selector
from outputs.manual import prose

# The registers of `syscall`, in the order of arguments; and those of the fast entry: of the words in their order, and the one with the service's number.
_CALL_REGISTERS = ("RDI", "RSI", "RDX", "R10", "R8", "R9")
_FAST_REGISTERS = ("EBX", "ESI", "EDI", "EBP", "EAX")


def pages(abi: Abi) -> dict[str, str]:
    """The text of each file."""
    made = {f"{service['name']}.md": _page(abi, service) for service in by_number(abi)}
    return made | {"README.md": _list(abi)}


def _list(abi: Abi) -> str:
    lines = [
        "# The services",
        "",
        f"<!-- {NOTICE} -->",
        "",
        *prose(
            "A page for each service of the kernel: what it takes, answers and refuses, what it may cost, and what "
            "is proved about it. [The ABI](../abi.md) says how calls are made; how one is added is in "
            "[the proof's pages](../proof/adding-a-service.md)."
        ),
        "",
        "| number | service | what it does |",
        "|---|---|---|",
    ]
    for service in by_number(abi):
        sentence = service["text"].split(". ")[0].rstrip(".")
        lines.append(f"| {service['number']} | [{service['c']}]({service['name']}.md) | {sentence} |")
    return "\n".join([*lines, ""])


def _page(abi: Abi, service: Abi) -> str:
    lines = [f"# {service['c']}", "", f"<!-- {NOTICE} -->", "", *prose(service["text"]), ""]
    lines += [*_place(abi, service), "", "## Inputs", "", *_inputs(abi, service), ""]
    lines += ["## Outputs", "", *_outputs(service), "", "## Errors", "", *_errors(abi, service), ""]
    lines += ["## Cost", "", *_cost(abi, service), "", "## Proof", "", *_proof(abi, service), ""]
    return "\n".join(lines)


def _place(abi: Abi, service: Abi) -> list[str]:
    """How it is called, and where it is."""
    lines = ["| | |", "|---|---|", f"| number | {service['number']} |"]
    for name, table in abi["architectures"].items():
        how = "not there: `unknown_service`"
        if has(table, service):
            how = "; ".join(_WAYS[way](abi, table, service) for way in table["listed"]["ways_in"])
        lines.append(f"| on {table['title']} | {how} |")
    lines.append(f"| in C | `{service['c']}_Result`, `{service['c']}` (`lib/pip/include/pip/api.h`) |")
    code = ", ".join(f"`{file}`" for file in sources.core_files(service["name"]))
    lines.append(f"| code | `{service['name']}` in {code} |")
    specification = ", ".join(f"`{file}`" for file in sources.specification_files(service["name"]))
    if specification:
        lines.append(f"| specification | `{sources.specified_by(service['name'])}` in {specification} |")
    return lines


def _gate(abi: Abi, _table: Abi, service: Abi) -> str:
    return f"call gate {selector(abi, service):#x}"


def _fast(_abi: Abi, _table: Abi, service: Abi) -> str:
    page = " + the page" if packing(service) == "page" else ""
    return f"`sysenter` with EAX = {service['number']}{page}"


def _svc(_abi: Abi, table: Abi, service: Abi) -> str:
    number = table["svc"].get(service["name"])
    return "no number of Pip's" if number is None else f"`svc #{number}`, Pip's"


def _library(_abi: Abi, table: Abi, service: Abi) -> str:
    return f"`svc #{table['first_library_call'] + service['number']}`, the library's"


def _registers(_abi: Abi, table: Abi, service: Abi) -> str:
    return f"`syscall` with RAX = {table['first_call'] + service['number']:#x}"


_WAYS = {"gate": _gate, "fast": _fast, "svc": _svc, "library": _library, "registers": _registers}


def _fast_places(service: Abi) -> dict[str, str]:
    """Where the fast entry finds each argument."""
    places = {}
    for register, word in zip(_FAST_REGISTERS, fast_words(service)):
        if isinstance(word, str):
            places[word] = register
            continue
        for index, argument in enumerate(word.arguments):
            part = {
                "bits": f"bit {index} of {register}",
                "halves": f"{('low', 'high')[index % 2]} half of {register}",
                "page": f"{register}, above the number",
            }[word.kind]
            places[argument] = part
    return places


def _inputs(abi: Abi, service: Abi) -> list[str]:
    if not service["arguments"]:
        return ["None."]
    ways = [
        way
        for table in abi["architectures"].values()
        if has(table, service)
        for way in table["listed"]["ways_in"]
    ]
    columns = {"gate": "stack, by the gate", "fast": "fast entry", "svc": "`svc`", "registers": "`syscall`"}
    shown = [way for way in ways if way in columns]
    fast = _fast_places(service)
    lines = ["| | argument | " + " | ".join(columns[way] for way in shown) + " | what |"]
    lines.append("|---" * (len(shown) + 3) + "|")
    for index, argument in enumerate(service["arguments"]):
        where = {
            "gate": f"ESP + {4 * index}",
            "fast": fast[argument],
            "svc": f"r{index}",
            "registers": _CALL_REGISTERS[index],
        }
        lines.append(
            f"| {index + 1} | `{argument}` | "
            + " | ".join(where[way] for way in shown)
            + f" | {meaning(abi, service, argument)} |"
        )
    for table in abi["architectures"].values():
        for argument, value in table.get("replaced", {}).get(service["name"], {}).items():
            lines += [
                "",
                *prose(f"On {table['title']}, Pip's number gives the service `{value}` as `{argument}`."),
            ]
    return lines


def _outputs(service: Abi) -> list[str]:
    refused = service.get("refused", "0")
    lines = prose(f"- **granted**: {service['returns']}, with the error `none`", "  ")
    if service["checks"]:
        lines += prose(f"- **refused**: {refused}, with the error of the first check that failed", "  ")
    if service["arguments"]:
        unread = {-1: "0xffffffff"}.get(service.get("unread", 0), str(service.get("unread", 0)))
        lines += prose(
            f"- **arguments that a call gate cannot read**: {unread}, with the error `bad_stack`", "  "
        )
    return lines


def _errors(abi: Abi, service: Abi) -> list[str]:
    found = errors(abi, service)
    if not found:
        return ["None."]
    known = {error["name"]: error for error in abi["error"]}
    has_remarks = any(about for _, about in found)
    lines = ["In the order of the checks.", ""]
    lines += (
        ["| error | code | of what, when | meaning |", "|---|---|---|---|"]
        if has_remarks
        else ["| error | code | meaning |", "|---|---|---|"]
    )
    for name, about in found:
        remark = f" {about.replace('_', ' ')} |" if has_remarks else ""
        lines.append(f"| `{name}` | {known[name]['code']} |{remark} {known[name]['text']} |")
    return lines


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _cost(abi: Abi, service: Abi) -> list[str]:
    found = sources.costs(abi, service)
    if not found:
        return ["No call of it is measured."]
    lines = prose(
        "Guest instructions at most: the budgets that a test holds the kernel to. What is counted says "
        "[performance](../performance.md)."
    )
    for costs in found:
        grows = any(more is not None for _, _, more in costs.rows)
        lines += [
            "",
            f"| on {costs.title} | {' | '.join(costs.ways)} |" + (" each level of depth |" if grows else ""),
        ]
        lines.append("|---|" + "---:|" * (len(costs.ways) + grows))
        for figure, both, more in costs.rows:
            cells = [*map(_number, both), *([_number(more)] if grows else [])]
            lines.append(f"| `{figure}` | " + " | ".join(cells) + " |")
    return lines


def _proof(abi: Abi, service: Abi) -> list[str]:
    found = sources.proof_rows(abi, service)
    if not found:
        return ["No row of the proof is about it."]
    lines = prose(
        f"Rows of `./pepin prove`; `--service {service['name']}` is for those whose names begin so, and for the "
        "code. A function that the compiler has put into those that call it has none."
    )
    lines += ["", "| what is proved | rows |", "|---|---|"]
    return lines + [f"| {group.about} | {', '.join(f'`{row}`' for row in group.names)} |" for group in found]
