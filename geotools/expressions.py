"""The small language in which the catalogue says what is counted.

An expression reads the columns of one row and yields yes/no (rows are counted) or a number (values
are added up)::

    ressources_plus < {seuil_revenus} and plafond_logement in ("PLAI", "PLUS")

Names are columns, ``{name}`` is a parameter of the catalogue. The grammar is a whitelist over
Python's syntax tree: comparisons, ``and``, ``or``, ``not``, ``in``, the four operations, numbers,
texts and the functions of :data:`FUNCTIONS`. Nothing else is ever evaluated, so that a catalogue
received from somebody else is harmless.

An unknown value stays unknown (Kleene's logic): ``not apl`` is not true where ``apl`` is blank.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np
import pandas as pd

from geotools._expression_functions import FUNCTIONS, quantity, yes_no
from geotools.errors import ConfigurationError, InputError, MissingColumnError, nearest, shown, some

_PARAMETER = re.compile(r"\{(\w+)\}")
_PREFIX = "parametre__"
_YES_NO = {"oui": True, "non": False}

LONGEST = 2_000
"""Characters of an expression."""

_DEEPEST = 50
_LARGEST = 10**15


@dataclass(frozen=True)
class Expression:
    """A checked expression.

    Parameters
    ----------
    text : str
        As written in the catalogue.

    Raises
    ------
    ConfigurationError
        The text is not an expression of the language.
    """

    text: str

    def __post_init__(self) -> None:
        short = shown(self.text, 80)
        _check_depth(self._tree, short)
        for node in ast.walk(self._tree):
            _check(node, short)
        if not self._names and not (
            isinstance(self._tree, ast.Constant) and self._tree.value is True
        ):
            raise ConfigurationError(
                f"L’expression « {short} » ne lit aucune colonne : elle dirait la même chose de "
                "chaque ligne. Pour compter toutes les lignes, écrivez « True »."
            )

    @cached_property
    def _tree(self) -> ast.expr:
        if not isinstance(self.text, str) or len(self.text) > LONGEST:
            raise ConfigurationError(
                f"L’expression « {shown(self.text, 80)} » doit être un texte de {LONGEST} "
                "caractères au plus. Coupez-la en plusieurs comptes."
            )
        try:
            named = _PARAMETER.sub(rf"{_PREFIX}\1", self.text)
            return ast.parse(" ".join(named.split()), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            at = getattr(error, "offset", None)
            place = f" (vers le caractère {at})" if at else ""
            raise ConfigurationError(
                f"L’expression « {shown(self.text, 80)} » ne se lit pas{place}. Écrivez par "
                "exemple « ressources_plus < {seuil_revenus} and apl »."
            ) from None

    @cached_property
    def _names(self) -> frozenset[str]:
        called = {n.func for n in ast.walk(self._tree) if isinstance(n, ast.Call)}
        names = (n for n in ast.walk(self._tree) if isinstance(n, ast.Name) and n not in called)
        return frozenset(n.id for n in names)

    @property
    def columns(self) -> frozenset[str]:
        """Columns that the expression reads."""
        return frozenset(n for n in self._names if not n.startswith(_PREFIX))

    @property
    def parameters(self) -> frozenset[str]:
        """Parameters that the expression reads."""
        return frozenset(n.removeprefix(_PREFIX) for n in self._names if n.startswith(_PREFIX))

    def evaluate(self, table: Columns, parameters: Mapping[str, object]) -> Any:
        """Return one value per row, as a nullable pandas array (a categorical for texts).

        Raises
        ------
        MissingColumnError
            A column is absent.
        ConfigurationError
            A parameter is absent.
        """
        return _evaluate(self._tree, table, parameters)


class Columns:
    """The columns of a table, made ready once: texts as categoricals, numbers as nullable floats.

    Parameters
    ----------
    frame : DataFrame
        One row per household, dwelling or person.
    definitions : mapping of name to expressions, optional
        Derived columns: the first expression that knows a row's value gives it.
    parameters : mapping, optional
        Values of the parameters; one that is None counts as absent.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        definitions: Mapping[str, tuple[Expression, ...]] | None = None,
        parameters: Mapping[str, object] | None = None,
    ) -> None:
        self._frame = frame
        self._definitions = definitions or {}
        self._parameters = {k: v for k, v in (parameters or {}).items() if v is not None}
        self._ready: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(self._frame)

    def __contains__(self, name: str) -> bool:
        return name in self._frame.columns or any(
            self.can(alternative) for alternative in self._definitions.get(name, ())
        )

    def __getitem__(self, name: str) -> Any:
        if name not in self._ready:
            if name in self._frame.columns:
                self._ready[name] = _ready(self._frame[name])
            elif name in self._definitions:
                self._ready[name] = self.first_known(self._definitions[name])
            else:
                raise MissingColumnError(
                    f"La colonne « {name} » est absente de la table. "
                    f"Noms proches : {nearest(name, self._frame.columns)}."
                )
        return self._ready[name]

    def can(self, expression: Expression) -> bool:
        """Tell whether the columns and parameters of an expression are there."""
        return expression.parameters <= self._parameters.keys() and all(
            column in self for column in expression.columns
        )

    def value(self, expression: Expression) -> Any:
        """Evaluate one expression on every row."""
        result = expression.evaluate(self, self._parameters)
        if not hasattr(result, "dtype"):  # a constant: the same for every row
            result = pd.array(np.full(len(self), result))
        return quantity(result)

    def first_known(self, alternatives: tuple[Expression, ...]) -> Any:
        """Evaluate the alternatives that can be; each fills what the former ones do not know."""
        usable = [alternative for alternative in alternatives if self.can(alternative)]
        if not usable:
            usable = list(alternatives[:1])  # evaluated, it names the column that is missing
        result = self.value(usable[0])
        for alternative in usable[1:]:
            unknown = np.asarray(pd.isna(result))
            if not unknown.any():
                break
            result = result.copy()
            result[unknown] = self.value(alternative)[unknown]
        return result


def _ready(column: pd.Series) -> Any:
    if not column.notna().any():  # blank all along: of no type, unknown everywhere
        return pd.Categorical([None] * len(column))
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype("boolean").array
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=float, na_value=np.nan)
        return pd.arrays.FloatingArray(values, np.isnan(values))
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.array
    if column.dtype == object and column.dropna().map(lambda v: isinstance(v, bool)).all():
        return column.astype("boolean").array  # yes, no and blank, as readers leave them
    texts = column.astype("category").array
    if set(texts.categories) <= set(_YES_NO):
        return pd.array([_YES_NO[c] for c in texts.categories] + [pd.NA], dtype="boolean")[
            texts.codes
        ]
    return texts


# --- Grammar ------------------------------------------------------------------------------------

_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_ALLOWED: tuple[type[ast.AST], ...] = (
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.UnaryOp,
    ast.Not,
    ast.USub,
    ast.BinOp,
    *_ARITHMETIC,
    ast.Compare,
    *_COMPARISONS,
    ast.In,
    ast.NotIn,
    ast.Name,
    ast.Load,
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.Call,
)


def _check_depth(tree: ast.expr, text: str) -> None:
    """Refuse what nests so deep that evaluating it would exhaust the stack."""
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise ConfigurationError(
        f"L’expression « {text} » emboîte plus de {_DEEPEST} niveaux. Coupez-la en plusieurs "
        "définitions."
    )


def _check(node: ast.AST, text: str) -> None:
    if not isinstance(node, _ALLOWED):
        raise ConfigurationError(
            f"L’expression « {text} » contient une écriture refusée ({type(node).__name__}). "
            "Sont admis : comparaisons, and, or, not, in, + - * /, nombres, textes et "
            f"{', '.join(FUNCTIONS)}."
        )
    if isinstance(node, ast.Constant) and not isinstance(node.value, str | int | float | bool):
        raise ConfigurationError(f"L’expression « {text} » contient une constante refusée.")
    number = node.value if isinstance(node, ast.Constant) else 0
    if isinstance(number, int | float) and not abs(number) <= _LARGEST:
        raise ConfigurationError(f"L’expression « {text} » contient un nombre infini ou démesuré.")
    calculated: list[ast.expr] = []
    if isinstance(node, ast.BinOp):
        calculated = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        calculated = [node.operand]
    if any(isinstance(c, ast.Constant) and isinstance(c.value, str) for c in calculated):
        raise ConfigurationError(f"L’expression « {text} » calcule avec un texte.")
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else "?"
        if name not in FUNCTIONS or node.keywords or len(node.args) != FUNCTIONS[name][0]:
            raise ConfigurationError(
                f"L’expression « {text} » appelle « {name} » de façon inconnue. Fonctions "
                f"admises : {', '.join(f'{k} ({v[0]} argument(s))' for k, v in FUNCTIONS.items())}."
            )
    if isinstance(node, ast.Compare):
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.In | ast.NotIn) and not isinstance(
                right, ast.Tuple | ast.List
            ):
                raise ConfigurationError(
                    f'L’expression « {text} » : « in » attend une liste, par exemple in ("10",).'
                )
            if isinstance(right, ast.Tuple | ast.List) and not right.elts:
                raise ConfigurationError(f"L’expression « {text} » cherche dans une liste vide.")


def _evaluate(node: ast.AST, table: Columns, parameters: Mapping[str, object]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name) if name.startswith(_PREFIX):
            return _parameter(name.removeprefix(_PREFIX), parameters)
        case ast.Name(id=name):
            return table[name]
        case ast.BoolOp(op=operator, values=parts):
            read = [_truth(_evaluate(part, table, parameters)) for part in parts]
            return reduce(_and if isinstance(operator, ast.And) else _or, read)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            truth = _truth(_evaluate(operand, table, parameters))
            return _not(truth)
        case ast.UnaryOp(operand=operand):
            return _calculated(ast.Mult(), -1, quantity(_evaluate(operand, table, parameters)))
        case ast.BinOp(left=left, op=arithmetic, right=right):
            sides = (quantity(_evaluate(side, table, parameters)) for side in (left, right))
            return _calculated(arithmetic, *sides)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return FUNCTIONS[name][1](*(_evaluate(a, table, parameters) for a in arguments))
        case ast.Compare():
            return _compare_chain(node, table, parameters)
        case _:
            raise AssertionError(type(node).__name__)


def _parameter(name: str, parameters: Mapping[str, object]) -> object:
    if name not in parameters:
        raise ConfigurationError(
            f"Le paramètre « {name} » du catalogue n’a pas de valeur. "
            f"Noms proches : {nearest(name, parameters)}."
        )
    return parameters[name]


def _compare_chain(node: ast.Compare, table: Columns, parameters: Mapping[str, object]) -> Any:
    left, results = _evaluate(node.left, table, parameters), []
    for operator, comparator in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, ast.In | ast.NotIn) and isinstance(
            comparator, ast.Tuple | ast.List
        ):
            items = [_evaluate(item, table, parameters) for item in comparator.elts]
            inside = reduce(_or, [_compare(ast.Eq(), left, item) for item in items])
            results.append(_not(inside) if isinstance(operator, ast.NotIn) else inside)
            continue
        right = _evaluate(comparator, table, parameters)
        results.append(_compare(operator, left, right))
        left = right
    return reduce(_and, results)


def _compare(operator: ast.cmpop, left: Any, right: Any) -> Any:
    compare = _COMPARISONS[type(operator)]
    if np.isscalar(left) and np.isscalar(right):
        if isinstance(left, str) != isinstance(right, str):
            raise ConfigurationError(f"Une expression compare {left!r} à {right!r}.")
        return bool(compare(left, right))
    if isinstance(left, pd.Categorical) and not isinstance(right, pd.Categorical):
        on_categories = np.array([_text_compare(compare, c, right) for c in left.categories])
        answer = np.append(on_categories, False)[left.codes].astype(bool)
        return pd.arrays.BooleanArray(answer, np.asarray(left.codes) < 0)
    left, right = quantity(left), quantity(right)
    if isinstance(left, pd.Categorical):
        left, right = (pd.Series(side).astype("string").array for side in (left, right))
    elif isinstance(right, str) and pd.api.types.is_bool_dtype(left):
        raise InputError(
            f"Une colonne de oui ou non est comparée au texte « {right} ». Écrivez son nom seul, "
            "ou « not » devant son nom."
        )
    elif isinstance(right, str) and not isinstance(left, str):
        raise InputError(
            f"Une colonne de nombres est comparée au texte « {right} ». Les codes doivent rester "
            "du texte : relisez le fichier sans les convertir en nombres."
        )
    return yes_no(compare(left, right))


def _text_compare(compare: Callable[[Any, Any], Any], category: object, value: object) -> bool:
    if isinstance(category, str) != isinstance(value, str):
        raise ConfigurationError(
            f"Une colonne de texte est comparée au nombre {value!r}. Mettez la valeur entre "
            "guillemets, ou lisez la colonne avec nombre(…)."
        )
    return bool(compare(category, value))


def _calculated(operator: ast.operator, left: Any, right: Any) -> Any:
    """Return the result of one of the four operations; a division by zero is unknown."""
    for side in (left, right):
        if isinstance(side, pd.Categorical | str):
            raise InputError(
                "Une expression calcule avec une colonne de texte. Lisez-la avec nombre(…)."
            )
    if not isinstance(operator, ast.Div):
        return _ARITHMETIC[type(operator)](left, right)
    if isinstance(right, int | float):
        if right == 0:
            raise ConfigurationError("Une expression divise par zéro.")
        return left / right
    divisor = pd.array(right, dtype="Float64")
    return left / _without_zeros(divisor)


def _without_zeros(values: Any) -> Any:
    known = values.copy()
    zero = np.asarray((known == 0).fillna(False), dtype=bool)
    known[zero] = pd.NA
    return known


def _truth(values: Any) -> Any:
    """Return yes, no or unknown; a text other than « oui » and « non » is unknown."""
    known = quantity(values)
    if isinstance(known, bool | int | float):
        return bool(known)
    if isinstance(known, str):
        raise ConfigurationError(f"Le texte « {shown(known)} » n’est ni oui ni non.")
    if isinstance(known, pd.Categorical):
        if not set(known.categories) & set(_YES_NO):
            raise InputError(
                "Une colonne de texte est prise pour un oui ou non, sans « oui » ni « non » : "
                f'{some(known.categories, 3)}. Comparez-la à une valeur, par exemple x == "1".'
            )
        answers = [_YES_NO.get(category, pd.NA) for category in known.categories]
        return pd.array([*answers, pd.NA], dtype="boolean")[np.asarray(known.codes)]
    return known if known.dtype == "boolean" else known != 0


def _not(truth: Any) -> Any:
    return (not truth) if isinstance(truth, bool) else ~truth


def _and(left: Any, right: Any) -> Any:
    return left & right


def _or(left: Any, right: Any) -> Any:
    return left | right
