"""Operations on what is written: a printable map, a dressed GeoPackage, a certificate verified."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import pandas as pd
from geopandas import GeoDataFrame

from geotools.operations import Group, Output, operation
from geotools.outputs.certificate import check_certificate
from geotools.outputs.geopackage import write_geopackage
from geotools.outputs.layers import LayerSpec
from geotools.outputs.maps import PAGES, MapSpec, write_map
from geotools.outputs.palette import Style, get_style, graduated, recognise_style, styles
from geotools.outputs.proof import Proof
from geotools.parameters import Choice, Field, File, Layer, Layers, Text

_AUTO = "auto"
_STYLES = {
    _AUTO: "Selon les champs de la couche",
    **{name: style.title for name, style in styles().items() if style.offered},
}
_UNAUDITED = (
    "Document préparé hors de la publication : le secret statistique n’a pas été audité, ne pas "
    "diffuser en l’état."
)
_UNKNOWN = "non précisé"


@operation(
    group=Group.SECRECY,
    label="Mettre une carte en page",
    summary="Dessine une couche sur une page A4 ou A3 : titre, légende, échelle, nord, sources.",
    help="""
        La page est un PDF vectoriel. Les couleurs sont celles des styles du projet, lisibles par
        les daltoniens ; des hachures les répètent pour l’impression en noir et blanc. Les unités
        sans valeur sont hachurées et marquées « s ».

        Avec un champ et le style automatique, les classes partagent les valeurs en cinq groupes de
        même taille, aux bornes arrondies. Les champs grappe, indice_precarite, classe,
        specialisation et alerte sont reconnus.
    """,
    source="Issue 6 du projet, paragraphe 5 ; palettes ColorBrewer (RdBu, PuOr, YlGnBu, BuPu).",
    limits=_UNAUDITED,
    outputs=(
        Output(
            "page",
            "Carte (PDF)",
            kind="file",
            help="Une page à relire avant tout envoi : elle n’est pas auditée.",
        ),
    ),
    requires=("matplotlib",),
    tags=("carte", "impression", "PDF", "mise en page", "légende"),
    id="printmap",
)
def print_map(
    features: Annotated[
        GeoDataFrame,
        Layer(
            "Couche à dessiner",
            projected=True,
            help="Couche de la carte ; elle donne aussi l’emprise de la page.",
        ),
    ],
    *,
    value: Annotated[
        str | None,
        Field("Champ de la valeur", help="Vide : celui du style.", of="features", numeric=True),
    ] = None,
    style: Annotated[
        str,
        Choice(
            "Style",
            options=_STYLES,
            help="Automatique : le style que les champs de la couche appellent.",
        ),
    ] = _AUTO,
    overlay: Annotated[
        GeoDataFrame | None,
        Layer(
            "Contours par-dessus (QPV)",
            geometry="polygon",
            help="Polygones dessinés en contour seul, par-dessus.",
        ),
    ] = None,
    title: Annotated[
        str,
        Text(
            "Titre",
            example="Indice de précarité des résidences",
            help="En tête de page : ce que la carte montre, et de quel territoire.",
        ),
    ] = "",
    source: Annotated[
        str,
        Text(
            "Sources",
            example="RPLS 2024 (SDES), OPS 2024",
            help="Au pied de la page : producteur et millésime de chaque donnée.",
        ),
    ] = _UNKNOWN,
    vintage: Annotated[
        str, Text("Millésime", example="2024", help="Année que la carte décrit.")
    ] = _UNKNOWN,
    page: Annotated[
        str,
        Choice(
            "Page",
            options={name: f"{name} paysage" for name in PAGES},
            help="A4 se lit à l’écran et s’imprime partout, A3 montre un grand territoire.",
        ),
    ] = "A4",
) -> bytes:
    """Return a printable page as the bytes of a PDF.

    Parameters
    ----------
    features : GeoDataFrame
        Areas or points in a projected CRS.
    value : str, optional
        Numeric column that the classes share out, or that the chosen style reads.
    style : str
        A style of the palette, or ``auto``.
    overlay : GeoDataFrame, optional
        Outlines drawn over the map, named by ``libelle``.
    title, source, vintage : str
        Printed on the page.
    page : {"A4", "A3"}

    Returns
    -------
    bytes

    Raises
    ------
    ConfigurationError
        No style fits the columns.
    """
    drawn = LayerSpec("carte", title or "Carte", features)
    over = None if overlay is None else LayerSpec("qpv", "Contours", overlay)
    chosen = drawn.checked(_chosen_style(features, value, style))
    spec = MapSpec(
        layer=drawn,
        style=chosen,
        proof=_proof(title, source, vintage),
        overlay=over,
        title=title,
        page=page,
    )
    with tempfile.TemporaryDirectory() as folder:
        return write_map(Path(folder) / "carte.pdf", spec).read_bytes()


def _chosen_style(features: GeoDataFrame, value: str | None, style: str) -> Style:
    if style != _AUTO:
        chosen = get_style(style)
        return chosen.on(value) if value and chosen.field else chosen
    if value:
        known = recognise_style(features[[value]])
        return known if known is not None else graduated(features[value], value)
    known = recognise_style(features)
    return known if known is not None else get_style("iris")


def _proof(title: str, source: str, vintage: str) -> Proof:
    return Proof(
        territory=title or "Carte",
        vintage=vintage,
        sources=(source,),
        base="couche de l’utilisateur",
        rule=_UNAUDITED,
    )


@operation(
    group=Group.SECRECY,
    label="Exporter un GeoPackage habillé",
    summary="Réunit des couches dans un GeoPackage avec leurs styles et un projet prêt à imprimer.",
    help="""
        Chaque couche reçoit le style de son nom (qpv, iris, communes, groupes, residences…) ou,
        à défaut, celui que ses champs appellent (grappe, indice_precarite, classe,
        specialisation, alerte). QGIS l’applique à l’ouverture.

        Le fichier contient aussi un projet QGIS : couches groupées, mises en page A4 et A3, atlas.
        Ouvrez-le depuis l’explorateur de QGIS, sous le GeoPackage.
    """,
    source="OGC GeoPackage 1.2 (12-128r14) et table layer_styles de QGIS.",
    limits=_UNAUDITED,
    outputs=(
        Output(
            "package",
            "GeoPackage",
            kind="file",
            help="À ouvrir par son projet, dans l’explorateur de QGIS ; il n’est pas audité.",
        ),
    ),
    tags=("export", "GeoPackage", "style", "projet"),
    id="exportstyled",
)
def export_styled(
    layers: Annotated[
        dict[str, GeoDataFrame],
        Layers(
            "Couches",
            geometry="any",
            help="Couches à réunir ; le nom donné à chacune choisit son style.",
        ),
    ],
    *,
    title: Annotated[
        str,
        Text("Titre", example="Diagnostic 2024", help="Titre du projet et de ses mises en page."),
    ] = "Diagnostic",
    source: Annotated[
        str,
        Text(
            "Sources",
            example="RPLS 2024 (SDES), OPS 2024",
            help="Au pied des mises en page : producteur et millésime de chaque donnée.",
        ),
    ] = _UNKNOWN,
    vintage: Annotated[
        str, Text("Millésime", example="2024", help="Année que les couches décrivent.")
    ] = _UNKNOWN,
) -> bytes:
    """Return a GeoPackage with styles and a project, as bytes.

    Parameters
    ----------
    layers : mapping of str to GeoDataFrame
        Indexed by a unique code.
    title, source, vintage : str
        Stored as metadata.

    Returns
    -------
    bytes
    """
    specs = [_dressed(name, frame) for name, frame in layers.items()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "couches.gpkg"
        proof = _proof(title, source, vintage)
        return write_geopackage(path, specs, metadata=proof, project=title).read_bytes()


def _dressed(name: str, frame: GeoDataFrame) -> LayerSpec:
    kept = frame.drop(columns=[c for c in frame.columns if str(c).lower() in ("fid", "ogc_fid")])
    kept = kept.drop(columns=[kept.index.name] if kept.index.name in kept.columns else [])
    known = recognise_style(kept, name)
    title = styles()[name].title if name in styles() else name.replace("_", " ").capitalize()
    return LayerSpec(name, title, kept, known or "")


@operation(
    group=Group.SECRECY,
    label="Vérifier le certificat d’une publication",
    summary="Compare chaque fichier d’un dossier publié avec son empreinte.",
    help="""
        Le certificat porte l’empreinte SHA-256 de chaque fichier publié. Un fichier modifié,
        retiré ou ajouté depuis est signalé ; une table vide dit que le dossier est intact.
    """,
    source="Certificat écrit par la publication (geotools publish).",
    limits="Le certificat ne dit rien de ce qui a été copié hors du dossier.",
    outputs=(
        Output(
            "differences",
            "Différences",
            kind="table",
            help="Une ligne par fichier changé, retiré ou ajouté ; vide : le dossier est intact.",
        ),
    ),
    tags=("certificat", "empreinte", "secret statistique", "intégrité"),
    id="verifycertificate",
)
def verify_certificate(
    certificate: Annotated[
        Path,
        File(
            "Certificat (certificat.json)",
            extensions=("json",),
            help="Fichier resté dans le dossier publié, à côté de ce qu’il certifie.",
        ),
    ],
) -> pd.DataFrame:
    """Return one row for each file that differs from the certificate.

    Parameters
    ----------
    certificate : path
        ``certificat.json`` in the published folder.

    Returns
    -------
    DataFrame
        ``fichier``, ``constat`` (``modifié``, ``absent``, ``ajouté``).

    Raises
    ------
    InputError
        The certificate cannot be read.
    """
    return check_certificate(Path(certificate).parent)
