"""The product's source as these tests read it: modules, imports, functions. Read once a run, never imported."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PRODUCT = "medcord"

# The files of which a stage is made.
STAGE_FILES = frozenset({"models", "actions", "queries", "reactions", "policy", "values"})

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of the product: dotted name, path, text and tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """First folder or file under the product: `core`, `cases`, `web` ...; empty for the package itself."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def inner(self) -> tuple[str, ...]:
        """Names below the room: ("actions", "publish") for medcord.advisories.actions.publish."""
        return tuple(self.name.split(".")[2:])

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))


def module_from(path: Path, name: str) -> Module:
    """A module value of one file. Raises SyntaxError where the file does not parse."""
    text = path.read_text("utf-8")
    return Module(name, path, text, ast.parse(text, str(path)))


def dotted_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Module]:
    """Every module of the product by dotted name."""
    found = (module_from(path, dotted_name(path, SOURCE)) for path in sorted((SOURCE / PRODUCT).rglob("*.py")))
    return {module.name: module for module in found}


def in_rooms(*rooms: str) -> list[Module]:
    return [module for module in modules().values() if module.room in rooms]


@cache
def nodes_of(tree: ast.AST) -> tuple[ast.AST, ...]:
    """All of a tree, walked once: most laws look at every node of the product."""
    return tuple(ast.walk(tree))


@dataclass(frozen=True)
class Import:
    """One imported name: as a module where one of that name is in the product, else the module it is taken from."""

    module: Module
    target: str
    line: int
    for_types_only: bool = False

    def __str__(self) -> str:
        return f"{self.module.where}:{self.line} imports {self.target}"


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    is_package = module.path.name == "__init__.py"
    base = parts[: len(parts) - node.level + is_package]
    return ".".join([*base, *([node.module] if node.module else [])])


def lines_for_types_only(tree: ast.Module) -> set[int]:
    """Lines under `if TYPE_CHECKING:`, which do not run."""
    guarded = [
        node for node in nodes_of(tree) if isinstance(node, ast.If) and chain_of(node.test)[-1:] == ["TYPE_CHECKING"]
    ]
    return {line for node in guarded for part in node.body for line in range(part.lineno, (part.end_lineno or 0) + 1)}


@cache
def imports_of(module: Module) -> tuple[Import, ...]:
    """Every import of a module, wherever it stands in the file: at the top, in a function, under TYPE_CHECKING."""
    return tuple(_imports_of(module))


def _imports_of(module: Module) -> Iterator[Import]:
    names = modules()
    type_only = lines_for_types_only(module.tree)
    for node in nodes_of(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno, node.lineno in type_only)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            for alias in node.names:
                full = f"{base}.{alias.name}"
                is_module = full in names or _is_planned(full) or full == "urllib.request"
                yield Import(module, full if is_module else base, node.lineno, node.lineno in type_only)


def _is_planned(dotted: str) -> bool:
    """`from medcord import cases`, `from medcord.cases import queries`: modules even where they are not built yet."""
    package, _, inner = dotted.partition(".")
    room, _, name = inner.partition(".")
    return package == PRODUCT and not room.startswith("__") and name in {"", *STAGE_FILES}


@cache
def product_imports() -> dict[str, tuple[Import, ...]]:
    """Per module its imports from the product itself."""
    return {
        name: tuple(found for found in imports_of(module) if found.target.split(".")[0] == PRODUCT)
        for name, module in modules().items()
    }


def room_of(dotted: str) -> str:
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 else ""


def road_to(start: str, forbidden: frozenset[str]) -> list[Import]:
    """The shortest chain of imports from a module to any module of the forbidden rooms; empty where there is none."""
    seen: set[str] = {start}
    roads: list[tuple[str, list[Import]]] = [(start, [])]
    for name, road in roads:
        for found in product_imports().get(name, ()):
            if room_of(found.target) in forbidden:
                return [*road, found]
            # Importing a.b.c runs a and a.b too.
            parts = found.target.split(".")
            for target in (".".join(parts[:length]) for length in range(2, len(parts) + 1)):
                if target not in seen:
                    seen.add(target)
                    roads.append((target, [*road, found]))
    return []


def functions_of(tree: ast.AST) -> Iterator[FunctionNode]:
    for node in nodes_of(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length_of(node: FunctionNode) -> int:
    """Lines from `def` to the last one, decorators not counted."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def docstring_length(node: FunctionNode) -> int:
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return (first.end_lineno or first.lineno) - first.lineno + 1
    return 0


def chain_of(node: ast.expr) -> list[str]:
    """Names along a chain: `Case.objects.filter(x).update` gives ["Case", "objects", "filter", "update"]."""
    names: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            if isinstance(node, ast.Name):
                names.append(node.id)
            return names[::-1]
