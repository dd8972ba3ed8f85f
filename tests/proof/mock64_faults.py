"""Faults of the core that only an architecture like mock64 can have, or that matter more there: of levels, of
words and of the format of entries. Its proof has to find each.

    mock64_faults.py VERIFIER BITCODE KEPT

BITCODE is the path of mock64's core in the build of the host; KEPT has what was proved of it."""
import pathlib
import sys
import typing

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from pepin import excerpt, mutants, tree  # noqa: E402: the line above makes it a package


class Fault(typing.NamedTuple):
    """A text of a file of the core, and what stands in its place."""

    file: str
    original: str
    replaced: str
    breaks: str


FAULTS = (
    Fault(
        "tables.hpp",
        "return last_level_from<at + 1>(table_behind(Tree::mmu, entry), page);",
        "return last_level_from<at + 1>(table_behind(Tree::shadow1, entry), page);",
        "the entry of a table is read in the format of another tree",
    ),
    Fault(
        "tables.hpp",
        "if (level == at) return table;",
        "if (level == at + 1) return table;",
        "a walk ends early",
    ),
    Fault(
        "tables.hpp",
        "if (!page.is_in_address_space()) return 0;",
        ";",
        "a page behind the address space has the tables of another one",
    ),
    Fault(
        "tables.hpp",
        "if (has_tables(partition, user.page()) && !is_reserved(user.page())) return user.page();",
        "if (has_tables(partition, user.page())) return user.page();",
        "reserved pages can be mapped where their neighbours have tables",
    ),
    Fault(
        "prepare.cpp",
        "{table_kind(trees[i], above + 1), target, covered}",
        "{table_kind(trees[i], leaf_level), target, covered}",
        "tables of an inner level are taken for leaf tables",
    ),
    Fault(
        "prepare.cpp",
        "const Page covered = page->first_covered(above + 1);",
        "const Page covered = page->first_covered(leaf_level);",
        "the frame table has another first page of an inner table",
    ),
    Fault(
        "prepare.cpp",
        "++record_of(table_of(target, Tree::mmu, *page, above)).used;",
        "++record_of(table_of(target, Tree::mmu, *page, 0)).used;",
        "the root table counts the tables of all levels",
    ),
    Fault(
        "collect.cpp",
        "if (record_of(table_of(child->partition, Tree::mmu, page, level)).used != 0)",
        "if (level == leaf_level && record_of(table_of(child->partition, Tree::mmu, page, level)).used != 0)",
        "an inner table goes back that leads to others",
    ),
    Fault(
        "delete_partition.cpp",
        "cursor.first_covered(level).number + (found.index << covered_bits(level + 1))",
        "cursor.first_covered(level).number + (found.index << covered_bits(level))",
        "a search in an inner table goes on too far",
    ),
    Fault(
        "delete_partition.cpp",
        "if (record_of(table_of(victim, Tree::mmu, cursor, 1)).used != 0)",
        "if (record_of(table_of(victim, Tree::mmu, cursor, 1)).used > 1)",
        "an inner table goes back with the last of its tables",
    ),
    Fault(
        "vidt.hpp",
        "rules == Rules::guarded ? entry & ~(word_bytes - 1) : entry",
        "rules == Rules::guarded ? entry & ~Word{PIP_OPEN_MASK} : entry",
        "a context of a guarded partition lies between two words",
    ),
)


def main() -> int:
    """Tries all of them."""
    verifier, bitcode, kept = map(pathlib.Path, sys.argv[1:4])
    build = tree.BUILD / "host"
    core = tree.ROOT / "kernel" / "core"
    chosen = []
    for number, fault in enumerate(FAULTS, 1):
        source = (core / fault.file).read_text(encoding="utf-8")
        place = excerpt.find_once(source, fault.original, f"{fault.file}, for {__file__}")
        text = source[: place.start()] + fault.replaced + source[place.end() :]
        chosen.append(mutants.Mutant(f"fault {number}", fault.file, text, fault.breaks, ""))
    recipe = mutants.Recipe(build, str(bitcode.relative_to(build)))
    found = mutants.run(chosen, 2, recipe, verifier, kept, tree.BUILD / "mutants-of-tests-mock64")
    return 0 if found else 1


sys.exit(main())
