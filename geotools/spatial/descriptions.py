"""The parameters that local statistics share, described once."""

from __future__ import annotations

from geotools.parameters import Choice, Field, Integer, Layer, Number, Text
from geotools.spatial.recipes import RECIPES
from geotools.spatial.significance import ALTERNATIVES, CORRECTIONS

FEATURES = Layer("Entités à analyser", "Points, polygones ou carreaux ; une ligne par entité.")
WEIGHTS = Text("Voisinage", f"Qui est voisin de qui : {RECIPES}.", example="knn:8")
PERMUTATIONS = Integer(
    "Permutations",
    "Nombre de tirages au hasard. 99 999 donnent à la correction la finesse qu’elle demande.",
    minimum=99,
    maximum=9_999_999,
)
SEED = Integer(
    "Graine",
    "La même graine redonne exactement le même résultat.",
    advanced=True,
    minimum=0,
    maximum=2**32 - 1,
)
ALPHA = Number(
    "Seuil",
    "Part tolérée de fausses grappes parmi les grappes annoncées.",
    minimum=0.0,
    maximum=0.5,
)
CORRECTION = Choice(
    "Correction des tests multiples",
    "Tester mille entités à 5 % en déclare cinquante par hasard : la correction l’évite.",
    options=CORRECTIONS,
)
ALTERNATIVE = Choice(
    "Définition de la probabilité",
    advanced=True,
    options=ALTERNATIVES,
    help=(
        "Bilatérale : extrême d’un côté ou de l’autre ; « directed » est la définition d’esda"
        " et de GeoDa."
    ),
)
POPULATION = Field(
    "Champ de la population",
    "Facultatif : le champ de la valeur est alors un effectif, et le taux est standardisé selon "
    "sa fiabilité (Assunção et Reis, 1999).",
    numeric=True,
    advanced=True,
)
