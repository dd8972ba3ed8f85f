"""The numbers of the ABI and the names that belong to them: pip/abi.h, pip/stubs.h, abi.hpp,
service_arguments.hpp."""
import typing

from outputs.description import NOTICE, Abi, effect, fast_words, having, packing, selector


def number(value: int) -> str:
    return f"{value:#x}" if isinstance(value, int) and value > 4096 else str(value)


def flatten(prefix: str, table: Abi) -> typing.Iterator[tuple[str, int]]:
    """(NAME, value) for every number in a table, nested tables included."""
    for key, value in table.items():
        name = f"{prefix}_{key}".upper()
        if isinstance(value, dict):
            yield from flatten(name, value)
        elif isinstance(value, int):
            yield name, value


def c_header(abi: Abi) -> str:
    lines = [
        f"/* {NOTICE}: numbers of the ABI, for C, C++ and assembler. */",
        "#ifndef PIP_ABI_H",
        "#define PIP_ABI_H",
        "",
    ]
    lines += [f"#define PIP_VERSION_{k.upper()} {v}" for k, v in abi["version"].items()]
    lines.append("")
    lines += [f"#define PIP_ERROR_{e['name'].upper()} {e['code']} /* {e['text']} */" for e in abi["error"]]
    lines.append("")
    for service in abi["service"]:
        lines.append(f"#define PIP_SERVICE_{service['name'].upper()} {service['number']}")
        lines.append(f"#define PIP_SELECTOR_{service['name'].upper()} {selector(abi, service):#x}")
    lines.append(f"#define PIP_SERVICE_COUNT {max(s['number'] for s in abi['service']) + 1}")
    lines.append("")
    # Contexts of the architecture that has Pip's gates are called as in Pip: nothing says whose they are.
    pips = having(abi, "first_selector")
    for name, table in abi["architectures"].items():
        prefix, remark = ("", " /* offset in bytes */") if table is pips else (f"{name.upper()}_", "")
        for index, word in enumerate(table["context"]["words"]):
            lines.append(
                f"#define PIP_{prefix}CONTEXT_{word.upper()} {table.get('word_bytes', 4) * index}{remark}"
            )
        lines.append("")
    left_out = {"listed", "core", "replaced"}
    tables = {
        name: {
            key: value
            for key, value in table.items()
            if key not in left_out and (key != "context" or table is not pips)
        }
        for name, table in abi["architectures"].items()
    }
    for name in ("fpinfo", "context", "vidt", "event", "open", "execute", "limits", "fast"):
        tables[name] = pips["context"] | abi["context"] if name == "context" else abi[name]
    for name, table in tables.items():
        lines += [f"#define PIP_{key} {number(value)}" for key, value in flatten(name, table)]
    return "\n".join(lines + ["", "#endif", ""])


def cpp_header(abi: Abi) -> str:
    def enumeration(name: str, pairs: list[tuple[str, int, str]]) -> list[str]:
        return (
            [f"enum class {name} : std::uint32_t {{"]
            + [f"    {n} = {v}, // {t}" for n, v, t in pairs]
            + ["};", ""]
        )

    lines = [
        f"// {NOTICE}: the ABI's enumerations and texts.",
        "#pragma once",
        "",
        "#include <array>",
        "#include <cstdint>",
        "",
        '#include "pip/abi.h"',
        "",
        "namespace pepin::abi {",
        "",
    ]
    lines += enumeration("Error", [(e["name"], e["code"], e["text"]) for e in abi["error"]])
    lines += enumeration("Service", [(s["name"], s["number"], s["c"]) for s in abi["service"]])
    lines += enumeration("Cause", [(k, v, "") for k, v in abi["event"]["cause"].items()])
    lines += [
        "struct ErrorText {",
        "    Error error;",
        "    const char* name;",
        "    const char* text;",
        "};",
        "",
        f"inline constexpr std::array<ErrorText, {len(abi['error'])}> error_texts{{{{",
    ]
    lines += [f'    {{Error::{e["name"]}, "{e["name"]}", "{e["text"]}"}},' for e in abi["error"]]
    lines += [
        "}};",
        "",
        "[[nodiscard]] constexpr const char* name_of(Error error) {",
        "    for (const auto& entry : error_texts)",
        "        if (entry.error == error) return entry.name;",
        '    return "unknown";',
        "}",
        "",
    ]
    lines += [
        "struct ServiceText {",
        "    Service service;",
        "    const char* name;",
        "    std::uint32_t argument_count;",
        "};",
        "",
        f"inline constexpr std::array<ServiceText, {len(abi['service'])}> service_texts{{{{",
    ]
    lines += [f'    {{Service::{s["name"]}, "{s["name"]}", {len(s["arguments"])}}},' for s in abi["service"]]
    lines += ["}};", "", "} // namespace pepin::abi", ""]
    return "\n".join(lines)


def arguments_header(abi: Abi) -> str:
    """Apart from abi.hpp, since little has to be compiled anew where names change."""

    def names(words: list[str]) -> str:
        return ", ".join(f'"{word}"' for word in words)

    packed = {s["name"]: [w if isinstance(w, str) else w.name for w in fast_words(s)] for s in abi["service"]}
    most = max(len(service["arguments"]) for service in abi["service"])
    lines = [
        f"// {NOTICE}: what the arguments of services are called.",
        "#pragma once",
        "",
        "#include <array>",
        "#include <concepts>",
        "#include <span>",
        "#include <string_view>",
        "",
        '#include "abi.hpp"',
        "",
        "namespace pepin::abi {",
        "",
        "class Names {",
        "public:",
        "    template <std::convertible_to<std::string_view>... Name>",
        "    constexpr Names(Name... names) : count_{sizeof...(names)}, names_{names...} {}",
        "    [[nodiscard]] constexpr std::span<const std::string_view> all() const {",
        "        return std::span{names_}.first(count_);",
        "    }",
        "",
        "private:",
        "    std::size_t count_;",
        f"    std::array<std::string_view, {most}> names_;",
        "};",
        "",
        "struct ServiceArguments {",
        "    Service service;",
        "    std::string_view name;",
        "    Names arguments;",
        "    Names packed; // the words that the fast entry takes",
        "};",
        "",
        f"inline constexpr std::array<ServiceArguments, {len(abi['service'])}> service_arguments{{{{",
    ]
    for service in abi["service"]:
        name, given = service["name"], service["arguments"]
        lines.append(f'    {{Service::{name}, "{name}", {{{names(given)}}}, {{{names(packed[name])}}}}},')
    return "\n".join(lines + ["}};", "", "} // namespace pepin::abi", ""])


def stubs(abi: Abi) -> str:
    lines = [
        f"/* {NOTICE}: PIP_STUB(C name, selector, service number, argument count, packing, effect), a line for",
        "   each service; PIP_ERROR(code, name, text), a line for each error. Define the macros that you need, then",
        "   include this. The packing says how the fast entry takes the arguments: `registers` as they are. */",
        "#ifdef PIP_STUB",
    ]
    lines += [
        f"PIP_STUB({s['c']}, {selector(abi, s):#x}, {s['number']}, {len(s['arguments'])}, {packing(s)}, {effect(s)})"
        for s in abi["service"]
    ]
    lines += ["#endif", "#ifdef PIP_ERROR"]
    lines += [f'PIP_ERROR({e["code"]}, {e["name"]}, "{e["text"]}")' for e in abi["error"]]
    return "\n".join(lines + ["#endif", ""])
