"""The catalogue says what is counted; a user completes it in TOML; mistakes are named."""

import pytest

from geotools.catalogue import KINDS, load_catalogue
from geotools.errors import ConfigurationError

ORIGIN = ("nationalit", "origine", "étranger", "etranger", "immigr", "ethni")


def test_every_row_of_the_guide_is_there():
    ids = set(load_catalogue().indicators)
    guide = [
        "rev_lt40",
        "rev_40_80",
        "rev_ge80",
        "ress_salaires",
        "ress_retraites",
        "ress_rsa",
        "ress_aah",
        "emp_stable",
        "emp_precaire",
        "chomeurs",
        "sans_emploi",
        "tx_actifs",
        "stable_actifs",
        "apl",
        "er_part",
        "er_lt40",
        "mono",
        "mono3p",
        "fam3p",
        "seules",
        "age_lt30",
        "age_30_39",
        "age_40_49",
        "age_50_64",
        "age_65_74",
        "age_75p",
        "ind_jeunesse",
        "sousocc",
        "surocc",
        "rotation",
        "mutation",
        "vac3",
        "impayes3",
        "parc_av1977",
        "parc_ge2000",
        "finan_plai",
        "finan_plus",
        "finan_pls",
        "finan_av77",
        "loyer_apl",
        "loyer_m2",
        "loyer_t3",
        "charges",
        "dpe_fg",
        "typo_t1_t2",
        "typo_t3_t4",
        "typo_t5p",
        "typo_t4p",
        "densite_entree",
        "densite_immeuble",
        "premier_choix",
        "refus",
        "retrait_reservataire",
        "refus_dalo",
        "qual_services",
        "qual_vie_sociale",
        "qual_parties_communes",
        "qual_tranquillite",
    ]
    assert set(guide) <= ids


def test_the_socle_is_the_one_of_the_guide():
    socle = {i.id for i in load_catalogue().indicators.values() if i.tier == "S"}
    assert socle == {
        "rev_lt40",
        "apl",
        "emp_stable",
        "emp_precaire",
        "chomeurs",
        "sans_emploi",
        "er_part",
        "er_lt40",
    }


def test_no_indicator_is_about_nationality_or_origin():
    catalogue = load_catalogue()
    texts = [f"{i.id} {i.label} {i.numerator}" for i in catalogue.indicators.values()]
    texts += [f"{c.id} {c.label} {c.expressions}" for c in catalogue.counts.values()]
    assert not [t for t in texts if any(word in t.lower() for word in ORIGIN)]


def test_every_indicator_has_a_source_line_and_a_sense():
    for item in load_catalogue().indicators.values():
        assert item.line.startswith("Repères 17:"), item.id
        assert item.kind in KINDS
        assert item.population, item.id


def test_labels_follow_the_parameters():
    table = load_catalogue().table({"seuil_revenus": 20})
    assert table.loc["rev_lt40", "libelle"] == "Ménages sous 20 % des plafonds PLUS"
    assert table.loc["rev_lt40", "repere_national"] == "38,9 (2012)"
    assert table.loc["rev_lt40", "niveau"] == "socle"


def test_the_summary_has_every_indicator():
    catalogue = load_catalogue()
    summary = catalogue.summary()
    assert list(summary.index) == list(catalogue.indicators)
    assert summary.loc["apl", "sens"] == "signale une fragilité"


def test_a_user_adds_an_indicator_and_corrects_another(tmp_path):
    mine = tmp_path / "local.toml"
    mine.write_text(
        """
[parameter.grand_age]
label = "Grand âge, à partir de"
default = 80

[count.titulaires_80]
label = "Titulaires de {grand_age} ans et plus"
population = "titulaires"
expressions.ops = "2024 - naissance_titulaire >= {grand_age}"

[indicator.age_80p]
label = "Titulaires de {grand_age} ans et plus"
theme = "Âge"
numerator = "titulaires_80"
denominator = "titulaires_age"
line = "Convention locale, article 3"

[indicator.apl]
caution = "Lire avec le taux de recours local."
""",
        encoding="utf-8",
    )
    catalogue = load_catalogue(mine)
    assert catalogue.indicator("age_80p").numerator == "titulaires_80"
    assert catalogue.indicator("apl").caution == "Lire avec le taux de recours local."
    assert catalogue.indicator("apl").denominator == "menages_apl_connu"
    assert "age_80p" not in load_catalogue().indicators


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[indicateur.x]\nlabel='a'", "« indicateur »"),
        ("[indicator.x]\nlabel='a'\ntheme='b'\nnumerateur='c'", "« numerateur »"),
        (
            "[indicator.x]\nlabel='a'\ntheme='b'\nnumerator='menagess'\ndenominator='menages'",
            "menagess",
        ),
        ("[indicator.x]\ntheme='b'\nnumerator='menages'\ndenominator='menages'", "clé manquante"),
        ("[indicator.x]\nlabel='a'\ntheme='b'\nnumerator='menages'", "denominator"),
        ("[count.x]\nlabel='a'\nexpressions.ops='apl +'", "ne se lit pas"),
        ("[count.x]\nlabel='a'\nexpressions.opss='apl'", "« opss »"),
        ("[count.x]\nlabel='a'\nexpressions.ops='revenu_pct_plus < {seuil}'", "« seuil »"),
        ("[index.x]\nlabel='a'\nweights={apll=1}", "« apll »"),
        ("[indicator", "TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path, text, said):
    path = tmp_path / "faux.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said.replace("[", r"\[")):
        load_catalogue(path)


def test_an_absent_catalogue_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match="n’existe pas"):
        load_catalogue(tmp_path / "rien.toml")


def test_parameters_are_checked():
    catalogue = load_catalogue()
    assert catalogue.values({"seuil_revenus": 20})["seuil_revenus"] == 20
    with pytest.raises(ConfigurationError, match="accepte 20, 40"):
        catalogue.values({"seuil_revenus": 30})
    with pytest.raises(ConfigurationError, match="doit être un nombre"):
        catalogue.values({"ecart_pieces": "deux"})
    with pytest.raises(ConfigurationError, match="« ecart_pieces »"):
        catalogue.values({"ecart_piece": 2})


def test_unknown_names_are_answered_with_the_nearest():
    catalogue = load_catalogue()
    with pytest.raises(ConfigurationError, match="« rev_lt40 »"):
        catalogue.indicator("rev_lt4")
    with pytest.raises(ConfigurationError, match="« precarite »"):
        catalogue.index("precarites")
    with pytest.raises(ConfigurationError, match="« census »"):
        catalogue.source("censu")


def test_related_counts_say_which_classes_they_add_up():
    parts = load_catalogue().parts(["majeurs", "majeurs_actifs", "majeurs_chomeurs", "menages_apl"])
    assert parts["majeurs_chomeurs"] == ("majeurs_chomeurs",)
    assert set(parts["majeurs_actifs"]) == set(parts["majeurs"]) - {"majeurs_sans_emploi"}
    assert "menages_apl" not in parts
