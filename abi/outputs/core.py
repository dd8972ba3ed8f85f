"""The core's functions for each way in: declarations and definitions that its files include."""
import textwrap
import typing

from outputs.description import NOTICE, Abi, Packed, by_number, fast_function, fast_words

_COLUMNS = 110
Declared = tuple[str, list[str]]  # a function's name and its parameters' names


def _declaration(result: str, name: str, parameters: list[str], word: str = "Word") -> str:
    return f"{result} {name}({', '.join(f'{word} {parameter}' for parameter in parameters)})"


def _function(name: str, parameters: list[str], body: str) -> list[str]:
    head = _declaration("DoubleWord", name, parameters)
    line = f"{head} {{ {body} }}"
    return [line] if len(line) <= _COLUMNS else [f"{head} {{", f"    {body}", "}"]


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, _COLUMNS, initial_indent="// ", subsequent_indent="// ")


def _fast_parameters(service: Abi) -> list[str]:
    return [word if isinstance(word, str) else word.name for word in fast_words(service)]


def _unpacked(word: str | Packed) -> list[str]:
    """The arguments that a word of the fast entry holds, as expressions."""
    if isinstance(word, str):
        return [word]
    if word.kind == "bits":
        return [f"{word.name} & PIP_FAST_{argument.upper()}" for argument in word.arguments]
    if word.kind == "halves":
        return [f"{word.name} & 0xFFFF", f"{word.name} >> 16"]
    return [f"{word.name} & ~Word{{PIP_FAST_SERVICE_MASK}}"]


def service_declarations(abi: Abi) -> str:
    """core/services.inc."""
    lines = [f"// {NOTICE}: the services (core/services.hpp).", "namespace pepin::services {", ""]
    for service in by_number(abi):
        lines += _comment(f"{service['text']} -> {service['returns']}")
        symbol = f"PEPIN_SYMBOL(service_{service['name']});"
        lines += [_declaration("Outcome", service["name"], service["arguments"]), f"    {symbol}"]
    return "\n".join([*lines, "", "} // namespace pepin::services", ""])


def _declared(abi: Abi) -> typing.Iterator[Declared]:
    for service in by_number(abi):
        yield f"gate_{service['name']}", ["stack"]
    for service in by_number(abi):
        yield f"call_{service['name']}", service["arguments"]
    for service in by_number(abi):
        if "fast" in service:
            yield f"fast_{service['name']}", _fast_parameters(service)


def entry_declarations(abi: Abi) -> str:
    """core/entries.inc."""
    lines = [f"// {NOTICE}: the ways into the services (core/events.hpp).", 'extern "C" {']
    for name, parameters in _declared(abi):
        lines.append(_declaration("pepin::DoubleWord", name, parameters, "pepin::Word") + ";")
    return "\n".join([*lines, "}", ""])


def service_list(abi: Abi) -> str:
    """core/list.inc."""
    lines = [f"// {NOTICE}: PEPIN_SERVICE(name, fast entry's function), a line for each service."]
    lines += [f"PEPIN_SERVICE({s['name']}, {fast_function(s)})" for s in by_number(abi)]
    return "\n".join([*lines, ""])


def calls(abi: Abi) -> str:
    """core/calls.inc."""
    services = by_number(abi)
    unread = "0"
    for service in reversed(services):
        if service.get("unread", 0) != 0:
            value = "~Word{0}" if service["unread"] == -1 else str(service["unread"])
            unread = f"service == abi::Service::{service['name']} ? {value} : {unread}"
    lines = [
        f"// {NOTICE}: calls with arguments as C passes them, packed, and in an array (core/gates.cpp).",
        "namespace pepin {",
        "namespace {",
        "",
        "// What a gate gives that finds no arguments.",
        "[[nodiscard]] constexpr Word refused_value(abi::Service service) {",
        f"    return {unread};",
        "}",
        "",
        "} // namespace",
        "} // namespace pepin",
        "",
    ]
    for service in services:
        arguments = service["arguments"]
        body = f"return pack(services::{service['name']}({', '.join(arguments)}));"
        lines += _function(f"call_{service['name']}", arguments, body)
    lines.append("")
    for service in services:
        if "fast" in service:
            arguments = [argument for word in fast_words(service) for argument in _unpacked(word)]
            body = f"return call_{service['name']}({', '.join(arguments)});"
            lines += _function(f"fast_{service['name']}", _fast_parameters(service), body)
    most = max(len(service["arguments"]) for service in services)
    lines += [
        "",
        "namespace pepin {",
        "namespace {",
        "",
        f"constexpr std::size_t most_arguments = {most};",
        "",
        "[[nodiscard]] DoubleWord call_by_words(abi::Service service, const std::array<Word, most_arguments>& words) {",
        "    switch (service) {",
    ]
    # Last those that have no arguments, whose gates do not come here.
    for service in sorted(services, key=lambda one: not one["arguments"]):
        words = ", ".join(f"words[{index}]" for index in range(len(service["arguments"])))
        lines.append(f"    case abi::Service::{service['name']}: return call_{service['name']}({words});")
    lines += ["    }", "    return pack(refuse(Error::unknown_service));", "}", ""]
    return "\n".join([*lines, "} // namespace", "} // namespace pepin", ""])


def gates(abi: Abi) -> str:
    """core/gates.inc. A service without arguments reads none."""
    lines = [f"// {NOTICE}: the call gates (core/gates.cpp)."]
    for service in by_number(abi):
        name = service["name"]
        if service["arguments"]:
            body = f"return gate<services::{name}, abi::Service::{name}>(stack);"
            lines += _function(f"gate_{name}", ["stack"], body)
        else:
            lines.append(f"DoubleWord gate_{name}(Word) {{ return pack(services::{name}()); }}")
    return "\n".join([*lines, ""])
