"""The growth of costs as a picture: a panel for each kind of thing that there can be much of, a line for each
operation."""
import math

from .results import Results

_DRAWN = {
    "create_partition": "#7f3b08",
    "prepare": "#b35806",
    "delete_partition_empty": "#c51b7d",
    "yield_round_trip": "#2166ac",
    "collect": "#e08214",
    "add_vaddr": "#1b7837",
    "remove_vaddr": "#5aae61",
    "count_to_map": "#762a83",
    "mapped_in_child": "#9970ab",
    "in_byte": "#4d4d4d",
}
_TITLES = {
    "pages": "pages mapped in the child",
    "tables": "tables of the child",
    "children": "children",
    "memory": "MiB of memory",
    "depth": "depth of the caller (not logarithmic)",
}
_LEFT, _TOP, _WIDTH, _HEIGHT, _GAP = 70, 50, 300, 240, 64
_COLUMNS = 3
_LOWEST, _HIGHEST = 1.0, 5.0  # powers of ten

_STYLE = """\
    text { font-family: sans-serif; font-size: 12px; fill: #234 }
    .title { font-size: 14px }
    .grid { stroke: #dde3e8; stroke-width: 1 }
    .curve { fill: none; stroke-width: 1.8 }"""


def _height(instructions: int) -> float:
    share = (math.log10(instructions) - _LOWEST) / (_HIGHEST - _LOWEST)
    return _HEIGHT * (1 - min(1.0, max(0.0, share)))


def _panel(series: str, curves: dict[str, dict[int, int]]) -> list[str]:
    points = sorted(next(iter(curves.values())))

    def scale(at: float) -> float:
        return at if series == "depth" else math.log10(at)

    first, last = scale(points[0]), scale(points[-1])

    def across(at: int) -> float:
        return _WIDTH * (scale(at) - first) / ((last - first) or 1)

    parts = [f'<text class="title" x="0" y="-12">{_TITLES[series]}</text>']
    for power in range(int(_LOWEST), int(_HIGHEST) + 1):
        y = _height(10**power)
        parts.append(
            f'<path class="grid" d="M0 {y:.1f}h{_WIDTH}"/><text x="-8" y="{y + 4:.1f}" text-anchor="end">{10**power:,}</text>'
        )
    for at in (
        points if series != "depth" else [point for point in points if point % 16 == 0 or point == points[-1]]
    ):
        parts.append(f'<text x="{across(at):.1f}" y="{_HEIGHT + 18}" text-anchor="middle">{at:,}</text>')
    for name, colour in _DRAWN.items():
        if name in curves:
            line = " ".join(
                f"{across(at):.1f},{_height(instructions):.1f}"
                for at, instructions in sorted(curves[name].items())
            )
            parts.append(f'<polyline class="curve" stroke="{colour}" points="{line}"/>')
    return parts


def svg(results: Results) -> str:
    """The picture."""
    found = results.curves()
    shown = [series for series in _TITLES if series in found]
    rows = -(-(len(shown) + 1) // _COLUMNS)
    width, height = _COLUMNS * (_LEFT + _WIDTH) + 30, rows * (_TOP + _HEIGHT + _GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f"  <title>Guest instructions on {results.architecture}, by how much there is</title>",
        f"  <style>\n{_STYLE}\n  </style>",
        f'  <rect width="{width}" height="{height}" fill="white"/>',
    ]

    def place(index: int) -> str:
        return f"translate({_LEFT + index % _COLUMNS * (_LEFT + _WIDTH)} {_TOP + index // _COLUMNS * (_TOP + _HEIGHT + _GAP)})"

    for index, series in enumerate(shown):
        parts += [
            f'  <g transform="{place(index)}">',
            *(f"    {part}" for part in _panel(series, found[series])),
            "  </g>",
        ]
    parts.append(f'  <g transform="{place(len(shown))}">')
    for row, (name, colour) in enumerate(
        (name, colour) for name, colour in _DRAWN.items() if name in results.base
    ):
        parts.append(
            f'    <path class="curve" stroke="{colour}" d="M0 {row * 20}h26"/><text x="34" y="{row * 20 + 4}">{name}</text>'
        )
    return "\n".join([*parts, "  </g>", "</svg>", ""])
