<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="fr">
  <context>
    <name>equilibre</name>
    <message>
      <source>Lecture des couches</source>
      <translation>Reading the layers</translation>
    </message>
    <message>
      <source>Écriture des résultats</source>
      <translation>Writing the results</translation>
    </message>
    <message>
      <source>Imprimer un atlas en PDF</source>
      <translation>Print an atlas to PDF</translation>
    </message>
    <message>
      <source>Une page par quartier, commune ou groupe : carte, chiffres, légende, sources.</source>
      <translation>One page per district, commune or group: map, figures, legend, sources.</translation>
    </message>
    <message>
      <source>Une page par entité de la couche de couverture. À gauche, la carte : l’unité de la page est cernée, une petite carte la situe. À droite, sa classe (indice de précarité, grappe, orientation), ses chiffres à côté de ceux du niveau supérieur, l’écart, et l’évolution quand un millésime antérieur est donné ou que la couche porte des champs « _avant ». Au pied, sources, millésime et mention du secret. Un chiffre retenu est marqué « s ».

Niveau supérieur : la commune pour un quartier ou un groupe, le territoire pour une commune. La couche doit porter les mêmes champs ; l’entité retenue est celle qui contient un point intérieur de l’unité, ou la seule ligne de la couche. Sans cette couche, l’unité est comparée à la médiane des unités.

Ne couvrez que des couches que l’audit du secret a admises : l’atlas montre les chiffres tels quels.</source>
      <translation>One page per feature of the coverage layer. On the left, the map: the unit of the page is outlined, a small map locates it. On the right, its class (precarity index, cluster, orientation), its figures beside those of the level above, the gap, and the change when an earlier vintage is given or the layer carries “_avant” fields. At the foot, sources, vintage and secrecy notice. A withheld figure is marked “s”.

Level above: the commune for a district or a group, the territory for a commune. The layer must carry the same fields; the feature taken is the one that contains an inner point of the unit, or the only row of the layer. Without this layer, the unit is compared with the median of the units.

Cover only layers that the secrecy audit admitted: the atlas shows the figures as they are.</translation>
    </message>
    <message>
      <source>Couche de couverture : une page par entité</source>
      <translation>Coverage layer: one page per feature</translation>
    </message>
    <message>
      <source>Champ du titre de la page</source>
      <translation>Field of the page title</translation>
    </message>
    <message>
      <source>Champs des chiffres à montrer</source>
      <translation>Fields of the figures to show</translation>
    </message>
    <message>
      <source>Niveau supérieur (communes, territoire)</source>
      <translation>Level above (communes, territory)</translation>
    </message>
    <message>
      <source>Millésime antérieur de la couche</source>
      <translation>Earlier vintage of the layer</translation>
    </message>
    <message>
      <source>Code commun aux deux millésimes</source>
      <translation>Code shared by the two vintages</translation>
    </message>
    <message>
      <source>Couches du fond, de haut en bas</source>
      <translation>Background layers, top to bottom</translation>
    </message>
    <message>
      <source>Titre de l’atlas</source>
      <translation>Title of the atlas</translation>
    </message>
    <message>
      <source>Millésime antérieur, en toutes lettres</source>
      <translation>Earlier vintage, written out</translation>
    </message>
    <message>
      <source>Sources et millésimes</source>
      <translation>Sources and vintages</translation>
    </message>
    <message>
      <source>Mention du secret</source>
      <translation>Secrecy notice</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>Paper size</translation>
    </message>
    <message>
      <source>Atlas</source>
      <translation>Atlas</translation>
    </message>
    <message>
      <source>Choisissez le champ qui donne le titre de chaque page.</source>
      <translation>Choose the field that gives the title of each page.</translation>
    </message>
    <message>
      <source>Unité de la page</source>
      <translation>Unit of the page</translation>
    </message>
    <message>
      <source>pages</source>
      <translation>pages</translation>
    </message>
    <message>
      <source>Logements (RPLS)</source>
      <translation>Dwellings (RPLS)</translation>
    </message>
    <message>
      <source>Ménages (enquête OPS)</source>
      <translation>Households (OPS survey)</translation>
    </message>
    <message>
      <source>Résidences (gestion)</source>
      <translation>Residences (management)</translation>
    </message>
    <message>
      <source>Attributions</source>
      <translation>Allocations</translation>
    </message>
    <message>
      <source>Demandes de logement</source>
      <translation>Housing applications</translation>
    </message>
    <message>
      <source>Mouvements entre résidences</source>
      <translation>Moves between residences</translation>
    </message>
    <message>
      <source>Refus de proposition</source>
      <translation>Refused offers</translation>
    </message>
    <message>
      <source>Programmation du PLH</source>
      <translation>PLH programme</translation>
    </message>
    <message>
      <source>Grille qualitative</source>
      <translation>Qualitative grid</translation>
    </message>
    <message>
      <source>Carreaux de l’INSEE (Filosofi)</source>
      <translation>INSEE tiles (Filosofi)</translation>
    </message>
    <message>
      <source>Équipements (BPE)</source>
      <translation>Facilities (BPE)</translation>
    </message>
    <message>
      <source>Recensement (logements)</source>
      <translation>Census (dwellings)</translation>
    </message>
    <message>
      <source>Parc privé</source>
      <translation>Private stock</translation>
    </message>
    <message>
      <source>Bilan SRU</source>
      <translation>SRU report</translation>
    </message>
    <message>
      <source>Seuils de quartile</source>
      <translation>Quartile thresholds</translation>
    </message>
    <message>
      <source>Suivi des résidences</source>
      <translation>Follow-up of residences</translation>
    </message>
    <message>
      <source>Communes</source>
      <translation>Communes</translation>
    </message>
    <message>
      <source>Quartiers prioritaires</source>
      <translation>Priority districts (QPV)</translation>
    </message>
    <message>
      <source>IRIS</source>
      <translation>IRIS</translation>
    </message>
    <message>
      <source>Noms séparés par des virgules, par exemple « qpv, iris » : ils donnent leur nom aux colonnes du résultat. Sans réponse, le nom de chaque couche est repris.</source>
      <translation>Names separated by commas, for example “qpv, iris”: they name the columns of the result. Without an answer, the name of each layer is used.</translation>
    </message>
    <message>
      <source>noms courts, dans l’ordre des couches</source>
      <translation>short names, in the order of the layers</translation>
    </message>
    <message>
      <source>par exemple</source>
      <translation>for example</translation>
    </message>
    <message>
      <source>&lt;h3&gt;equilibre_indice(parts, references[, poids])&lt;/h3&gt;&lt;p&gt;Indice de précarité : 100 × moyenne pondérée des rapports part / référence.&lt;/p&gt;&lt;p&gt;Exemple : &lt;code&gt;equilibre_indice(array("rev_lt40", "apl"), array(0.30, 0.45))&lt;/code&gt;&lt;/p&gt;</source>
      <translation>&lt;h3&gt;equilibre_indice(shares, references[, weights])&lt;/h3&gt;&lt;p&gt;Precarity index: 100 × weighted mean of the ratios share / reference.&lt;/p&gt;&lt;p&gt;Example: &lt;code&gt;equilibre_indice(array("rev_lt40", "apl"), array(0.30, 0.45))&lt;/code&gt;&lt;/p&gt;</translation>
    </message>
    <message>
      <source>&lt;h3&gt;equilibre_carreau(x, y[, systeme[, cote]])&lt;/h3&gt;&lt;p&gt;Identifiant INSEE du carreau d’un point ; systeme vaut « EPSG:2154 » et cote 200 mètres sans réponse.&lt;/p&gt;&lt;p&gt;Exemple : &lt;code&gt;equilibre_carreau($x, $y)&lt;/code&gt;&lt;/p&gt;</source>
      <translation>&lt;h3&gt;equilibre_carreau(x, y[, system[, side]])&lt;/h3&gt;&lt;p&gt;INSEE identifier of the tile of a point; system is “EPSG:2154” and side 200 metres when left out.&lt;/p&gt;&lt;p&gt;Example: &lt;code&gt;equilibre_carreau($x, $y)&lt;/code&gt;&lt;/p&gt;</translation>
    </message>
    <message>
      <source>equilibre_indice attend deux ou trois listes.</source>
      <translation>equilibre_indice expects two or three lists.</translation>
    </message>
    <message>
      <source>equilibre_carreau attend x, y, un système et un côté.</source>
      <translation>equilibre_carreau expects x, y, a system and a side.</translation>
    </message>
    <message>
      <source>Fichiers reconnus : relisez la description avant de lancer.</source>
      <translation>Files recognised: read the description again before running.</translation>
    </message>
    <message>
      <source>Terminé : couches chargées ; le rapport et le certificat sont prêts.</source>
      <translation>Done: layers loaded; the report and the certificate are ready.</translation>
    </message>
    <message>
      <source>sans fichier</source>
      <translation>no file</translation>
    </message>
    <message>
      <source>1 · Dossier des données</source>
      <translation>1 · Data folder</translation>
    </message>
    <message>
      <source>Dossier des fichiers reçus</source>
      <translation>Folder of the files received</translation>
    </message>
    <message>
      <source>Reconnaître les fichiers</source>
      <translation>Recognise the files</translation>
    </message>
    <message>
      <source>Écrit la description du territoire du dossier</source>
      <translation>Writes the description of the folder’s territory</translation>
    </message>
    <message>
      <source>2 · Diagnostic</source>
      <translation>2 · Diagnosis</translation>
    </message>
    <message>
      <source>Dossier des résultats</source>
      <translation>Folder of the results</translation>
    </message>
    <message>
      <source>Remplacer l’existant</source>
      <translation>Replace what exists</translation>
    </message>
    <message>
      <source>Puis ouvrir le rapport</source>
      <translation>Then open the report</translation>
    </message>
    <message>
      <source>Lancer le diagnostic</source>
      <translation>Run the diagnosis</translation>
    </message>
    <message>
      <source>3 · Lire et inscrire</source>
      <translation>3 · Read and register</translation>
    </message>
    <message>
      <source>Ouvrir le rapport</source>
      <translation>Open the report</translation>
    </message>
    <message>
      <source>Ouvrir le certificat</source>
      <translation>Open the certificate</translation>
    </message>
    <message>
      <source>Charger les couches</source>
      <translation>Load the layers</translation>
    </message>
    <message>
      <source>Vérifier la diffusion</source>
      <translation>Verify the release</translation>
    </message>
    <message>
      <source>Relit chaque fichier de la diffusion et le compare au certificat</source>
      <translation>Reads every file of the release again and compares it with the certificate</translation>
    </message>
    <message>
      <source>Auditer des tables…</source>
      <translation>Audit tables…</translation>
    </message>
    <message>
      <source>Cherche dans des tableaux reçus ou préparés ailleurs ce que le secret interdit</source>
      <translation>Looks in tables received or prepared elsewhere for what secrecy forbids</translation>
    </message>
    <message>
      <source>Inscrire au registre</source>
      <translation>Register in the ledger</translation>
    </message>
    <message>
      <source>Relit la diffusion avec les précédentes, puis l’inscrit au registre du dossier</source>
      <translation>Reads the release again with the earlier ones, then registers it in the folder’s ledger</translation>
    </message>
    <message>
      <source>Fichiers déclarés mais absents du dossier :</source>
      <translation>Files declared but absent from the folder:</translation>
    </message>
    <message>
      <source>Le dossier des résultats contient déjà un diagnostic : choisissez-en un autre ou cochez « Remplacer l’existant ».</source>
      <translation>The folder of the results already holds a diagnosis: choose another one or tick “Replace what exists”.</translation>
    </message>
    <message>
      <source>Diffusion conforme : chaque fichier est celui que le certificat décrit.</source>
      <translation>Release as certified: every file is the one that the certificate describes.</translation>
    </message>
    <message>
      <source>Ce dossier ne contient pas</source>
      <translation>This folder does not hold</translation>
    </message>
    <message>
      <source>Décrivez-y les sources et les zonages : voir le guide.</source>
      <translation>Describe the sources and zonings there: see the guide.</translation>
    </message>
    <message>
      <source>Données</source>
      <translation>Data</translation>
    </message>
    <message>
      <source>Fichier</source>
      <translation>File</translation>
    </message>
    <message>
      <source>Choisissez un dossier qui existe.</source>
      <translation>Choose a folder that exists.</translation>
    </message>
    <message>
      <source>Choisissez le dossier des résultats.</source>
      <translation>Choose the folder of the results.</translation>
    </message>
    <message>
      <source>écart(s) avec le certificat : ne diffusez pas ce dossier.</source>
      <translation>difference(s) from the certificate: do not release this folder.</translation>
    </message>
    <message>
      <source>Reconnaissez les fichiers pour l’écrire.</source>
      <translation>Recognise the files to write it.</translation>
    </message>
    <message>
      <source>sources reconnues</source>
      <translation>sources recognised</translation>
    </message>
    <message>
      <source>sans fichier (facultatif)</source>
      <translation>without a file (optional)</translation>
    </message>
    <message>
      <source>Résultats</source>
      <translation>Results</translation>
    </message>
    <message>
      <source>Valeurs :</source>
      <translation>Values:</translation>
    </message>
    <message>
      <source>Unité :</source>
      <translation>Unit:</translation>
    </message>
    <message>
      <source>Paramètres</source>
      <translation>Parameters</translation>
    </message>
    <message>
      <source>Limites</source>
      <translation>Limits</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Source</translation>
    </message>
    <message>
      <source>Résidences</source>
      <translation>Residences</translation>
    </message>
    <message>
      <source>1 · Couches</source>
      <translation>1 · Layers</translation>
    </message>
    <message>
      <source>2 · Effectifs</source>
      <translation>2 · Counts</translation>
    </message>
    <message>
      <source>Vérifier</source>
      <translation>Check</translation>
    </message>
    <message>
      <source>3 · Diagnostic</source>
      <translation>3 · Diagnosis</translation>
    </message>
    <message>
      <source>Lancer</source>
      <translation>Run</translation>
    </message>
    <message>
      <source>4 · Publication</source>
      <translation>4 · Publication</translation>
    </message>
    <message>
      <source>Les résidences sont regroupées pour qu’aucun effectif publié ne soit inférieur à 11, puis groupes et totaux par commune sont audités ensemble : au moindre constat, rien n’est écrit. Le certificat de secret accompagne le fichier. Les couches de l’étape 3 restent internes : ne les diffusez pas.</source>
      <translation>Residences are grouped so that no published count is under 11, then groups and totals by commune are audited together: at the first finding nothing is written. The secrecy certificate comes with the file. The layers of step 3 stay internal: do not release them.</translation>
    </message>
    <message>
      <source>Fichier à diffuser</source>
      <translation>File to release</translation>
    </message>
    <message>
      <source>Publier</source>
      <translation>Publish</translation>
    </message>
    <message>
      <source>Tout est en ordre : vous pouvez lancer.</source>
      <translation>Everything is in order: you can run.</translation>
    </message>
    <message>
      <source>Terminé : couches chargées dans le groupe</source>
      <translation>Done: layers loaded in the group</translation>
    </message>
    <message>
      <source>L’indice demande au moins une composante avec sa base, par exemple les ménages bénéficiaires de l’APL et les ménages : choisissez leurs champs.</source>
      <translation>The index needs at least one component with its base, for example the households on housing benefit (APL) and the households: choose their fields.</translation>
    </message>
    <message>
      <source>Diagnostic partagé (interne)</source>
      <translation>Shared diagnosis (internal)</translation>
    </message>
    <message>
      <source>Groupes audités</source>
      <translation>Audited groups</translation>
    </message>
    <message>
      <source>À diffuser avec le certificat :</source>
      <translation>To be released with the certificate:</translation>
    </message>
    <message>
      <source>Unités du diagnostic</source>
      <translation>Units of the diagnosis</translation>
    </message>
    <message>
      <source>Le diagnostic dans QGIS</source>
      <translation>The diagnosis in QGIS</translation>
    </message>
    <message>
      <source>Guide</source>
      <translation>Guide</translation>
    </message>
    <message>
      <source>Méthodes</source>
      <translation>Methods</translation>
    </message>
    <message>
      <source>les k plus proches</source>
      <translation>the k nearest</translation>
    </message>
    <message>
      <source>à moins d’une distance</source>
      <translation>within a distance</translation>
    </message>
    <message>
      <source>polygones qui se touchent</source>
      <translation>polygons that touch</translation>
    </message>
    <message>
      <source>polygones qui ont un côté commun</source>
      <translation>polygons that share a side</translation>
    </message>
    <message>
      <source>carreaux voisins (8)</source>
      <translation>neighbouring tiles (8)</translation>
    </message>
    <message>
      <source>carreaux voisins (4)</source>
      <translation>neighbouring tiles (4)</translation>
    </message>
    <message>
      <source>fichier .gal, .gwt ou .parquet</source>
      <translation>.gal, .gwt or .parquet file</translation>
    </message>
    <message>
      <source>Nombre de voisins, distance en mètres, ou écart admis entre deux limites</source>
      <translation>Number of neighbours, distance in metres, or gap allowed between two limits</translation>
    </message>
    <message>
      <source>Équilibre territorial</source>
      <translation>Territorial balance</translation>
    </message>
    <message>
      <source>Dossier</source>
      <translation>Folder</translation>
    </message>
    <message>
      <source>Couches du projet</source>
      <translation>Layers of the project</translation>
    </message>
    <message>
      <source>Diagnostic complet des fichiers d’un dossier</source>
      <translation>Whole diagnosis of the files of a folder</translation>
    </message>
    <message>
      <source>Indice, concentrations et groupes des couches ouvertes</source>
      <translation>Index, clusters and groups of the open layers</translation>
    </message>
    <message>
      <source>Copier</source>
      <translation>Copy</translation>
    </message>
    <message>
      <source>Le diagnostic partagé en quatre étapes</source>
      <translation>The shared diagnosis in four steps</translation>
    </message>
    <message>
      <source>Aide d’Équilibre territorial</source>
      <translation>Help of Territorial balance</translation>
    </message>
    <message>
      <source>QGIS refuse le fournisseur « equilibre » : son nom est déjà pris.</source>
      <translation>QGIS refuses the provider “equilibre”: its name is already taken.</translation>
    </message>
    <message>
      <source>QGIS garde le fournisseur « equilibre » : relancez-le.</source>
      <translation>QGIS keeps the provider “equilibre”: restart it.</translation>
    </message>
    <message>
      <source>Équilibre territorial : diagnostic partagé de l’occupation du parc social</source>
      <translation>Territorial balance: shared diagnosis of social-housing occupation</translation>
    </message>
    <message>
      <source>celui de chaque opération</source>
      <translation>that of each operation</translation>
    </message>
    <message>
      <source>Plus petit effectif publié ; 11 pour l’enquête OPS.</source>
      <translation>Smallest count that is published; 11 for the OPS survey.</translation>
    </message>
    <message>
      <source>Couleurs des indicateurs ; les grappes gardent les leurs.</source>
      <translation>Colours of the indicators; clusters keep theirs.</translation>
    </message>
    <message>
      <source>Écrites au pied des atlas, par exemple « RPLS 2024 (SDES) ».</source>
      <translation>Written at the foot of atlases, for example “RPLS 2024 (SDES)”.</translation>
    </message>
    <message>
      <source>Seuil de diffusion</source>
      <translation>Release threshold</translation>
    </message>
    <message>
      <source>Profil de secret</source>
      <translation>Secrecy profile</translation>
    </message>
    <message>
      <source>Palette des indicateurs</source>
      <translation>Palette of the indicators</translation>
    </message>
    <message>
      <source>habituelle</source>
      <translation>usual</translation>
    </message>
    <message>
      <source>Interrompre</source>
      <translation>Cancel</translation>
    </message>
    <message>
      <source>Traitement en cours…</source>
      <translation>Running…</translation>
    </message>
    <message>
      <source>Le traitement n’a pas abouti.</source>
      <translation>The work did not succeed.</translation>
    </message>
    <message>
      <source>Situe les résidences dans les QPV et les IRIS, calcule l’indice de précarité base 100 et repère les concentrations que le hasard n’explique pas.</source>
      <translation>Locates residences in QPV and IRIS, computes the precarity index (base 100) and finds the concentrations that chance does not explain.</translation>
    </message>
    <message>
      <source>Diagnostic d’un EPCI</source>
      <translation>Diagnosis of an intercommunality</translation>
    </message>
    <message>
      <source>Compte des points par carreau INSEE de 200 m, puis repère les carreaux entourés de carreaux semblables (Moran local, carreaux contigus).</source>
      <translation>Counts points by INSEE tile of 200 m, then finds the tiles surrounded by similar tiles (local Moran, contiguous tiles).</translation>
    </message>
    <message>
      <source>Concentrations par carreau de 200 m</source>
      <translation>Concentrations by 200 m tile</translation>
    </message>
    <message>
      <source>Regroupe les résidences pour que chaque effectif, son complément et sa base atteignent le seuil sans franchir les limites choisies, protège ensemble les groupes et les totaux par limite, audite le tout et délivre le certificat, relit les groupes comme leur destinataire et s’arrête au moindre constat, puis calcule leur indice de précarité. À diffuser : les groupes, les totaux et le certificat ; l’appartenance des résidences reste interne, comme la liste des résidences sans localisation, qui n’entrent ni dans les groupes ni dans les totaux.</source>
      <translation>Groups residences so that each count, its complement and its base reach the threshold without crossing the chosen limits, protects groups and totals by limit together, audits everything and issues the certificate, reads the groups again as their recipient and stops at the first finding, then computes their precarity index. To release: the groups, the totals and the certificate; which group each residence belongs to stays internal, like the list of residences without a location, which enter neither groups nor totals.</translation>
    </message>
    <message>
      <source>Publication sous secret statistique</source>
      <translation>Publication under statistical secrecy</translation>
    </message>
    <message>
      <source>Mesure les trois objectifs légaux d’attribution, pour l’ensemble puis pour chaque année, avec les quartiers prioritaires en vigueur à la date de chaque décision.</source>
      <translation>Measures the three legal allocation objectives, for the whole then for each year, with the priority districts in force at the date of each decision.</translation>
    </message>
    <message>
      <source>Suivi annuel des objectifs d’attribution</source>
      <translation>Yearly follow-up of allocation objectives</translation>
    </message>
    <message>
      <source>Confronte les opérations programmées aux QPV, aux IRIS et aux concentrations de précarité repérées par le Moran local : alertes, avec la règle dont chacune vient.</source>
      <translation>Confronts the programmed operations with QPV, IRIS and the precarity clusters found by the local Moran: alerts, with the rule that each comes from.</translation>
    </message>
    <message>
      <source>Programmation du PLH face au diagnostic</source>
      <translation>The housing programme against the diagnosis</translation>
    </message>
    <message>
      <source>0 · Chaînes complètes</source>
      <translation>0 · Whole chains</translation>
    </message>
    <message>
      <source>Diagnostic d’un territoire</source>
      <translation>Diagnosis of a territory</translation>
    </message>
    <message>
      <source>Faire le diagnostic d’un territoire : lire, localiser, mesurer, grouper, auditer, écrire.</source>
      <translation>Make the diagnosis of a territory: read, locate, measure, group, audit, write.</translation>
    </message>
    <message>
      <source>Description du territoire</source>
      <translation>Description of the territory</translation>
    </message>
    <message>
      <source>Le fichier territoire.toml : sources, zonages, règle de secret.</source>
      <translation>The file territoire.toml: sources, zonings, rule of secrecy.</translation>
    </message>
    <message>
      <source>Dossier où écrire les résultats : interne/ (confidentiel) et diffusion/ (audité).</source>
      <translation>Folder where to write the results: interne/ (confidential) and diffusion/ (audited).</translation>
    </message>
    <message>
      <source>Remplacer le résultat d’un passage précédent</source>
      <translation>Replace the result of an earlier run</translation>
    </message>
    <message>
      <source>Sans cette réponse, un dossier qui existe est laissé tel quel.</source>
      <translation>Without this answer, a folder that exists is left as it is.</translation>
    </message>
    <message>
      <source>Bilan</source>
      <translation>Summary</translation>
    </message>
    <message>
      <source>Ce que chaque étape a fait, en chiffres.</source>
      <translation>What each step did, in figures.</translation>
    </message>
    <message>
      <source>Diagnostic d’un territoire fictif</source>
      <translation>Diagnosis of a fictitious territory</translation>
    </message>
    <message>
      <source>Faire le même diagnostic sur un territoire fictif, engendré avec une graine.</source>
      <translation>Make the same diagnosis on a fictitious territory, drawn from a seed.</translation>
    </message>
    <message>
      <source>Graine</source>
      <translation>Seed</translation>
    </message>
    <message>
      <source>Nombre qui fixe le hasard : le même donne le même territoire.</source>
      <translation>Number that fixes chance: the same gives the same territory.</translation>
    </message>
    <message>
      <source>Nombre de résidences</source>
      <translation>Number of residences</translation>
    </message>
    <message>
      <source>Taille du territoire.</source>
      <translation>Size of the territory.</translation>
    </message>
    <message>
      <source>Refaire un diagnostic d’après son journal</source>
      <translation>Make a diagnosis again from its journal</translation>
    </message>
    <message>
      <source>Refaire un diagnostic d’après son journal, et dire si les tableaux audités sont les mêmes.</source>
      <translation>Make a diagnosis again from its journal, and say whether the audited tables are the same.</translation>
    </message>
    <message>
      <source>Journal du diagnostic</source>
      <translation>Journal of the diagnosis</translation>
    </message>
    <message>
      <source>Le fichier journal.json d’un dossier de résultats.</source>
      <translation>The file journal.json of a folder of results.</translation>
    </message>
    <message>
      <source>Dossier des fichiers</source>
      <translation>Folder of the files</translation>
    </message>
    <message>
      <source>Celui d’où partent les chemins de la configuration, avec les fichiers d’origine.</source>
      <translation>The one that the paths of the configuration start from, with the original files.</translation>
    </message>
    <message>
      <source>Ce que chaque étape a fait, en chiffres, et si les tableaux sont les mêmes.</source>
      <translation>What each step did, in figures, and whether the tables are the same.</translation>
    </message>
    <message>
      <source>Campagne : le diagnostic de plusieurs territoires</source>
      <translation>Campaign: the diagnosis of several territories</translation>
    </message>
    <message>
      <source>Faire le diagnostic de tous les territoires d’une région ou du pays, puis les comparer.</source>
      <translation>Make the diagnosis of every territory of a region or of the country, then compare them.</translation>
    </message>
    <message>
      <source>Description de la campagne</source>
      <translation>Description of the campaign</translation>
    </message>
    <message>
      <source>Le fichier campagne.toml : fichiers nationaux et table des territoires, ou dossier de territoires.</source>
      <translation>The file campagne.toml: national files and table of territories, or folder of territories.</translation>
    </message>
    <message>
      <source>Dossier de la campagne</source>
      <translation>Folder of the campaign</translation>
    </message>
    <message>
      <source>Créé au premier passage, repris aux suivants.</source>
      <translation>Made by the first run, resumed by the next ones.</translation>
    </message>
    <message>
      <source>Territoires à la fois</source>
      <translation>Territories at a time</translation>
    </message>
    <message>
      <source>Au-delà d’un, demande le paquet dask « distributed ».</source>
      <translation>Above one, needs dask’s package “distributed”.</translation>
    </message>
    <message>
      <source>Mémoire par territoire</source>
      <translation>Memory per territory</translation>
    </message>
    <message>
      <source>Un territoire qui en demande plus échoue seul ; 0 : sans limite.</source>
      <translation>A territory that asks for more fails alone; 0: no limit.</translation>
    </message>
    <message>
      <source>Go</source>
      <translation>GB</translation>
    </message>
    <message>
      <source>Temps par territoire</source>
      <translation>Time per territory</translation>
    </message>
    <message>
      <source>Un territoire plus long échoue seul.</source>
      <translation>A longer territory fails alone.</translation>
    </message>
    <message>
      <source>s</source>
      <translation>s</translation>
    </message>
    <message>
      <source>Contenu de chaque diagnostic</source>
      <translation>Contents of each diagnosis</translation>
    </message>
    <message>
      <source>L’essentiel se fait en quelques secondes par territoire ; le complet y ajoute chapitres, rapport, document Word, classeur et cartes imprimées, en six à huit fois plus de temps. Protection et audit sont les mêmes.</source>
      <translation>The essential takes a few seconds per territory; the complete adds chapters, report, Word document, workbook and printed maps, in six to eight times as long. Protection and audit are the same.</translation>
    </message>
    <message>
      <source>Couches, chapitres, rapport, document Word, classeur et cartes imprimées</source>
      <translation>Layers, chapters, report, Word document, workbook and printed maps</translation>
    </message>
    <message>
      <source>Couches, tableaux, projet QGIS et certificat</source>
      <translation>Layers, tables, QGIS project and certificate</translation>
    </message>
    <message>
      <source>Ordonnanceur dask</source>
      <translation>Dask scheduler</translation>
    </message>
    <message>
      <source>Facultatif : l’adresse d’un ordonnanceur déjà démarré, sur une grappe.</source>
      <translation>Optional: the address of a scheduler already started, on a cluster.</translation>
    </message>
    <message>
      <source>Territoires faits, déjà faits et en échec.</source>
      <translation>Territories made, made before and failed.</translation>
    </message>
    <message>
      <source>Inscrire une diffusion au registre</source>
      <translation>Register a release</translation>
    </message>
    <message>
      <source>Vérifier une diffusion avec tout ce qui l’a précédée, puis l’inscrire au registre.</source>
      <translation>Check a release with all that preceded it, then enter it in the ledger.</translation>
    </message>
    <message>
      <source>Dossier du diagnostic</source>
      <translation>Folder of the diagnosis</translation>
    </message>
    <message>
      <source>Ce que le diagnostic a écrit : il contient interne/ et diffusion/.</source>
      <translation>What the diagnosis wrote: it holds interne/ and diffusion/.</translation>
    </message>
    <message>
      <source>Registre des diffusions</source>
      <translation>Ledger of releases</translation>
    </message>
    <message>
      <source>Fichier qui garde la trace de ce qui est sorti ; créé s’il n’existe pas.</source>
      <translation>File that keeps track of what went out; made when there is none.</translation>
    </message>
    <message>
      <source>Inscription</source>
      <translation>Entry</translation>
    </message>
    <message>
      <source>La ligne du registre qui témoigne de la diffusion.</source>
      <translation>The line of the ledger that bears witness to the release.</translation>
    </message>
    <message>
      <source>Commencer d’après un dossier</source>
      <translation>Start from a folder</translation>
    </message>
    <message>
      <source>Reconnaître les fichiers d’un dossier et écrire le territoire.toml qui les lit.</source>
      <translation>Recognise the files of a folder and write the territoire.toml that reads them.</translation>
    </message>
    <message>
      <source>Le dossier qui contient les fichiers du territoire.</source>
      <translation>The folder that holds the files of the territory.</translation>
    </message>
    <message>
      <source>Nom du territoire</source>
      <translation>Name of the territory</translation>
    </message>
    <message>
      <source>Vide : d’après le nombre de communes.</source>
      <translation>Empty: from the number of communes.</translation>
    </message>
    <message>
      <source>Description à écrire</source>
      <translation>Description to write</translation>
    </message>
    <message>
      <source>Vide : territoire.toml dans le dossier.</source>
      <translation>Empty: territoire.toml in the folder.</translation>
    </message>
    <message>
      <source>Remplacer</source>
      <translation>Replace</translation>
    </message>
    <message>
      <source>Remplacer la description qui s’y trouve déjà.</source>
      <translation>Replace the description that is already there.</translation>
    </message>
    <message>
      <source>Fichiers examinés</source>
      <translation>Files looked at</translation>
    </message>
    <message>
      <source>Une ligne par fichier ou par couche.</source>
      <translation>One row per file or layer.</translation>
    </message>
    <message>
      <source>Compte rendu</source>
      <translation>Report</translation>
    </message>
    <message>
      <source>Ce qui a été trouvé, les écarts de codes, et ce que chaque fichier absent ajouterait.</source>
      <translation>What was found, the mismatches of codes, and what each missing file would add.</translation>
    </message>
    <message>
      <source>Publier dans PostGIS</source>
      <translation>Publish into PostGIS</translation>
    </message>
    <message>
      <source>Copier un diagnostic dans un schéma de PostGIS, en une transaction.</source>
      <translation>Copy a diagnosis into a schema of PostGIS, in one transaction.</translation>
    </message>
    <message>
      <source>Celui qui contient « interne » et « diffusion ».</source>
      <translation>The one that holds “interne” and “diffusion”.</translation>
    </message>
    <message>
      <source>Adresse de la base</source>
      <translation>Address of the database</translation>
    </message>
    <message>
      <source>Sans mot de passe : postgresql://utilisateur@serveur/base, ou PG:service=nom.</source>
      <translation>postgresql://user@server/base, or PG:service=name; without a password.</translation>
    </message>
    <message>
      <source>Schéma de la diffusion</source>
      <translation>Schema of the release</translation>
    </message>
    <message>
      <source>Créé s’il manque.</source>
      <translation>Made when it is missing.</translation>
    </message>
    <message>
      <source>Schéma interne</source>
      <translation>Internal schema</translation>
    </message>
    <message>
      <source>Vide : les tables internes ne sont pas copiées.</source>
      <translation>Empty: internal tables are not copied.</translation>
    </message>
    <message>
      <source>Rôle lecteur</source>
      <translation>Reader role</translation>
    </message>
    <message>
      <source>Rôle existant qui pourra lire la diffusion, et elle seule.</source>
      <translation>Existing role that may read the release, and nothing else.</translation>
    </message>
    <message>
      <source>Remplacer les tables de mêmes noms.</source>
      <translation>Replace the tables of the same names.</translation>
    </message>
    <message>
      <source>Ce qui a été écrit.</source>
      <translation>What was written.</translation>
    </message>
    <message>
      <source>1 · Lire et contrôler</source>
      <translation>1 · Read and check</translation>
    </message>
    <message>
      <source>Décrire un modèle de fichier</source>
      <translation>Describe a file template</translation>
    </message>
    <message>
      <source>Donne les colonnes d’un modèle : nom, type, valeurs possibles, noms acceptés.</source>
      <translation>Gives the columns of a template: name, type, possible values, accepted names.</translation>
    </message>
    <message>
      <source>Modèle</source>
      <translation>Template</translation>
    </message>
    <message>
      <source>Modèle dont vous voulez les colonnes.</source>
      <translation>Template whose columns you want.</translation>
    </message>
    <message>
      <source>Attributions de logements sociaux</source>
      <translation>Social-housing allocations</translation>
    </message>
    <message>
      <source>Demandes de logement social</source>
      <translation>Social-housing requests</translation>
    </message>
    <message>
      <source>Équipements et services (BPE)</source>
      <translation>Facilities and services (BPE)</translation>
    </message>
    <message>
      <source>Extrait Filocom (IRIS et statut d’occupation)</source>
      <translation>Filocom extract (IRIS and tenure)</translation>
    </message>
    <message>
      <source>Grille qualitative (notes de 1 à 4)</source>
      <translation>Field grid (marks from 1 to 4)</translation>
    </message>
    <message>
      <source>Ménages (enquête OPS et gestion)</source>
      <translation>Households (OPS survey and management)</translation>
    </message>
    <message>
      <source>Mouvements résidentiels</source>
      <translation>Residential moves</translation>
    </message>
    <message>
      <source>Opérations programmées (PLH)</source>
      <translation>Planned operations (PLH)</translation>
    </message>
    <message>
      <source>Refus de propositions</source>
      <translation>Refusals of offers</translation>
    </message>
    <message>
      <source>Seuils des quartiles de demandeurs</source>
      <translation>Thresholds of the quartiles of applicants</translation>
    </message>
    <message>
      <source>Communes et loi SRU</source>
      <translation>Communes and the SRU law</translation>
    </message>
    <message>
      <source>Suivi des fiches d’orientation</source>
      <translation>Follow-up of the orientation sheets</translation>
    </message>
    <message>
      <source>Colonnes du modèle</source>
      <translation>Columns of the template</translation>
    </message>
    <message>
      <source>Une ligne par colonne du modèle, dans l’ordre où l’écrire.</source>
      <translation>One row per column of the template, in the order in which to write it.</translation>
    </message>
    <message>
      <source>Lire le recensement (logements)</source>
      <translation>Read the census (dwellings)</translation>
    </message>
    <message>
      <source>Lit le fichier détail « logement » du recensement : parcs social et privé, pondérés.</source>
      <translation>Reads the “dwelling” detail file of the census: social and private stock, weighted.</translation>
    </message>
    <message>
      <source>Fichier détail</source>
      <translation>Detail file</translation>
    </message>
    <message>
      <source>Fichier « logement » du recensement, pour votre région ou la France entière.</source>
      <translation>“Dwelling” file of the census, for your region or the whole of France.</translation>
    </message>
    <message>
      <source>Logements du recensement</source>
      <translation>Census dwellings</translation>
    </message>
    <message>
      <source>Une ligne par logement enquêté ; sommez « poids », ne comptez pas les lignes.</source>
      <translation>One row per surveyed dwelling; sum “poids”, do not count rows.</translation>
    </message>
    <message>
      <source>Lignes rejetées</source>
      <translation>Rejected rows</translation>
    </message>
    <message>
      <source>Ligne du fichier, motif du rejet, identifiant ; jamais une valeur du ménage.</source>
      <translation>Row of the file, reason of the rejection, identifier; never a household value.</translation>
    </message>
    <message>
      <source>Lire les carreaux Filosofi</source>
      <translation>Read Filosofi tiles</translation>
    </message>
    <message>
      <source>Lit les carreaux de l’INSEE et reconstruit leurs carrés d’après leurs identifiants.</source>
      <translation>Reads the INSEE grid tiles and rebuilds their squares from their identifiers.</translation>
    </message>
    <message>
      <source>Fichier Filosofi</source>
      <translation>Filosofi file</translation>
    </message>
    <message>
      <source>Fichier des carreaux de 200 m ou de 1 km, tel que l’INSEE le publie.</source>
      <translation>File of the 200 m or 1 km tiles, as INSEE publishes it.</translation>
    </message>
    <message>
      <source>Carreaux Filosofi</source>
      <translation>Filosofi tiles</translation>
    </message>
    <message>
      <source>Un carré par carreau ; ceux où « impute » est vrai portent des valeurs approchées, ne les commentez pas un à un.</source>
      <translation>One square per tile; those where “impute” is true carry approximate values: do not comment on them one by one.</translation>
    </message>
    <message>
      <source>Contrôler un fichier</source>
      <translation>Check a file</translation>
    </message>
    <message>
      <source>Dit d’un seul coup tout ce qui ne va pas dans un fichier.</source>
      <translation>Tells at once everything that is wrong in a file.</translation>
    </message>
    <message>
      <source>Fichier à contrôler</source>
      <translation>File to check</translation>
    </message>
    <message>
      <source>Fichier tel que vous comptez le lire ; il n’est pas modifié.</source>
      <translation>The file as you intend to read it; it is not changed.</translation>
    </message>
    <message>
      <source>Vide : reconnu.</source>
      <translation>Empty: recognised.</translation>
    </message>
    <message>
      <source>Logements du recensement (INSEE)</source>
      <translation>Census dwellings (INSEE)</translation>
    </message>
    <message>
      <source>Carreaux Filosofi (INSEE)</source>
      <translation>Filosofi tiles (INSEE)</translation>
    </message>
    <message>
      <source>Colonnes du fichier</source>
      <translation>Columns of the file</translation>
    </message>
    <message>
      <source>Nom, dans ce fichier, des colonnes que le modèle ne reconnaît pas : « residence = Code programme ; apl = Bénéf APL ».</source>
      <translation>Name, in this file, of the columns that the template does not recognise: “residence = Code programme ; apl = Bénéf APL”.</translation>
    </message>
    <message>
      <source>Anomalies</source>
      <translation>Faults</translation>
    </message>
    <message>
      <source>Une ligne par anomalie ; la table est vide quand le fichier est bon.</source>
      <translation>One row per anomaly; the table is empty when the file is sound.</translation>
    </message>
    <message>
      <source>Lire le RPLS</source>
      <translation>Read the social-housing register (RPLS)</translation>
    </message>
    <message>
      <source>Lit les logements sociaux du RPLS et les réunit en résidences situées.</source>
      <translation>Reads the social dwellings of the RPLS register and gathers them into located residences.</translation>
    </message>
    <message>
      <source>Fichier RPLS</source>
      <translation>RPLS file</translation>
    </message>
    <message>
      <source>Fichier du RPLS tel que le SDES le publie ou que vous l’avez reçu.</source>
      <translation>RPLS file as SDES publishes it or as you received it.</translation>
    </message>
    <message>
      <source>Échelle des résidences</source>
      <translation>Scale of the residences</translation>
    </message>
    <message>
      <source>Ce que devient une résidence : plus l’échelle est fine, plus les effectifs sont petits.</source>
      <translation>What a residence becomes: the finer the scale, the smaller the counts.</translation>
    </message>
    <message>
      <source>Adresse : les logements d’un même point</source>
      <translation>Address: the dwellings of one point</translation>
    </message>
    <message>
      <source>Immeuble : bâtiment déclaré par le bailleur</source>
      <translation>Building: as declared by the landlord</translation>
    </message>
    <message>
      <source>Segment de patrimoine du bailleur, dans la commune</source>
      <translation>Asset segment of the landlord, within the commune</translation>
    </message>
    <message>
      <source>Millésime</source>
      <translation>Vintage</translation>
    </message>
    <message>
      <source>Vide : trouvé dans le fichier.</source>
      <translation>Empty: found in the file.</translation>
    </message>
    <message>
      <source>Système de coordonnées</source>
      <translation>Coordinate reference system</translation>
    </message>
    <message>
      <source>SCR projeté des coordonnées.</source>
      <translation>Projected CRS of the coordinates.</translation>
    </message>
    <message>
      <source>Logements</source>
      <translation>Dwellings</translation>
    </message>
    <message>
      <source>Un point par logement ; noms du RPLS 2024.</source>
      <translation>One point per dwelling; names of the 2024 RPLS.</translation>
    </message>
    <message>
      <source>Un point par résidence, nombre de logements.</source>
      <translation>One point per residence, number of dwellings.</translation>
    </message>
    <message>
      <source>Lire un tableau de nos modèles</source>
      <translation>Read a table made from our templates</translation>
    </message>
    <message>
      <source>Lit les ménages (OPS), les demandes, la grille qualitative ou les mouvements.</source>
      <translation>Reads households (OPS), requests, the field grid or moves.</translation>
    </message>
    <message>
      <source>Fichier rempli selon le modèle choisi, ou exporté de votre logiciel sous des noms reconnus.</source>
      <translation>File filled in after the chosen template, or exported from your software under recognised names.</translation>
    </message>
    <message>
      <source>Modèle contre lequel le fichier est contrôlé ; « Décrire un modèle de fichier » en donne les colonnes.</source>
      <translation>Template against which the file is checked; “Describe a file template” gives its columns.</translation>
    </message>
    <message>
      <source>Lignes lues</source>
      <translation>Rows read</translation>
    </message>
    <message>
      <source>Une ligne par ligne admise du fichier, sous les noms du modèle.</source>
      <translation>One row per accepted row of the file, under the names of the template.</translation>
    </message>
    <message>
      <source>Lire des points de nos modèles</source>
      <translation>Read points made from our templates</translation>
    </message>
    <message>
      <source>Lit les résidences, les attributions, le programme (PLH) ou les équipements (BPE).</source>
      <translation>Reads residences, allocations, the programme (PLH) or facilities (BPE).</translation>
    </message>
    <message>
      <source>Fichier rempli selon le modèle choisi, avec les colonnes x et y.</source>
      <translation>File filled in after the chosen template, with columns x and y.</translation>
    </message>
    <message>
      <source>Points lus</source>
      <translation>Points read</translation>
    </message>
    <message>
      <source>Un point par ligne admise du fichier, sous les noms du modèle.</source>
      <translation>One point per accepted row of the file, under the names of the template.</translation>
    </message>
    <message>
      <source>Contrôler un fichier, en clair</source>
      <translation>Check a file, in words</translation>
    </message>
    <message>
      <source>Dire d’un seul coup tout ce qui ne va pas dans un fichier conforme à un modèle.</source>
      <translation>Tell at once everything that is wrong in a file that follows a template.</translation>
    </message>
    <message>
      <source>Fichier à contrôler.</source>
      <translation>File to check.</translation>
    </message>
    <message>
      <source>Verdict</source>
      <translation>Verdict</translation>
    </message>
    <message>
      <source>Les fautes, une par ligne, puis leur nombre.</source>
      <translation>The faults, one per line, then their number.</translation>
    </message>
    <message>
      <source>Afficher un modèle de fichier</source>
      <translation>Show a file template</translation>
    </message>
    <message>
      <source>Afficher le modèle de fichier attendu (CSV vide ou d’exemple).</source>
      <translation>Show the file template that is expected (CSV, blank or with an example).</translation>
    </message>
    <message>
      <source>Sans nom : la liste des modèles.</source>
      <translation>Without a name: the list of the templates.</translation>
    </message>
    <message>
      <source>Lignes d’exemple</source>
      <translation>Rows of an example</translation>
    </message>
    <message>
      <source>Avec des lignes d’exemple fictives.</source>
      <translation>With fictitious rows of an example.</translation>
    </message>
    <message>
      <source>Le texte du fichier.</source>
      <translation>The text of the file.</translation>
    </message>
    <message>
      <source>Lire un zonage</source>
      <translation>Read a zoning</translation>
    </message>
    <message>
      <source>Lit des QPV, des IRIS, des communes ou tout autre zonage, polygones réparés.</source>
      <translation>Reads QPV, IRIS, communes or any other zoning, with polygons repaired.</translation>
    </message>
    <message>
      <source>Fichier du zonage</source>
      <translation>Zoning file</translation>
    </message>
    <message>
      <source>GeoPackage, Shapefile ou GeoJSON du producteur, avec son système de coordonnées.</source>
      <translation>GeoPackage, Shapefile or GeoJSON of the producer, with its coordinate system.</translation>
    </message>
    <message>
      <source>Nature du zonage</source>
      <translation>Kind of zoning</translation>
    </message>
    <message>
      <source>Dit quels champs de code et de libellé chercher et quelle forme de code attendre.</source>
      <translation>Says which code and name fields to look for and which form of code to expect.</translation>
    </message>
    <message>
      <source>QPV</source>
      <translation>QPV (priority districts)</translation>
    </message>
    <message>
      <source>communes</source>
      <translation>communes</translation>
    </message>
    <message>
      <source>zonage</source>
      <translation>zoning</translation>
    </message>
    <message>
      <source>Couche</source>
      <translation>Layer</translation>
    </message>
    <message>
      <source>Si le fichier en a plusieurs.</source>
      <translation>If the file has several.</translation>
    </message>
    <message>
      <source>Champ du code</source>
      <translation>Code field</translation>
    </message>
    <message>
      <source>Champ du libellé</source>
      <translation>Label field</translation>
    </message>
    <message>
      <source>Zonage</source>
      <translation>Zoning</translation>
    </message>
    <message>
      <source>Un polygone par code, valide ; contrôlez d’un coup d’œil que rien ne manque.</source>
      <translation>One valid polygon per code; check at a glance that nothing is missing.</translation>
    </message>
    <message>
      <source>2 · Localiser</source>
      <translation>2 · Locate</translation>
    </message>
    <message>
      <source>Mesurer la distance au QPV le plus proche</source>
      <translation>Distance to the nearest QPV</translation>
    </message>
    <message>
      <source>Donne le QPV le plus proche de chaque résidence, sa distance et la frange.</source>
      <translation>Gives the nearest QPV of each residence, its distance and the fringe.</translation>
    </message>
    <message>
      <source>Résidences (points)</source>
      <translation>Residences (points)</translation>
    </message>
    <message>
      <source>Points à situer ; ceux qui n’ont pas de géométrie sont gardés, sans distance.</source>
      <translation>Points to locate; those without geometry are kept, without a distance.</translation>
    </message>
    <message>
      <source>Quartiers</source>
      <translation>Districts</translation>
    </message>
    <message>
      <source>QPV ou autre zonage.</source>
      <translation>QPV or other zoning.</translation>
    </message>
    <message>
      <source>Champ du code des quartiers</source>
      <translation>District code field</translation>
    </message>
    <message>
      <source>Facultatif : identifiant unique de chaque zone, écrit sur les points.</source>
      <translation>Optional: unique identifier of each zone, written on the points.</translation>
    </message>
    <message>
      <source>Largeur de la frange</source>
      <translation>Width of the fringe</translation>
    </message>
    <message>
      <source>300 m est la bande de la TVA réduite ; la distance est à vol d’oiseau.</source>
      <translation>300 m is the belt of the reduced VAT rate; the distance is a straight line.</translation>
    </message>
    <message>
      <source>m</source>
      <translation>m</translation>
    </message>
    <message>
      <source>Préfixe des champs</source>
      <translation>Field prefix</translation>
    </message>
    <message>
      <source>Par exemple qpv.</source>
      <translation>For example qpv.</translation>
    </message>
    <message>
      <source>Points avec distance au QPV</source>
      <translation>Points with distance to the QPV</translation>
    </message>
    <message>
      <source>La position dit dans, frange ou hors ; la distance est à zéro dans un quartier.</source>
      <translation>The position says inside, fringe or outside; the distance is zero inside a district.</translation>
    </message>
    <message>
      <source>Joindre des points à des zonages</source>
      <translation>Join points to zonings</translation>
    </message>
    <message>
      <source>Écrit sur chaque résidence le code de la zone qui la contient, pour chaque zonage.</source>
      <translation>Writes on each residence the code of the zone that contains it, for each zoning.</translation>
    </message>
    <message>
      <source>Points à situer : résidences, logements, opérations.</source>
      <translation>Points to locate: residences, dwellings, operations.</translation>
    </message>
    <message>
      <source>Zonages</source>
      <translation>Zonings</translation>
    </message>
    <message>
      <source>Une couche de polygones par zonage, chaque zone ayant un code.</source>
      <translation>One polygon layer per zoning, each zone having a code.</translation>
    </message>
    <message>
      <source>Distance maximale de rattachement</source>
      <translation>Largest distance of attachment</translation>
    </message>
    <message>
      <source>Facultatif : rattache les points hors zone à la plus proche.</source>
      <translation>Optional: attaches points outside any zone to the nearest one.</translation>
    </message>
    <message>
      <source>Points sur une limite</source>
      <translation>Points on a boundary</translation>
    </message>
    <message>
      <source>Ce qu’il faut décider d’un point posé exactement sur la limite d’une zone.</source>
      <translation>What to decide for a point exactly on the boundary of a zone.</translation>
    </message>
    <message>
      <source>La limite appartient à la zone</source>
      <translation>The boundary belongs to the zone</translation>
    </message>
    <message>
      <source>La limite n’appartient pas à la zone</source>
      <translation>The boundary does not belong to the zone</translation>
    </message>
    <message>
      <source>Points avec codes de zones</source>
      <translation>Points with zone codes</translation>
    </message>
    <message>
      <source>Chaque point porte le code de sa zone ; un code vide dit qu’il est hors de toute zone, un nombre de zones supérieur à 1 qu’elles se recouvrent là.</source>
      <translation>Each point carries the code of its zone; an empty code means outside every zone, a number of zones above 1 that they overlap there.</translation>
    </message>
    <message>
      <source>Lister toutes les paires point-zone</source>
      <translation>List every point-zone pair</translation>
    </message>
    <message>
      <source>Donne une ligne pour chaque zone qui contient chaque point, recouvrements compris.</source>
      <translation>Gives one row for each zone that contains each point, overlaps included.</translation>
    </message>
    <message>
      <source>Points</source>
      <translation>Points</translation>
    </message>
    <message>
      <source>Points dont vous voulez toutes les zones.</source>
      <translation>Points of which you want every zone.</translation>
    </message>
    <message>
      <source>Zones</source>
      <translation>Zones</translation>
    </message>
    <message>
      <source>Zones qui peuvent se recouvrir.</source>
      <translation>Zones, which may overlap.</translation>
    </message>
    <message>
      <source>Champ du code des zones</source>
      <translation>Zone code field</translation>
    </message>
    <message>
      <source>Paires point-zone</source>
      <translation>Point–zone pairs</translation>
    </message>
    <message>
      <source>Une ligne par paire ; un point hors de toute zone n’y figure pas.</source>
      <translation>One row per pair; a point outside every zone does not appear.</translation>
    </message>
    <message>
      <source>Ajouter l’identifiant du carreau Insee</source>
      <translation>Add the INSEE tile identifier</translation>
    </message>
    <message>
      <source>Écrit sur chaque point l’identifiant officiel du carreau Insee qui le contient.</source>
      <translation>Writes on each point the official identifier of the INSEE tile that contains it.</translation>
    </message>
    <message>
      <source>Points à situer</source>
      <translation>Points to locate</translation>
    </message>
    <message>
      <source>Points dont la position est précise.</source>
      <translation>Points whose position is accurate.</translation>
    </message>
    <message>
      <source>Côté du carreau</source>
      <translation>Side of the tile</translation>
    </message>
    <message>
      <source>Niveau de la grille.</source>
      <translation>Level of the grid.</translation>
    </message>
    <message>
      <source>200 m</source>
      <translation>200 m</translation>
    </message>
    <message>
      <source>1 km</source>
      <translation>1 km</translation>
    </message>
    <message>
      <source>2 km</source>
      <translation>2 km</translation>
    </message>
    <message>
      <source>4 km</source>
      <translation>4 km</translation>
    </message>
    <message>
      <source>8 km</source>
      <translation>8 km</translation>
    </message>
    <message>
      <source>16 km</source>
      <translation>16 km</translation>
    </message>
    <message>
      <source>32 km</source>
      <translation>32 km</translation>
    </message>
    <message>
      <source>Points avec identifiant de carreau</source>
      <translation>Points with tile identifier</translation>
    </message>
    <message>
      <source>Les mêmes points, avec l’identifiant à joindre aux données carroyées.</source>
      <translation>The same points, with the identifier to join to gridded data.</translation>
    </message>
    <message>
      <source>Dessiner les carreaux Insee d’une table</source>
      <translation>Draw the INSEE tiles of a table</translation>
    </message>
    <message>
      <source>Transforme une table d’identifiants de carreaux Insee en couche de carrés.</source>
      <translation>Turns a table of INSEE tile identifiers into a layer of squares.</translation>
    </message>
    <message>
      <source>Table des carreaux</source>
      <translation>Table of tiles</translation>
    </message>
    <message>
      <source>Table dont un champ porte l’identifiant officiel du carreau.</source>
      <translation>Table of which a field holds the official identifier of the tile.</translation>
    </message>
    <message>
      <source>Champ de l’identifiant</source>
      <translation>Identifier field</translation>
    </message>
    <message>
      <source>Par exemple idcar_200m.</source>
      <translation>For example idcar_200m.</translation>
    </message>
    <message>
      <source>Carreaux</source>
      <translation>Tiles</translation>
    </message>
    <message>
      <source>Un carré par ligne de la table, dans la grille officielle.</source>
      <translation>One square per row of the table, in the official grid.</translation>
    </message>
    <message>
      <source>Compter des points par carreau Insee</source>
      <translation>Count points by INSEE tile</translation>
    </message>
    <message>
      <source>Compte les points, ou somme un effectif, dans chaque carreau Insee.</source>
      <translation>Counts points, or sums a number, in each INSEE tile.</translation>
    </message>
    <message>
      <source>Points à compter</source>
      <translation>Points to count</translation>
    </message>
    <message>
      <source>Points à compter : résidences, logements, ménages.</source>
      <translation>Points to count: residences, dwellings, households.</translation>
    </message>
    <message>
      <source>Champ de l’effectif</source>
      <translation>Count field</translation>
    </message>
    <message>
      <source>Facultatif : logements, ménages.</source>
      <translation>Optional: dwellings, households.</translation>
    </message>
    <message>
      <source>Effectifs par carreau</source>
      <translation>Counts by tile</translation>
    </message>
    <message>
      <source>Un carré par carreau occupé ; un carreau absent n’a aucun point.</source>
      <translation>One square per occupied tile; an absent tile holds no point.</translation>
    </message>
    <message>
      <source>3 · Mesurer l’occupation</source>
      <translation>3 · Measure occupation</translation>
    </message>
    <message>
      <source>Comparer au niveau supérieur</source>
      <translation>Compare with the level above</translation>
    </message>
    <message>
      <source>Écart, rapport et rang de chaque unité face à son territoire d’appartenance.</source>
      <translation>Gap, ratio and rank of each unit against the territory it belongs to.</translation>
    </message>
    <message>
      <source>Unités</source>
      <translation>Units</translation>
    </message>
    <message>
      <source>Unités avec leurs effectifs, dans les champs qui portent les noms du catalogue.</source>
      <translation>Units with their counts, in the fields that bear the names of the catalogue.</translation>
    </message>
    <message>
      <source>Territoire d’appartenance</source>
      <translation>Territory it belongs to</translation>
    </message>
    <message>
      <source>Vide : toute la couche.</source>
      <translation>Empty: the whole layer.</translation>
    </message>
    <message>
      <source>Indicateurs voulus</source>
      <translation>Indicators wanted</translation>
    </message>
    <message>
      <source>Vide : tous.</source>
      <translation>Empty: all.</translation>
    </message>
    <message>
      <source>Catalogue complémentaire</source>
      <translation>Additional catalogue</translation>
    </message>
    <message>
      <source>Fichier TOML qui ajoute ou corrige des indicateurs ; vide : le catalogue fourni.</source>
      <translation>TOML file that adds or corrects indicators; empty: the catalogue provided.</translation>
    </message>
    <message>
      <source>Comparaison</source>
      <translation>Comparison</translation>
    </message>
    <message>
      <source>Lisez l’écart avec les deux bases : positif, l’unité dépasse le niveau supérieur.</source>
      <translation>Read the gap with both bases: positive, the unit exceeds the level above.</translation>
    </message>
    <message>
      <source>Spécialisation (pondération Basse-Normandie)</source>
      <translation>Specialisation (Basse-Normandie weighting)</translation>
    </message>
    <message>
      <source>Poids d’un territoire dans un public, rapporté à son poids dans le parc.</source>
      <translation>Weight of a territory in a population, relative to its weight in the stock.</translation>
    </message>
    <message>
      <source>Territoires</source>
      <translation>Territories</translation>
    </message>
    <message>
      <source>Territoires à comparer entre eux, avec leurs deux effectifs.</source>
      <translation>Territories to compare with one another, with their two counts.</translation>
    </message>
    <message>
      <source>Ménages du public, ou attributions</source>
      <translation>Households of the population, or allocations</translation>
    </message>
    <message>
      <source>Effectif du public étudié, en place ou reçu dans l’année.</source>
      <translation>Number of the group under study, sitting or received in the year.</translation>
    </message>
    <message>
      <source>Parc : logements ou ménages</source>
      <translation>Stock: dwellings or households</translation>
    </message>
    <message>
      <source>Effectif auquel le rapporter, dans la même unité pour tous les territoires.</source>
      <translation>Number to which it is related, in the same unit for every territory.</translation>
    </message>
    <message>
      <source>Territoire de référence</source>
      <translation>Reference territory</translation>
    </message>
    <message>
      <source>Spécialisation</source>
      <translation>Specialisation</translation>
    </message>
    <message>
      <source>1 : à proportion du parc ; au-dessus, le territoire accueille plus que sa part, au-dessous, moins.</source>
      <translation>1: in proportion to the stock; above, the territory takes more than its share, below, less.</translation>
    </message>
    <message>
      <source>Comparer parc social et parc privé</source>
      <translation>Compare social and private stock</translation>
    </message>
    <message>
      <source>Met l’occupation du parc social en regard du parc privé de chaque IRIS (recensement).</source>
      <translation>Sets the occupation of the social stock against the private stock of each IRIS (census).</translation>
    </message>
    <message>
      <source>Logements du recensement, ou comptes par statut</source>
      <translation>Census dwellings, or counts by tenure</translation>
    </message>
    <message>
      <source>Logements lus par « Lire le recensement », ou comptes déjà faits par unité et par statut.</source>
      <translation>Dwellings read by “Read the census (dwellings)”, or counts already made by unit and tenure.</translation>
    </message>
    <message>
      <source>Champ de l’unité</source>
      <translation>Unit field</translation>
    </message>
    <message>
      <source>Champ de l’IRIS ou de la commune de chaque ligne.</source>
      <translation>Field of the IRIS or of the commune of each row.</translation>
    </message>
    <message>
      <source>Champ du statut d’occupation</source>
      <translation>Tenure field</translation>
    </message>
    <message>
      <source>Pour une table de comptes ; vide : logements du recensement (stocd).</source>
      <translation>For a table of counts; empty: census dwellings (stocd).</translation>
    </message>
    <message>
      <source>Valeur du parc social</source>
      <translation>Value of the social stock</translation>
    </message>
    <message>
      <source>Ce qui désigne le parc social dans le champ du statut.</source>
      <translation>What stands for the social stock in the tenure field.</translation>
    </message>
    <message>
      <source>Indicateurs</source>
      <translation>Indicators</translation>
    </message>
    <message>
      <source>Identifiants du catalogue, séparés par des virgules ; la commande « catalogue » les liste.</source>
      <translation>Identifiers of the catalogue, separated by commas; the command “catalogue” lists them.</translation>
    </message>
    <message>
      <source>Parc social et parc privé</source>
      <translation>Social and private stock</translation>
    </message>
    <message>
      <source>Une ligne par unité et par indicateur ; un écart positif dit que le parc social en a plus.</source>
      <translation>One row per unit and indicator; a positive gap says that the social stock has more.</translation>
    </message>
    <message>
      <source>Indice de précarité (base 100)</source>
      <translation>Precarity index (base 100)</translation>
    </message>
    <message>
      <source>Compare la précarité de chaque unité à celle d’un territoire de référence : 100.</source>
      <translation>Compares the precarity of each unit with that of a reference territory: 100.</translation>
    </message>
    <message>
      <source>Résidences, groupes ou quartiers, avec leurs effectifs ou leurs parts.</source>
      <translation>Residences, groups or districts, with their counts or shares.</translation>
    </message>
    <message>
      <source>Ménages sous 40 % des plafonds</source>
      <translation>Households under 40 % of the income ceilings</translation>
    </message>
    <message>
      <source>Nombre, ou part si aucune base n’est donnée (fraction ou %).</source>
      <translation>A number, or a share when no base is given (fraction or %).</translation>
    </message>
    <message>
      <source>— base</source>
      <translation>— base</translation>
    </message>
    <message>
      <source>Effectif auquel le nombre se rapporte.</source>
      <translation>Count that the number refers to.</translation>
    </message>
    <message>
      <source>Ménages bénéficiaires de l’APL</source>
      <translation>Households receiving housing benefit (APL)</translation>
    </message>
    <message>
      <source>— base (APL)</source>
      <translation>— base (APL)</translation>
    </message>
    <message>
      <source>Majeurs au chômage</source>
      <translation>Unemployed adults</translation>
    </message>
    <message>
      <source>— base (chômage)</source>
      <translation>— base (unemployment)</translation>
    </message>
    <message>
      <source>Majeurs sans emploi</source>
      <translation>Adults without a job</translation>
    </message>
    <message>
      <source>— base (sans emploi)</source>
      <translation>— base (without a job)</translation>
    </message>
    <message>
      <source>Valeurs de référence</source>
      <translation>Reference values</translation>
    </message>
    <message>
      <source>Vide : l’ensemble de la couche.</source>
      <translation>Empty: the whole layer.</translation>
    </message>
    <message>
      <source>Compare chaque unité à son QPV, sa commune… ; vide : toute la couche.</source>
      <translation>Compares each unit with its QPV, its commune…; empty: the whole layer.</translation>
    </message>
    <message>
      <source>Poids</source>
      <translation>Weights</translation>
    </message>
    <message>
      <source>Vide : 2, 1, 1, 1.</source>
      <translation>Empty: 2, 1, 1, 1.</translation>
    </message>
    <message>
      <source>Niveau de confiance</source>
      <translation>Confidence level</translation>
    </message>
    <message>
      <source>0,95 : 19 fois sur 20.</source>
      <translation>0.95: 19 times out of 20.</translation>
    </message>
    <message>
      <source>Indice de précarité</source>
      <translation>Precarity index</translation>
    </message>
    <message>
      <source>100 est la référence : plus la couleur est chaude, plus la précarité la dépasse ; deux unités dont les intervalles se recouvrent ne se classent pas.</source>
      <translation>100 is the reference: the warmer the colour, the further precarity exceeds it; two units whose intervals overlap are not to be ranked.</translation>
    </message>
    <message>
      <source>Indice de précarité étendu</source>
      <translation>Extended precarity index</translation>
    </message>
    <message>
      <source>Indice de précarité complété par les impayés et les familles monoparentales nombreuses.</source>
      <translation>Precarity index completed with arrears and large single-parent families.</translation>
    </message>
    <message>
      <source>Résidences, groupes ou quartiers, avec les comptes du catalogue.</source>
      <translation>Residences, groups or districts, with the counts of the catalogue.</translation>
    </message>
    <message>
      <source>Couples indicateur=poids ; vide : ceux du catalogue.</source>
      <translation>Pairs indicator=weight; empty: those of the catalogue.</translation>
    </message>
    <message>
      <source>Parts du territoire de référence dans l’année de base ; vide : l’ensemble de la couche.</source>
      <translation>Shares of the reference territory in the base year; empty: the whole layer.</translation>
    </message>
    <message>
      <source>100 est la référence ; affichez avec la carte les composantes et leurs poids.</source>
      <translation>100 is the reference; show the components and their weights with the map.</translation>
    </message>
    <message>
      <source>Indice de fragilité du fonctionnement</source>
      <translation>Fragility index</translation>
    </message>
    <message>
      <source>Compare vacance, rotation, sur-occupation… de chaque unité à une référence : 100.</source>
      <translation>Compares vacancy, turnover, overcrowding… of each unit with a reference: 100.</translation>
    </message>
    <message>
      <source>Indice de fragilité</source>
      <translation>Fragility index</translation>
    </message>
    <message>
      <source>100 est la référence ; au-dessus, le fonctionnement est plus fragile.</source>
      <translation>100 is the reference; above, functioning is more fragile.</translation>
    </message>
    <message>
      <source>Tranches de revenus (plafonds PLUS)</source>
      <translation>Income bands (PLUS ceilings)</translation>
    </message>
    <message>
      <source>Rapporte le revenu fiscal de chaque ménage au plafond PLUS de sa catégorie.</source>
      <translation>Relates the taxable income of each household to the PLUS ceiling of its category.</translation>
    </message>
    <message>
      <source>Ménages</source>
      <translation>Households</translation>
    </message>
    <message>
      <source>Ménages au modèle « menages », un par ligne.</source>
      <translation>Households in the template “menages”, one per row.</translation>
    </message>
    <message>
      <source>Revenu fiscal de référence</source>
      <translation>Reference taxable income</translation>
    </message>
    <message>
      <source>Revenu fiscal de référence du ménage, en euros, année N-2.</source>
      <translation>Reference taxable income of the household, in euros, year N−2.</translation>
    </message>
    <message>
      <source>Catégorie de ménage</source>
      <translation>Household category</translation>
    </message>
    <message>
      <source>Vide : calculée.</source>
      <translation>Empty: computed.</translation>
    </message>
    <message>
      <source>Zone</source>
      <translation>Zone</translation>
    </message>
    <message>
      <source>Zone des plafonds PLUS de la commune : le plafond en dépend.</source>
      <translation>PLUS-ceiling zone of the commune: the ceiling depends on it.</translation>
    </message>
    <message>
      <source>Paris et communes limitrophes</source>
      <translation>Paris and adjoining communes</translation>
    </message>
    <message>
      <source>Reste de l’Île-de-France</source>
      <translation>Rest of Île-de-France</translation>
    </message>
    <message>
      <source>Autres régions</source>
      <translation>Other regions</translation>
    </message>
    <message>
      <source>Date des plafonds</source>
      <translation>Date of the ceilings</translation>
    </message>
    <message>
      <source>AAAA-MM-JJ.</source>
      <translation>YYYY-MM-DD.</translation>
    </message>
    <message>
      <source>Plafonds complémentaires</source>
      <translation>Additional ceilings</translation>
    </message>
    <message>
      <source>Fichier TOML de la forme de plafonds.toml, pour une année que l’extension ne porte pas.</source>
      <translation>TOML file in the form of plafonds.toml, for a year that the plugin does not carry.</translation>
    </message>
    <message>
      <source>Ménages avec leur tranche</source>
      <translation>Households with their income band</translation>
    </message>
    <message>
      <source>Les mêmes ménages, avec le plafond, le pourcentage et la tranche ; confidentiel.</source>
      <translation>The same households, with ceiling, percentage and band; confidential.</translation>
    </message>
    <message>
      <source>Fragilité des ménages (Valophis)</source>
      <translation>Household fragility (Valophis)</translation>
    </message>
    <message>
      <source>Note chaque ménage de 0 à 3 selon le nombre de critères de fragilité qu’il cumule.</source>
      <translation>Scores each household from 0 to 3 by the number of fragility criteria it combines.</translation>
    </message>
    <message>
      <source>Champ par lequel les notes sont comptées : résidence, groupe, commune.</source>
      <translation>Field by which the scores are counted: residence, group, commune.</translation>
    </message>
    <message>
      <source>Personne très âgée, à partir de</source>
      <translation>Very old person, from</translation>
    </message>
    <message>
      <source>Âge du titulaire du bail l’année de l’enquête.</source>
      <translation>Age of the tenant in the year of the survey.</translation>
    </message>
    <message>
      <source>ans</source>
      <translation>years</translation>
    </message>
    <message>
      <source>Famille très nombreuse, à partir de</source>
      <translation>Very large family, from</translation>
    </message>
    <message>
      <source>Nombre d’enfants à charge à partir duquel la famille est dite très nombreuse.</source>
      <translation>Number of dependent children from which the family is called very large.</translation>
    </message>
    <message>
      <source>Très bas revenu, moins de</source>
      <translation>Very low income, under</translation>
    </message>
    <message>
      <source>Revenu rapporté au plafond PLUS de la catégorie du ménage.</source>
      <translation>Income relative to the PLUS ceiling of the household’s category.</translation>
    </message>
    <message>
      <source>% du plafond PLUS</source>
      <translation>% of the PLUS ceiling</translation>
    </message>
    <message>
      <source>Sur-occupation : occupants − pièces &gt;</source>
      <translation>Overcrowding: occupants − rooms &gt;</translation>
    </message>
    <message>
      <source>Le logement est dit sur-occupé quand cet écart est dépassé.</source>
      <translation>The dwelling is called overcrowded when this gap is exceeded.</translation>
    </message>
    <message>
      <source>Règle locale</source>
      <translation>Local rule</translation>
    </message>
    <message>
      <source>Fichier TOML.</source>
      <translation>TOML file.</translation>
    </message>
    <message>
      <source>Ménages notés (confidentiel)</source>
      <translation>Scored households (confidential)</translation>
    </message>
    <message>
      <source>Une note de 0 à 3 par ménage, et les critères remplis ; à ne jamais diffuser.</source>
      <translation>A score from 0 to 3 per household, and the criteria met; never to be released.</translation>
    </message>
    <message>
      <source>Ménages par note et par unité</source>
      <translation>Households by score and by unit</translation>
    </message>
    <message>
      <source>Une ligne par unité ; regroupez avant de diffuser.</source>
      <translation>One row per unit; group before any release.</translation>
    </message>
    <message>
      <source>Intervalle de l’indice par rééchantillonnage</source>
      <translation>Interval of the index by resampling</translation>
    </message>
    <message>
      <source>Encadre l’indice de précarité de chaque unité en rééchantillonnant ses ménages.</source>
      <translation>Brackets the precarity index of each unit by resampling its households.</translation>
    </message>
    <message>
      <source>Champ de la résidence, du groupe ou du quartier de chaque ménage.</source>
      <translation>Field of the residence, group or district of each household.</translation>
    </message>
    <message>
      <source>Vide : la table entière.</source>
      <translation>Empty: the whole table.</translation>
    </message>
    <message>
      <source>Tirages</source>
      <translation>Draws</translation>
    </message>
    <message>
      <source>Nombre de rééchantillonnages : 999 suffisent à un intervalle à 95 %.</source>
      <translation>Number of resamplings: 999 are enough for a 95% interval.</translation>
    </message>
    <message>
      <source>Nombre qui fixe le hasard : le même donne le même résultat.</source>
      <translation>Number that fixes chance: the same one gives the same result.</translation>
    </message>
    <message>
      <source>Indice et intervalle</source>
      <translation>Index and interval</translation>
    </message>
    <message>
      <source>Une ligne par unité : l’indice et les bornes entre lesquelles le hasard le laisse.</source>
      <translation>One row per unit: the index and the bounds between which chance leaves it.</translation>
    </message>
    <message>
      <source>Compter les ménages par unité</source>
      <translation>Count households by unit</translation>
    </message>
    <message>
      <source>Compte les ménages d’une table OPS par résidence, commune ou autre unité.</source>
      <translation>Counts the households of an OPS table by residence, commune or other unit.</translation>
    </message>
    <message>
      <source>Une ligne par ménage.</source>
      <translation>One row per household.</translation>
    </message>
    <message>
      <source>Champ de la résidence, du groupe, de la commune ou d’une autre unité de chaque ménage.</source>
      <translation>Field of the residence, group, commune or other unit of each household.</translation>
    </message>
    <message>
      <source>Seuil des très bas revenus</source>
      <translation>Threshold of very low incomes</translation>
    </message>
    <message>
      <source>Part du plafond PLUS sous laquelle un revenu est dit très bas.</source>
      <translation>Share of the PLUS ceiling under which an income is called very low.</translation>
    </message>
    <message>
      <source>40 % du plafond PLUS</source>
      <translation>40 % of the PLUS ceiling</translation>
    </message>
    <message>
      <source>20 % du plafond PLUS</source>
      <translation>20 % of the PLUS ceiling</translation>
    </message>
    <message>
      <source>Écart de pièces</source>
      <translation>Room gap</translation>
    </message>
    <message>
      <source>Sous- ou sur-occupation au-delà de cet écart.</source>
      <translation>Under- or overcrowding beyond this gap.</translation>
    </message>
    <message>
      <source>pièces</source>
      <translation>rooms</translation>
    </message>
    <message>
      <source>Emménagés récents : moins de</source>
      <translation>Recently moved in: less than</translation>
    </message>
    <message>
      <source>Ancienneté du bail au-dessous de laquelle un ménage est compté comme emménagé récent.</source>
      <translation>Length of the lease under which a household counts as a recent mover.</translation>
    </message>
    <message>
      <source>Impayés : plus de</source>
      <translation>Arrears: more than</translation>
    </message>
    <message>
      <source>Durée de la dette au-dessus de laquelle un ménage est compté en impayé.</source>
      <translation>Length of the debt above which a household counts as in arrears.</translation>
    </message>
    <message>
      <source>mois</source>
      <translation>months</translation>
    </message>
    <message>
      <source>Date de référence</source>
      <translation>Reference date</translation>
    </message>
    <message>
      <source>Pour l’ancienneté, quand la table n’a pas de date d’enquête (AAAA-MM-JJ).</source>
      <translation>For length of stay, when the table has no survey date (YYYY-MM-DD).</translation>
    </message>
    <message>
      <source>Comptes par unité</source>
      <translation>Counts by unit</translation>
    </message>
    <message>
      <source>Une ligne par unité, une colonne par compte du catalogue ; regroupez avant de diffuser.</source>
      <translation>One row per unit, one column per count of the catalogue; group before any release.</translation>
    </message>
    <message>
      <source>Compter les logements par unité</source>
      <translation>Count dwellings by unit</translation>
    </message>
    <message>
      <source>Compte les logements du RPLS, du recensement ou de la gestion par unité.</source>
      <translation>Counts the dwellings of the RPLS, the census or management files by unit.</translation>
    </message>
    <message>
      <source>Logements ou résidences</source>
      <translation>Dwellings or residences</translation>
    </message>
    <message>
      <source>Logements, résidences, grilles ou carreaux, une ligne chacun.</source>
      <translation>Dwellings, residences, grids or tiles, one row each.</translation>
    </message>
    <message>
      <source>Champ de la résidence, de la commune ou d’une autre unité de chaque ligne.</source>
      <translation>Field of the residence, commune or other unit of each row.</translation>
    </message>
    <message>
      <source>Nature des lignes</source>
      <translation>Kind of rows</translation>
    </message>
    <message>
      <source>Dit quels comptes du catalogue les champs permettent.</source>
      <translation>Says which counts of the catalogue the fields allow.</translation>
    </message>
    <message>
      <source>Logements du RPLS</source>
      <translation>RPLS dwellings</translation>
    </message>
    <message>
      <source>Logements du recensement (pondérés)</source>
      <translation>Census dwellings (weighted)</translation>
    </message>
    <message>
      <source>Résidences, comptes de gestion du bailleur</source>
      <translation>Residences, management counts of the landlord</translation>
    </message>
    <message>
      <source>Grilles qualitatives, notes de 1 à 4</source>
      <translation>Field grids, marks from 1 to 4</translation>
    </message>
    <message>
      <source>Vacance : plus de</source>
      <translation>Vacancy: more than</translation>
    </message>
    <message>
      <source>RPLS restreint.</source>
      <translation>Restricted RPLS.</translation>
    </message>
    <message>
      <source>Pour la durée de vacance ; RPLS : 1er janvier du millésime (AAAA-MM-JJ).</source>
      <translation>For the length of vacancy; RPLS: 1 January of the vintage (YYYY-MM-DD).</translation>
    </message>
    <message>
      <source>Une ligne par unité, une colonne par compte du catalogue.</source>
      <translation>One row per unit, one column per count of the catalogue.</translation>
    </message>
    <message>
      <source>Indicateurs du catalogue</source>
      <translation>Indicators of the catalogue</translation>
    </message>
    <message>
      <source>Calcule les indicateurs d’occupation et de parc à partir de comptes.</source>
      <translation>Computes the indicators of occupation and stock from counts.</translation>
    </message>
    <message>
      <source>Unités à décrire, avec leurs comptes ou l’identifiant qui les joint à la table.</source>
      <translation>Units to describe, with their counts or the identifier that joins them to the table.</translation>
    </message>
    <message>
      <source>Table de comptes</source>
      <translation>Table of counts</translation>
    </message>
    <message>
      <source>À défaut, les comptes sont des champs de la couche.</source>
      <translation>Failing that, the counts are fields of the layer.</translation>
    </message>
    <message>
      <source>Identifiant dans la couche</source>
      <translation>Identifier in the layer</translation>
    </message>
    <message>
      <source>Requis avec une table.</source>
      <translation>Required with a table.</translation>
    </message>
    <message>
      <source>Identifiant dans la table</source>
      <translation>Identifier in the table</translation>
    </message>
    <message>
      <source>Champ de la table qui répète l’identifiant des unités.</source>
      <translation>Field of the table that repeats the identifier of the units.</translation>
    </message>
    <message>
      <source>Identifiants du catalogue séparés par des virgules ; vide : tous ceux possibles.</source>
      <translation>Catalogue identifiers separated by commas; empty: all possible ones.</translation>
    </message>
    <message>
      <source>Indicateur à cartographier</source>
      <translation>Indicator to map</translation>
    </message>
    <message>
      <source>Recopié dans le champ « valeur », que le style colore ; vide : le premier calculé.</source>
      <translation>Copied in the field “valeur”, which the style colours; empty: the first computed.</translation>
    </message>
    <message>
      <source>Comptes pondérés</source>
      <translation>Weighted counts</translation>
    </message>
    <message>
      <source>Les comptes du recensement ne sont pas entiers : dites-le pour qu’ils soient admis.</source>
      <translation>The counts of the census are not whole: say so for them to be accepted.</translation>
    </message>
    <message>
      <source>La couleur suit l’indicateur montré ; lisez toujours sa base à côté.</source>
      <translation>The colour follows the indicator shown; always read its base beside it.</translation>
    </message>
    <message>
      <source>Intervalle d’une part et lissage</source>
      <translation>Interval of a share and smoothing</translation>
    </message>
    <message>
      <source>Encadre une part (Wilson) et la lisse vers la moyenne quand la base est petite.</source>
      <translation>Brackets a share (Wilson) and smooths it towards the mean when its base is small.</translation>
    </message>
    <message>
      <source>Unités avec leur effectif et leur base.</source>
      <translation>Units with their count and their base.</translation>
    </message>
    <message>
      <source>Effectif</source>
      <translation>Count</translation>
    </message>
    <message>
      <source>Nombre d’unités qui ont le caractère, jamais supérieur à la base.</source>
      <translation>Number of units that have the character, never above the base.</translation>
    </message>
    <message>
      <source>Base</source>
      <translation>Base</translation>
    </message>
    <message>
      <source>Nombre d’unités parmi lesquelles l’effectif est compté.</source>
      <translation>Number of units among which the count is taken.</translation>
    </message>
    <message>
      <source>Parts encadrées</source>
      <translation>Bracketed shares</translation>
    </message>
    <message>
      <source>La carte montre la part lissée ; la valeur à citer est l’effectif et sa base.</source>
      <translation>The map shows the smoothed share; the value to quote is the count and its base.</translation>
    </message>
    <message>
      <source>Rapprocher les résidences de deux millésimes</source>
      <translation>Match the residences of two vintages</translation>
    </message>
    <message>
      <source>Dit quelles résidences sont les mêmes, renommées, fusionnées, scindées, disparues, neuves.</source>
      <translation>Tells which residences are the same, renamed, merged, split, gone or new.</translation>
    </message>
    <message>
      <source>Résidences avant</source>
      <translation>Residences before</translation>
    </message>
    <message>
      <source>Résidences du millésime ancien.</source>
      <translation>Residences of the old vintage.</translation>
    </message>
    <message>
      <source>Résidences après</source>
      <translation>Residences after</translation>
    </message>
    <message>
      <source>Résidences du millésime récent ; ce sont elles que le résultat dessine.</source>
      <translation>Residences of the recent vintage; they are what the result draws.</translation>
    </message>
    <message>
      <source>Identifiant (avant)</source>
      <translation>Identifier (before)</translation>
    </message>
    <message>
      <source>Champ qui nomme chaque résidence une seule fois ; sans lui, c’est le rang de la ligne.</source>
      <translation>Field that names each residence only once; without it, the rank of the row does.</translation>
    </message>
    <message>
      <source>Identifiant (après)</source>
      <translation>Identifier (after)</translation>
    </message>
    <message>
      <source>Le même identifiant dans le millésime récent ; sans lui, c’est le rang de la ligne.</source>
      <translation>The same identifier in the recent vintage; without it, the rank of the row.</translation>
    </message>
    <message>
      <source>Distance du même lieu</source>
      <translation>Distance of one same place</translation>
    </message>
    <message>
      <source>Au-delà, un autre identifiant est un autre lieu.</source>
      <translation>Beyond it, another identifier is another place.</translation>
    </message>
    <message>
      <source>Nombre de logements</source>
      <translation>Number of dwellings</translation>
    </message>
    <message>
      <source>Dans les deux couches.</source>
      <translation>In both layers.</translation>
    </message>
    <message>
      <source>Résidences d’après, avec leur lien</source>
      <translation>Residences after, with their link</translation>
    </message>
    <message>
      <source>Le statut dit ce que chaque résidence est devenue depuis l’autre millésime.</source>
      <translation>The status says what each residence has become since the other vintage.</translation>
    </message>
    <message>
      <source>Liens entre millésimes</source>
      <translation>Links between vintages</translation>
    </message>
    <message>
      <source>Une ligne par lien ; une résidence disparue n’a pas d’après, une nouvelle pas d’avant.</source>
      <translation>One row per link; a residence that is gone has no after, a new one no before.</translation>
    </message>
    <message>
      <source>Relier deux géographies de quartiers (QPV 2015 et 2024)</source>
      <translation>Link two district geographies (QPV 2015 and 2024)</translation>
    </message>
    <message>
      <source>Dit ce que deux zonages ont en commun, en logements et en surface.</source>
      <translation>Tells what two zonings have in common, in dwellings and in area.</translation>
    </message>
    <message>
      <source>Ancien zonage</source>
      <translation>Old zoning</translation>
    </message>
    <message>
      <source>Périmètres de l’ancienne géographie, par exemple les QPV 2015.</source>
      <translation>Perimeters of the old geography, for example the QPV of 2015.</translation>
    </message>
    <message>
      <source>Nouveau zonage</source>
      <translation>New zoning</translation>
    </message>
    <message>
      <source>Périmètres de la nouvelle géographie, par exemple les QPV 2024.</source>
      <translation>Perimeters of the new geography, for example the QPV of 2024.</translation>
    </message>
    <message>
      <source>Points qui pèsent les recouvrements, dans le même système de coordonnées que les périmètres.</source>
      <translation>Points that weigh the overlaps, in the same coordinate system as the perimeters.</translation>
    </message>
    <message>
      <source>Code (ancien)</source>
      <translation>Code (old)</translation>
    </message>
    <message>
      <source>Champ qui nomme chaque ancien périmètre une seule fois ; sans lui, c’est le rang de la ligne.</source>
      <translation>Field that names each old perimeter only once; without it, the rank of the row does.</translation>
    </message>
    <message>
      <source>Code (nouveau)</source>
      <translation>Code (new)</translation>
    </message>
    <message>
      <source>Champ qui nomme chaque nouveau périmètre une seule fois ; sans lui, c’est le rang de la ligne.</source>
      <translation>Field that names each new perimeter only once; without it, the rank of the row does.</translation>
    </message>
    <message>
      <source>Nombre de logements par point</source>
      <translation>Number of dwellings by point</translation>
    </message>
    <message>
      <source>Vide : 1.</source>
      <translation>Empty: 1.</translation>
    </message>
    <message>
      <source>Correspondances</source>
      <translation>Correspondences</translation>
    </message>
    <message>
      <source>Une ligne par couple de périmètres, avec la part des logements de chacun qui est commune.</source>
      <translation>One row per pair of perimeters, with the share of the dwellings of each that is common.</translation>
    </message>
    <message>
      <source>Trajectoire entre deux millésimes</source>
      <translation>Trajectory between two vintages</translation>
    </message>
    <message>
      <source>Évolution de chaque indicateur par résidence, et part du hasard dans cette évolution.</source>
      <translation>Change of each indicator by residence, and the part of chance in that change.</translation>
    </message>
    <message>
      <source>Résidences avant, avec leurs comptes</source>
      <translation>Residences before, with their counts</translation>
    </message>
    <message>
      <source>Résidences du millésime ancien, avec les comptes du catalogue.</source>
      <translation>Residences of the old vintage, with the counts of the catalogue.</translation>
    </message>
    <message>
      <source>Résidences après, avec leurs comptes</source>
      <translation>Residences after, with their counts</translation>
    </message>
    <message>
      <source>Résidences du millésime récent, avec les mêmes comptes.</source>
      <translation>Residences of the recent vintage, with the same counts.</translation>
    </message>
    <message>
      <source>Vide : toutes les parts.</source>
      <translation>Empty: all the shares.</translation>
    </message>
    <message>
      <source>Trajectoires</source>
      <translation>Trajectories</translation>
    </message>
    <message>
      <source>Le sens de chaque indicateur : hausse, baisse ou stable ; stable veut dire que le hasard suffit.</source>
      <translation>The direction of each indicator: rise, fall or stable; stable means that chance is enough.</translation>
    </message>
    <message>
      <source>Entrants, sortants, restés</source>
      <translation>Movers in, movers out, stayers</translation>
    </message>
    <message>
      <source>Compare le profil des ménages entrés, sortis, restés ou mutés entre deux millésimes.</source>
      <translation>Compares the profile of households that came, left, stayed or moved between two vintages.</translation>
    </message>
    <message>
      <source>Ménages avant</source>
      <translation>Households before</translation>
    </message>
    <message>
      <source>Ménages du millésime ancien, au modèle « menages ».</source>
      <translation>Households of the old vintage, in the template “menages”.</translation>
    </message>
    <message>
      <source>Ménages après</source>
      <translation>Households after</translation>
    </message>
    <message>
      <source>Ménages du millésime récent, au modèle « menages ».</source>
      <translation>Households of the recent vintage, in the template “menages”.</translation>
    </message>
    <message>
      <source>Identifiant du ménage</source>
      <translation>Household identifier</translation>
    </message>
    <message>
      <source>Identifiant stable d’un millésime à l’autre.</source>
      <translation>Identifier that is stable from one vintage to the next.</translation>
    </message>
    <message>
      <source>Résidence</source>
      <translation>Residence</translation>
    </message>
    <message>
      <source>Champ dont le changement fait d’un ménage resté un ménage muté.</source>
      <translation>Field whose change makes a stayer a transferred household.</translation>
    </message>
    <message>
      <source>Champ de la résidence, du quartier ou d’une autre unité à décrire.</source>
      <translation>Field of the residence, district or other unit to describe.</translation>
    </message>
    <message>
      <source>Profil des flux</source>
      <translation>Profile of flows</translation>
    </message>
    <message>
      <source>Une ligne par unité et par population ; comparez les entrants aux restés.</source>
      <translation>One row per unit and population; compare newcomers with stayers.</translation>
    </message>
    <message>
      <source>Indice de précarité dans le temps</source>
      <translation>Precarity index over time</translation>
    </message>
    <message>
      <source>Suit l’indice de précarité de chaque unité, base 100 du territoire à l’année de base.</source>
      <translation>Follows the precarity index of each unit, base 100 of the territory in the base year.</translation>
    </message>
    <message>
      <source>Comptes par millésime</source>
      <translation>Counts by vintage</translation>
    </message>
    <message>
      <source>Nom : l’année, par exemple 2014.</source>
      <translation>Name: the year, for example 2014.</translation>
    </message>
    <message>
      <source>Vide : l’index.</source>
      <translation>Empty: the index.</translation>
    </message>
    <message>
      <source>Année de base</source>
      <translation>Base year</translation>
    </message>
    <message>
      <source>Vide : la première.</source>
      <translation>Empty: the first.</translation>
    </message>
    <message>
      <source>Indice par millésime</source>
      <translation>Index by vintage</translation>
    </message>
    <message>
      <source>Une ligne par unité, une colonne par millésime ; 100 est le territoire l’année de base.</source>
      <translation>One row per unit, one column per vintage; 100 is the territory in the base year.</translation>
    </message>
    <message>
      <source>Catalogue des indicateurs</source>
      <translation>Catalogue of indicators</translation>
    </message>
    <message>
      <source>Afficher la liste des indicateurs, ou la fiche d’un seul : définition, source, précaution.</source>
      <translation>Show the list of the indicators, or the record of one: definition, source, caution.</translation>
    </message>
    <message>
      <source>Indicateur</source>
      <translation>Indicator</translation>
    </message>
    <message>
      <source>Vide : la liste.</source>
      <translation>Empty: the list.</translation>
    </message>
    <message>
      <source>Fichier TOML de vos indicateurs en plus.</source>
      <translation>TOML file of your indicators in addition.</translation>
    </message>
    <message>
      <source>La liste, ou la fiche d’un indicateur.</source>
      <translation>The list, or the record of one indicator.</translation>
    </message>
    <message>
      <source>4 · Repérer les concentrations</source>
      <translation>4 · Find concentrations</translation>
    </message>
    <message>
      <source>Grappes locales (Moran local, LISA)</source>
      <translation>Local clusters (local Moran, LISA)</translation>
    </message>
    <message>
      <source>Repère les concentrations et les exceptions qui ne doivent rien au hasard.</source>
      <translation>Finds the concentrations and the exceptions that owe nothing to chance.</translation>
    </message>
    <message>
      <source>Entités à analyser</source>
      <translation>Features to analyse</translation>
    </message>
    <message>
      <source>Points, polygones ou carreaux ; une ligne par entité.</source>
      <translation>Points, polygons or tiles; one row per feature.</translation>
    </message>
    <message>
      <source>Champ de la valeur</source>
      <translation>Value field</translation>
    </message>
    <message>
      <source>Grandeur à tester : une part, un indice, un loyer ; pour une part, donnez aussi la population.</source>
      <translation>Quantity to test: a share, an index, a rent; for a share, give the population too.</translation>
    </message>
    <message>
      <source>Voisinage</source>
      <translation>Neighbourhood</translation>
    </message>
    <message>
      <source>Qui est voisin de qui : « knn:8 » (8 plus proches), « distance:1500 » (mètres), « queen » ou « rook » (polygones contigus par un point ou par un côté), « tiles » ou « tiles:rook » (carreaux), ou un fichier .gal, .gwt ou .parquet.</source>
      <translation>Who is whose neighbour: “knn:8” (8 nearest), “distance:1500” (metres), “queen” or “rook” (polygons touching at a point or along a side), “tiles” or “tiles:rook” (tiles), or a .gal, .gwt or .parquet file.</translation>
    </message>
    <message>
      <source>Permutations</source>
      <translation>Permutations</translation>
    </message>
    <message>
      <source>Nombre de tirages au hasard. 99 999 donnent à la correction la finesse qu’elle demande.</source>
      <translation>Number of random draws. 99,999 give the correction the fineness it asks for.</translation>
    </message>
    <message>
      <source>La même graine redonne exactement le même résultat.</source>
      <translation>The same seed gives back exactly the same result.</translation>
    </message>
    <message>
      <source>Champ de la population</source>
      <translation>Population field</translation>
    </message>
    <message>
      <source>Facultatif : le champ de la valeur est alors un effectif, et le taux est standardisé selon sa fiabilité (Assunção et Reis, 1999).</source>
      <translation>Optional: the value field is then a count, and the rate is standardised by its reliability (Assunção and Reis, 1999).</translation>
    </message>
    <message>
      <source>Seuil</source>
      <translation>Threshold</translation>
    </message>
    <message>
      <source>Part tolérée de fausses grappes parmi les grappes annoncées.</source>
      <translation>Tolerated share of false clusters among the clusters announced.</translation>
    </message>
    <message>
      <source>Correction des tests multiples</source>
      <translation>Correction of multiple tests</translation>
    </message>
    <message>
      <source>Tester mille entités à 5 % en déclare cinquante par hasard : la correction l’évite.</source>
      <translation>Testing a thousand features at 5 % declares fifty by chance: the correction avoids it.</translation>
    </message>
    <message>
      <source>Benjamini-Hochberg : part attendue de fausses grappes limitée au seuil</source>
      <translation>Benjamini–Hochberg: expected share of false clusters limited to the threshold</translation>
    </message>
    <message>
      <source>Benjamini-Yekutieli : la même, sous toute dépendance, plus sévère</source>
      <translation>Benjamini–Yekutieli: the same under any dependence, more severe</translation>
    </message>
    <message>
      <source>Bonferroni : au plus une fausse grappe, au risque du seuil</source>
      <translation>Bonferroni: at most one false cluster, at the risk of the threshold</translation>
    </message>
    <message>
      <source>Aucune : environ (seuil × entités) fausses grappes</source>
      <translation>None: about (threshold × features) false clusters</translation>
    </message>
    <message>
      <source>Définition de la probabilité</source>
      <translation>Definition of the probability</translation>
    </message>
    <message>
      <source>Bilatérale : extrême d’un côté ou de l’autre ; « directed » est la définition d’esda et de GeoDa.</source>
      <translation>Two-sided: extreme on either side; “directed” is the definition of esda and GeoDa.</translation>
    </message>
    <message>
      <source>Bilatérale : deux fois la plus petite des deux queues</source>
      <translation>Two-sided: twice the smaller of the two tails</translation>
    </message>
    <message>
      <source>Dirigée (ancien usage d’esda et de GeoDa) : la queue observée, deux fois trop optimiste</source>
      <translation>Directed (former usage of esda and GeoDa): the observed tail, twice too optimistic</translation>
    </message>
    <message>
      <source>Unilatérale : ressemblance aux voisins plus forte que le hasard</source>
      <translation>One-sided: likeness to neighbours stronger than chance</translation>
    </message>
    <message>
      <source>Unilatérale : ressemblance aux voisins plus faible que le hasard</source>
      <translation>One-sided: likeness to neighbours weaker than chance</translation>
    </message>
    <message>
      <source>Moteur</source>
      <translation>Engine</translation>
    </message>
    <message>
      <source>« esda » rejoue ses tirages un à un pour comparer ; « fast » est celui de tous les jours ; « exact » ne tire rien et suppose des valeurs qui suivent une loi normale (Tiefelsdorf, 2002).</source>
      <translation>“esda” replays its draws one by one, for comparison; “fast” is the everyday one; “exact” draws nothing and supposes values that follow a normal law (Tiefelsdorf, 2002).</translation>
    </message>
    <message>
      <source>Tirages partagés, rang exact (conseillé)</source>
      <translation>Shared draws, exact rank (recommended)</translation>
    </message>
    <message>
      <source>Tirage pour tirage comme esda, lent : pour vérifier</source>
      <translation>Draw for draw as esda, slow: for verification</translation>
    </message>
    <message>
      <source>Sans tirage : probabilité exacte, si les valeurs suivent une loi normale</source>
      <translation>Without draws: exact probability, if the values follow a normal law</translation>
    </message>
    <message>
      <source>Grappes locales</source>
      <translation>Local clusters</translation>
    </message>
    <message>
      <source>Rouge : hautes valeurs groupées ; bleu : basses valeurs groupées ; teintes claires : exceptions ; gris : rien que le hasard n’explique.</source>
      <translation>Red: high values together; blue: low values together; light shades: exceptions; grey: nothing that chance does not explain.</translation>
    </message>
    <message>
      <source>Grappes croisées (Moran local bivarié)</source>
      <translation>Crossed clusters (bivariate local Moran)</translation>
    </message>
    <message>
      <source>Repère où une grandeur va avec une autre, mesurée chez les voisines.</source>
      <translation>Finds where one quantity goes with another, measured among the neighbours.</translation>
    </message>
    <message>
      <source>Champ de l’entité</source>
      <translation>Field of the feature</translation>
    </message>
    <message>
      <source>Grandeur lue sur l’entité elle-même.</source>
      <translation>Quantity read on the feature itself.</translation>
    </message>
    <message>
      <source>Champ des voisines</source>
      <translation>Field of the neighbours</translation>
    </message>
    <message>
      <source>Grandeur moyennée chez les voisines.</source>
      <translation>Quantity averaged over the neighbours.</translation>
    </message>
    <message>
      <source>Grappes croisées</source>
      <translation>Cross clusters</translation>
    </message>
    <message>
      <source>Première lettre, l’entité ; seconde, ses voisines pour l’autre grandeur ; gris : rien que le hasard n’explique.</source>
      <translation>First letter, the feature; second, its neighbours for the other quantity; grey: nothing that chance does not explain.</translation>
    </message>
    <message>
      <source>Grappes d’évolution (Moran local différentiel)</source>
      <translation>Clusters of change (differential local Moran)</translation>
    </message>
    <message>
      <source>Repère où une grandeur a évolué ensemble entre deux dates.</source>
      <translation>Finds where a quantity changed together between two dates.</translation>
    </message>
    <message>
      <source>Champ à la première date</source>
      <translation>Field at the first date</translation>
    </message>
    <message>
      <source>Grandeur au départ.</source>
      <translation>Quantity at the start.</translation>
    </message>
    <message>
      <source>Champ à la seconde date</source>
      <translation>Field at the second date</translation>
    </message>
    <message>
      <source>La même grandeur à l’arrivée, mesurée de la même façon.</source>
      <translation>The same quantity at the end, measured in the same way.</translation>
    </message>
    <message>
      <source>Grappes d’évolution</source>
      <translation>Clusters of change</translation>
    </message>
    <message>
      <source>Rouge : montent ensemble plus que le territoire ; bleu : moins que lui ; gris : rien que le hasard n’explique.</source>
      <translation>Red: rise together more than the territory; blue: less than it; grey: nothing that chance does not explain.</translation>
    </message>
    <message>
      <source>Points chauds émergents</source>
      <translation>Emerging hot spots</translation>
    </message>
    <message>
      <source>Classe les points chauds et froids de plusieurs millésimes : nouveaux, durables, en hausse, passés.</source>
      <translation>Classes the hot and cold spots of several vintages: new, lasting, growing, past.</translation>
    </message>
    <message>
      <source>Champs des millésimes</source>
      <translation>Fields of the vintages</translation>
    </message>
    <message>
      <source>Un champ par millésime, du plus ancien au plus récent ; trois au moins.</source>
      <translation>One field a vintage, from the oldest to the newest; three at least.</translation>
    </message>
    <message>
      <source>Millésimes précédents comptés comme voisins</source>
      <translation>Vintages before counted as neighbours</translation>
    </message>
    <message>
      <source>1 : celui d’avant (usage) ; 0 : chaque millésime seul.</source>
      <translation>1: the one before (as is usual); 0: each vintage alone.</translation>
    </message>
    <message>
      <source>Seuil de la tendance</source>
      <translation>Threshold of the trend</translation>
    </message>
    <message>
      <source>Probabilité du test de Mann-Kendall sous laquelle une hausse ou une baisse est dite.</source>
      <translation>Probability of Mann and Kendall's test under which a rise or a fall is told.</translation>
    </message>
    <message>
      <source>Une classe par entité, le nombre de millésimes chauds et froids, et la tendance de G*.</source>
      <translation>One class a feature, the number of hot and cold vintages, and the trend of G*.</translation>
    </message>
    <message>
      <source>Ressemblance locale (Geary local)</source>
      <translation>Local likeness (local Geary)</translation>
    </message>
    <message>
      <source>Repère où une entité ressemble à ses voisines, ou en diffère, plus que le hasard.</source>
      <translation>Finds where a feature is like its neighbours, or differs from them, more than by chance.</translation>
    </message>
    <message>
      <source>Grandeur dont on cherche si les voisines se ressemblent.</source>
      <translation>Quantity of which one asks whether neighbours are alike.</translation>
    </message>
    <message>
      <source>Ressemblance locale</source>
      <translation>Local likeness</translation>
    </message>
    <message>
      <source>HH et LL : semblables à leurs voisines ; HL et LH : différentes d’elles ; gris : rien que le hasard n’explique.</source>
      <translation>HH and LL: like their neighbours; HL and LH: different from them; grey: nothing that chance does not explain.</translation>
    </message>
    <message>
      <source>Points chauds et froids (Getis-Ord G*)</source>
      <translation>Hot and cold spots (Getis-Ord G*)</translation>
    </message>
    <message>
      <source>Repère où des valeurs fortes, ou faibles, s’additionnent plus que le hasard.</source>
      <translation>Finds where high, or low, values add up more than by chance.</translation>
    </message>
    <message>
      <source>Grandeur dont on cherche où les valeurs hautes, ou basses, se cumulent.</source>
      <translation>Quantity of which one asks where high, or low, values add up.</translation>
    </message>
    <message>
      <source>Compter l’entité avec ses voisines (G*)</source>
      <translation>Count the feature with its neighbours (G*)</translation>
    </message>
    <message>
      <source>Coché, l’entité compte dans sa propre somme (G*) ; décoché, seules ses voisines comptent (G).</source>
      <translation>Ticked, the feature counts in its own sum (G*); cleared, only its neighbours count (G).</translation>
    </message>
    <message>
      <source>Points chauds et froids</source>
      <translation>Hot and cold spots</translation>
    </message>
    <message>
      <source>Rouge : point chaud ; bleu : point froid ; gris : rien que le hasard n’explique.</source>
      <translation>Red: hot spot; blue: cold spot; grey: nothing that chance does not explain.</translation>
    </message>
    <message>
      <source>Autocorrélation globale (Moran)</source>
      <translation>Global autocorrelation (Moran)</translation>
    </message>
    <message>
      <source>Dit si, dans l’ensemble, les voisines se ressemblent plus que le hasard.</source>
      <translation>Tells whether, on the whole, neighbours are alike more than by chance.</translation>
    </message>
    <message>
      <source>Grandeur dont on cherche si les voisines se ressemblent, sur tout le territoire.</source>
      <translation>Quantity of which one asks whether neighbours are alike, over the whole territory.</translation>
    </message>
    <message>
      <source>Tirages d’ensemble.</source>
      <translation>Draws for the whole.</translation>
    </message>
    <message>
      <source>Autocorrélation globale</source>
      <translation>Global autocorrelation</translation>
    </message>
    <message>
      <source>Une ligne : l’indice, ce que le hasard donnerait, et les deux probabilités.</source>
      <translation>One row: the index, what chance would give, and both probabilities.</translation>
    </message>
    <message>
      <source>Nuage de points de Moran</source>
      <translation>Moran scatter plot</translation>
    </message>
    <message>
      <source>En abscisse l’entité, en ordonnée ses voisines : la pente du nuage est l’indice.</source>
      <translation>The feature on the abscissa, its neighbours on the ordinate: the slope of the cloud is the index.</translation>
    </message>
    <message>
      <source>Voisinages d’une catégorie (jonctions locales)</source>
      <translation>Neighbourhoods of a category (local join counts)</translation>
    </message>
    <message>
      <source>Repère où des entités d’une même catégorie (0/1) se touchent plus que le hasard.</source>
      <translation>Finds where features of one category (0/1) touch more than by chance.</translation>
    </message>
    <message>
      <source>Champ à 0 ou 1</source>
      <translation>Field of 0 or 1</translation>
    </message>
    <message>
      <source>Champ qui vaut 1 où l’entité porte le caractère, 0 ailleurs.</source>
      <translation>Field worth 1 where the feature bears the character, 0 elsewhere.</translation>
    </message>
    <message>
      <source>Jonctions locales</source>
      <translation>Local join counts</translation>
    </message>
    <message>
      <source>Seules les entités qui portent le caractère sont testées ; les autres restent grises.</source>
      <translation>Only the features that bear the character are tested; the others stay grey.</translation>
    </message>
    <message>
      <source>Voisinage (liens entre voisines)</source>
      <translation>Neighbourhood (links between neighbours)</translation>
    </message>
    <message>
      <source>Dessine qui est voisin de qui, pour vérifier un voisinage avant de s’en servir.</source>
      <translation>Draws who is whose neighbour, to check a neighbourhood before using it.</translation>
    </message>
    <message>
      <source>Obstacles</source>
      <translation>Barriers</translation>
    </message>
    <message>
      <source>Facultatif : lignes ou polygones à ne pas traverser.</source>
      <translation>Optional: lines or polygons not to be crossed.</translation>
    </message>
    <message>
      <source>Liens de voisinage</source>
      <translation>Neighbourhood links</translation>
    </message>
    <message>
      <source>Un trait par paire de voisines : cherchez ceux qui traversent un obstacle.</source>
      <translation>One line per pair of neighbours: look for those that cross a barrier.</translation>
    </message>
    <message>
      <source>Entités et nombre de voisines</source>
      <translation>Features and number of neighbours</translation>
    </message>
    <message>
      <source>Le nombre de voisines de chaque entité ; 0 est une entité isolée, que les tests laissent de côté.</source>
      <translation>The number of neighbours of each feature; 0 is an isolated one, which the tests leave aside.</translation>
    </message>
    <message>
      <source>Ségrégation et profil par échelle</source>
      <translation>Segregation and profile by scale</translation>
    </message>
    <message>
      <source>Mesure si un groupe vit réparti ou à part, et à quelle échelle.</source>
      <translation>Measures whether a group lives spread out or apart, and at which scale.</translation>
    </message>
    <message>
      <source>Champ de l’effectif du groupe</source>
      <translation>Field of the group’s count</translation>
    </message>
    <message>
      <source>Nombre de membres du groupe dans chaque unité, jamais supérieur à la population.</source>
      <translation>Number of members of the group in each unit, never above the population.</translation>
    </message>
    <message>
      <source>Population dans laquelle le groupe est compté.</source>
      <translation>Population in which the group is counted.</translation>
    </message>
    <message>
      <source>Tailles de voisinage</source>
      <translation>Neighbourhood sizes</translation>
    </message>
    <message>
      <source>En unités de population, croissantes.</source>
      <translation>In units of population, increasing.</translation>
    </message>
    <message>
      <source>Champ du secteur</source>
      <translation>District field</translation>
    </message>
    <message>
      <source>Commune, quartier… : les indices viennent aussi pour chaque secteur. Vide : toute la couche seulement.</source>
      <translation>Municipality, district…: the indices also come for each district. Empty: the whole layer only.</translation>
    </message>
    <message>
      <source>Unités au moins par secteur</source>
      <translation>Least number of units in a district</translation>
    </message>
    <message>
      <source>En dessous, les indices du secteur restent vides.</source>
      <translation>Below this, the indices of the district are left blank.</translation>
    </message>
    <message>
      <source>unités</source>
      <translation>units</translation>
    </message>
    <message>
      <source>Indices de ségrégation</source>
      <translation>Segregation indices</translation>
    </message>
    <message>
      <source>Une ligne pour la couche, puis une par secteur ; 0 : répartition égale, 1 : séparation complète.</source>
      <translation>One row for the layer, then one per sector; 0: even spread, 1: complete separation.</translation>
    </message>
    <message>
      <source>Profil par échelle</source>
      <translation>Profile by scale</translation>
    </message>
    <message>
      <source>Une ligne par taille de voisinage, de l’immeuble au grand quartier.</source>
      <translation>One row per size of neighbourhood, from the building to the large district.</translation>
    </message>
    <message>
      <source>Surface lissée (noyau quadratique)</source>
      <translation>Smoothed surface (quadratic kernel)</translation>
    </message>
    <message>
      <source>Lisse des effectifs, ou une part, sur des carreaux, en conservant les totaux.</source>
      <translation>Smooths counts, or a share, onto tiles, keeping the totals.</translation>
    </message>
    <message>
      <source>Points à lisser</source>
      <translation>Points to smooth</translation>
    </message>
    <message>
      <source>Points qui portent les effectifs ; les distances se mesurent en mètres.</source>
      <translation>Points that carry the counts; distances are measured in metres.</translation>
    </message>
    <message>
      <source>Effectif de chaque point, dont le total est conservé.</source>
      <translation>Count of each point, whose total is kept.</translation>
    </message>
    <message>
      <source>Champ de la base</source>
      <translation>Base field</translation>
    </message>
    <message>
      <source>Facultatif : le dénominateur de la part.</source>
      <translation>Optional: the denominator of the share.</translation>
    </message>
    <message>
      <source>Carreau</source>
      <translation>Tile</translation>
    </message>
    <message>
      <source>Côté des carreaux.</source>
      <translation>Side of the tiles.</translation>
    </message>
    <message>
      <source>Rayon</source>
      <translation>Radius</translation>
    </message>
    <message>
      <source>Distance au-delà de laquelle un point ne compte plus.</source>
      <translation>Distance beyond which a point no longer counts.</translation>
    </message>
    <message>
      <source>Territoire</source>
      <translation>Territory</translation>
    </message>
    <message>
      <source>Facultatif : la surface s’y arrête, et le total des points qu’il contient y est conservé.</source>
      <translation>Optional: the surface stops there, and the total of the points it contains is kept in it.</translation>
    </message>
    <message>
      <source>Base minimale</source>
      <translation>Smallest base</translation>
    </message>
    <message>
      <source>Sous cette base effective, le carreau est masqué (secret statistique). 0 : aucun masque.</source>
      <translation>Under this effective base the tile is masked (statistical secrecy). 0: no mask.</translation>
    </message>
    <message>
      <source>Surface lissée</source>
      <translation>Smoothed surface</translation>
    </message>
    <message>
      <source>Les dégradés montrent où l’effectif se concentre, sans dessiner d’adresse ; un carreau vide est masqué.</source>
      <translation>The shades show where the count concentrates without drawing any address; an empty tile is masked.</translation>
    </message>
    <message>
      <source>Quantiles lissés (médiane autour de chaque carreau)</source>
      <translation>Smoothed quantiles (median around each tile)</translation>
    </message>
    <message>
      <source>Donne sur des carreaux la médiane, ou d’autres quantiles, de ce qui est alentour.</source>
      <translation>Gives on tiles the median, or other quantiles, of what is around.</translation>
    </message>
    <message>
      <source>Grandeur de chaque point : loyer, revenu, surface.</source>
      <translation>Quantity of each point: rent, income, floor area.</translation>
    </message>
    <message>
      <source>Champ du nombre d’unités</source>
      <translation>Field of the number of units</translation>
    </message>
    <message>
      <source>Facultatif : combien chaque point compte.</source>
      <translation>Optional: how much each point counts.</translation>
    </message>
    <message>
      <source>Quantile bas</source>
      <translation>Low quantile</translation>
    </message>
    <message>
      <source>Entre 0 et 1 : 0,25 est le premier quartile.</source>
      <translation>Between 0 and 1: 0.25 is the first quartile.</translation>
    </message>
    <message>
      <source>Quantile haut</source>
      <translation>High quantile</translation>
    </message>
    <message>
      <source>Entre 0 et 1 : 0,75 est le troisième quartile.</source>
      <translation>Between 0 and 1: 0.75 is the third quartile.</translation>
    </message>
    <message>
      <source>Quantiles lissés</source>
      <translation>Smoothed quantiles</translation>
    </message>
    <message>
      <source>Chaque carreau donne le quantile de ce qui l’entoure ; un carreau vide est masqué.</source>
      <translation>Each tile gives the quantile of what surrounds it; an empty tile is masked.</translation>
    </message>
    <message>
      <source>Stabilité des grappes</source>
      <translation>Stability of clusters</translation>
    </message>
    <message>
      <source>Garde les grappes que l’on retrouve en changeant de voisinage, de zonage et de graine.</source>
      <translation>Keeps the clusters that are found again under other neighbourhoods, zonings and seeds.</translation>
    </message>
    <message>
      <source>Un nombre d’événements si une population est donnée, sinon une valeur dont la moyenne a un sens.</source>
      <translation>A number of events when a population is given, else a value whose mean has a meaning.</translation>
    </message>
    <message>
      <source>Voisinages</source>
      <translation>Neighbourhoods</translation>
    </message>
    <message>
      <source>Plusieurs voisinages, séparés par des points-virgules.</source>
      <translation>Several neighbourhoods, separated by semicolons.</translation>
    </message>
    <message>
      <source>Champs de zonage</source>
      <translation>Zoning fields</translation>
    </message>
    <message>
      <source>Facultatif : les champs qui disent l’IRIS, le carreau ou le quartier de chaque entité.</source>
      <translation>Optional: the fields that tell the IRIS, the tile or the district of each feature.</translation>
    </message>
    <message>
      <source>Regroupements au hasard</source>
      <translation>Regroupings at random</translation>
    </message>
    <message>
      <source>Nombre de découpages tirés au sort autour d’entités ; 0 pour aucun.</source>
      <translation>Number of divisions drawn at random around features; 0 for none.</translation>
    </message>
    <message>
      <source>Entités par groupe tiré au sort</source>
      <translation>Features in a random group</translation>
    </message>
    <message>
      <source>En moyenne.</source>
      <translation>On average.</translation>
    </message>
    <message>
      <source>Graines par voisinage</source>
      <translation>Seeds for each neighbourhood</translation>
    </message>
    <message>
      <source>Combien de fois les tirages de chaque voisinage sont recommencés.</source>
      <translation>How many times the draws of each neighbourhood are made again.</translation>
    </message>
    <message>
      <source>Part des passages demandée</source>
      <translation>Share of the runs asked for</translation>
    </message>
    <message>
      <source>Une grappe est dite ferme quand au moins cette part des passages la donne.</source>
      <translation>A cluster is called firm when at least this share of the runs gives it.</translation>
    </message>
    <message>
      <source>Grappes fermes</source>
      <translation>Firm clusters</translation>
    </message>
    <message>
      <source>Rouge et bleu : grappes que presque tous les choix donnent ; gris : le reste.</source>
      <translation>Red and blue: clusters that nearly every choice gives; grey: the rest.</translation>
    </message>
    <message>
      <source>Surface lissée en image (GeoTIFF)</source>
      <translation>Smoothed surface as an image (GeoTIFF)</translation>
    </message>
    <message>
      <source>Écrit des champs de carreaux comme les bandes d’une image géoréférencée.</source>
      <translation>Writes fields of tiles as the bands of a georeferenced image.</translation>
    </message>
    <message>
      <source>Carreaux d’une surface lissée, tous de même côté et sur une même grille.</source>
      <translation>Tiles of a smoothed surface, all of the same side and on one grid.</translation>
    </message>
    <message>
      <source>Champs à écrire</source>
      <translation>Fields to write</translation>
    </message>
    <message>
      <source>Une bande par champ ; un carreau masqué y reste sans valeur.</source>
      <translation>One band per field; a masked tile stays without a value in it.</translation>
    </message>
    <message>
      <source>Image</source>
      <translation>Image</translation>
    </message>
    <message>
      <source>Une image géoréférencée, une bande par champ ; le masque du secret y est gardé.</source>
      <translation>A georeferenced image, one band per field; the secrecy mask is kept in it.</translation>
    </message>
    <message>
      <source>Courbes de niveau d’une surface lissée</source>
      <translation>Contours of a smoothed surface</translation>
    </message>
    <message>
      <source>Trace les lignes d’égale valeur d’une surface de carreaux.</source>
      <translation>Draws the lines of equal value of a surface of tiles.</translation>
    </message>
    <message>
      <source>Carreaux d’une surface lissée, tous de même côté.</source>
      <translation>Tiles of a smoothed surface, all of the same side.</translation>
    </message>
    <message>
      <source>Champ que les courbes suivent ; un carreau masqué y est vide.</source>
      <translation>Field that the contours follow; a masked tile is empty in it.</translation>
    </message>
    <message>
      <source>Nombre de niveaux</source>
      <translation>Number of levels</translation>
    </message>
    <message>
      <source>Nombre de courbes, aux valeurs qui partagent les carreaux en classes de même effectif.</source>
      <translation>Number of contours, at the values that divide the tiles into classes of equal number.</translation>
    </message>
    <message>
      <source>Courbes de niveau</source>
      <translation>Contour lines</translation>
    </message>
    <message>
      <source>Entre deux courbes, la surface passe d’un niveau à l’autre.</source>
      <translation>Between two contours, the surface goes from one level to the other.</translation>
    </message>
    <message>
      <source>5 · Protéger le secret</source>
      <translation>5 · Protect secrecy</translation>
    </message>
    <message>
      <source>Regrouper les résidences pour respecter le secret</source>
      <translation>Group residences to respect secrecy</translation>
    </message>
    <message>
      <source>Forme le plus grand nombre de groupes voisins dont chaque effectif atteint le seuil.</source>
      <translation>Forms the largest number of neighbouring groups of which every count reaches the threshold.</translation>
    </message>
    <message>
      <source>Résidences ou quartiers</source>
      <translation>Residences or districts</translation>
    </message>
    <message>
      <source>Points ou polygones, en mètres, avec leurs effectifs.</source>
      <translation>Points or polygons, in metres, with their counts.</translation>
    </message>
    <message>
      <source>Effectifs à protéger</source>
      <translation>Counts to protect</translation>
    </message>
    <message>
      <source>Champs d’effectifs qui devront tous atteindre le seuil dans chaque groupe, ainsi que leur complément.</source>
      <translation>Count fields that must all reach the threshold in each group, and their complement too.</translation>
    </message>
    <message>
      <source>Bases</source>
      <translation>Bases</translation>
    </message>
    <message>
      <source>Base de chaque numérateur : son complément sera protégé aussi.</source>
      <translation>Base of each numerator: its complement will be protected too.</translation>
    </message>
    <message>
      <source>Limites à ne pas franchir</source>
      <translation>Limits not to cross</translation>
    </message>
    <message>
      <source>Commune, QPV, bailleur…</source>
      <translation>Commune, QPV, landlord…</translation>
    </message>
    <message>
      <source>Plus petit effectif publiable : 11 dans le guide de l’USH.</source>
      <translation>Smallest count that may be published: 11 in the USH guide.</translation>
    </message>
    <message>
      <source>Distance maximale entre voisins</source>
      <translation>Largest distance between neighbours</translation>
    </message>
    <message>
      <source>Deux résidences plus éloignées que cela ne sont jamais voisines.</source>
      <translation>Two residences further apart than this are never neighbours.</translation>
    </message>
    <message>
      <source>Variable à rendre homogène</source>
      <translation>Variable to make homogeneous</translation>
    </message>
    <message>
      <source>Champ dont les valeurs doivent se ressembler dans un groupe, à nombre de groupes égal.</source>
      <translation>Field whose values should be alike within a group, at an equal number of groups.</translation>
    </message>
    <message>
      <source>Groupes précédents</source>
      <translation>Previous groups</translation>
    </message>
    <message>
      <source>Champ des codes à garder si possible.</source>
      <translation>Field of the codes to keep if possible.</translation>
    </message>
    <message>
      <source>Refuser des groupes précédents qui ne tiennent plus</source>
      <translation>Refuse previous groups that no longer hold</translation>
    </message>
    <message>
      <source>Nomme les groupes à corriger et s’arrête, au lieu de les réparer.</source>
      <translation>Names the groups to correct and stops, instead of mending them.</translation>
    </message>
    <message>
      <source>Effort de recherche</source>
      <translation>Search effort</translation>
    </message>
    <message>
      <source>Plus il est grand, plus la recherche est longue et le résultat proche du meilleur.</source>
      <translation>The larger it is, the longer the search and the closer the result to the best.</translation>
    </message>
    <message>
      <source>pas par résidence</source>
      <translation>steps per residence</translation>
    </message>
    <message>
      <source>Groupes</source>
      <translation>Groups</translation>
    </message>
    <message>
      <source>Un polygone par groupe, avec ses effectifs ; tous atteignent le seuil.</source>
      <translation>One polygon per group, with its counts; all of them reach the threshold.</translation>
    </message>
    <message>
      <source>Groupe de chaque résidence</source>
      <translation>Group of each residence</translation>
    </message>
    <message>
      <source>Le groupe de chaque résidence, ou le motif qui l’en écarte ; reste interne.</source>
      <translation>The group of each residence, or the reason that keeps it out; stays internal.</translation>
    </message>
    <message>
      <source>Auditer ce qui sera diffusé sur plusieurs zonages</source>
      <translation>Audit a release over several zonings</translation>
    </message>
    <message>
      <source>Somme les résidences par zonage et nomme ce qui se déduirait de la diffusion.</source>
      <translation>Sums residences by zoning and names what could be deduced from the release.</translation>
    </message>
    <message>
      <source>Résidences avec leurs effectifs et le code de chaque zonage.</source>
      <translation>Residences with their counts and the code of each zoning.</translation>
    </message>
    <message>
      <source>Effectifs publiés</source>
      <translation>Published counts</translation>
    </message>
    <message>
      <source>Effectifs qui seraient publiés sur chaque zonage.</source>
      <translation>Counts that would be published over each zoning.</translation>
    </message>
    <message>
      <source>Champs dont chaque valeur est une zone publiée ; une valeur vide n’est dans aucune zone.</source>
      <translation>Fields of which each value is a published zone; an empty value is in no zone.</translation>
    </message>
    <message>
      <source>Pour chaque effectif, celui dont il est une partie : c’est ce qui donne son complément. Des classes qui s’excluent s’écrivent « a + b = base », ou « a + b == base » si elles font toute la base.</source>
      <translation>For each count, the one of which it is a part: that is what gives its complement. Exclusive classes are written “a + b = base”, or “a + b == base” when they make up the whole base.</translation>
    </message>
    <message>
      <source>Arrêter au refus</source>
      <translation>Stop on refusal</translation>
    </message>
    <message>
      <source>Au moindre constat, la chaîne s’arrête.</source>
      <translation>At the first finding, the chain stops.</translation>
    </message>
    <message>
      <source>Lieux des constats</source>
      <translation>Places of the findings</translation>
    </message>
    <message>
      <source>Les résidences des chiffres en cause : c’est là que la diffusion en dit trop.</source>
      <translation>The residences of the figures at fault: that is where the release says too much.</translation>
    </message>
    <message>
      <source>Constats</source>
      <translation>Findings</translation>
    </message>
    <message>
      <source>Une ligne par chiffre à retenir et ce qui le révèle ; vide : rien ne se déduit.</source>
      <translation>One row per figure to withhold and what reveals it; empty: nothing can be deduced.</translation>
    </message>
    <message>
      <source>Protéger une diffusion sur plusieurs zonages</source>
      <translation>Protect a release over several zonings</translation>
    </message>
    <message>
      <source>Retient le moins de chiffres possible pour que l’audit du secret soit satisfait.</source>
      <translation>Withholds as few figures as possible for the secrecy audit to pass.</translation>
    </message>
    <message>
      <source>Effectifs à publier</source>
      <translation>Counts to publish</translation>
    </message>
    <message>
      <source>Effectifs à publier sur chaque zonage.</source>
      <translation>Counts to publish over each zoning.</translation>
    </message>
    <message>
      <source>Champs de zonage, par priorité</source>
      <translation>Zoning fields, by priority</translation>
    </message>
    <message>
      <source>Le premier champ est celui dont on veut garder le plus de chiffres.</source>
      <translation>The first field is the one of which most figures should be kept.</translation>
    </message>
    <message>
      <source>Chiffres publiables</source>
      <translation>Publishable figures</translation>
    </message>
    <message>
      <source>Les chiffres publiables de chaque zonage ; une case vide est retenue.</source>
      <translation>The publishable figures of each zoning; an empty cell is withheld.</translation>
    </message>
    <message>
      <source>Prix du secret</source>
      <translation>Price of secrecy</translation>
    </message>
    <message>
      <source>Ce que le secret coûte : cases retenues par zonage et par effectif.</source>
      <translation>What secrecy costs: cells withheld by zoning and by count.</translation>
    </message>
    <message>
      <source>Auditer des fichiers avant diffusion</source>
      <translation>Audit files before release</translation>
    </message>
    <message>
      <source>Vérifie qu’aucun effectif sous le seuil ne se lit ni ne se déduit de tables réunies.</source>
      <translation>Checks that no count under the threshold can be read in, or deduced from, tables put together.</translation>
    </message>
    <message>
      <source>Tables à diffuser</source>
      <translation>Tables to release</translation>
    </message>
    <message>
      <source>Toutes les tables que le même destinataire lira, ensemble.</source>
      <translation>All the tables that the same recipient will read, together.</translation>
    </message>
    <message>
      <source>Effectifs</source>
      <translation>Counts</translation>
    </message>
    <message>
      <source>Colonnes à vérifier ; vide : toutes celles de nombres qui ne sont ni codes ni montants.</source>
      <translation>Columns to check; empty: all those of numbers that are neither codes nor amounts.</translation>
    </message>
    <message>
      <source>Sans réponse, la première colonne de chaque table nomme l’unité.</source>
      <translation>Without an answer, the first column of each table names the unit.</translation>
    </message>
    <message>
      <source>Marques</source>
      <translation>Marks</translation>
    </message>
    <message>
      <source>Vos façons d’écrire une valeur retenue, en plus de celles qui sont reconnues (s, nd, nc, ***, « moins de 11 », vide…).</source>
      <translation>Your own ways of writing a withheld value, besides those that are recognised (s, nd, nc, ***, “moins de 11”, blank…).</translation>
    </message>
    <message>
      <source>Lecture</source>
      <translation>Reading</translation>
    </message>
    <message>
      <source>Une ligne par colonne : effectif, taux, ou non vérifiée et pourquoi.</source>
      <translation>One row per column: count, rate, or not checked and why.</translation>
    </message>
    <message>
      <source>Auditer un fichier reçu</source>
      <translation>Audit a received file</translation>
    </message>
    <message>
      <source>Lit un fichier CSV, XLSX, GPKG ou Parquet et nomme les chiffres contraires au secret.</source>
      <translation>Reads a CSV, XLSX, GPKG or Parquet file and names the figures contrary to secrecy.</translation>
    </message>
    <message>
      <source>Fichier à vérifier</source>
      <translation>File to verify</translation>
    </message>
    <message>
      <source>Fichier CSV, XLSX, GeoPackage ou Parquet, tel qu’il serait diffusé.</source>
      <translation>CSV, XLSX, GeoPackage or Parquet file, as it would be released.</translation>
    </message>
    <message>
      <source>Auditer un système JJ</source>
      <translation>Audit a JJ system</translation>
    </message>
    <message>
      <source>Donne l’intervalle de chaque cellule retenue d’un système linéaire, et celles qui se lisent.</source>
      <translation>Gives the interval of each withheld cell of a linear system, and those that can be read.</translation>
    </message>
    <message>
      <source>Système à auditer</source>
      <translation>System to audit</translation>
    </message>
    <message>
      <source>Fichier JJ, compressé (.gz) ou non.</source>
      <translation>JJ file, compressed (.gz) or not.</translation>
    </message>
    <message>
      <source>Intervalles</source>
      <translation>Intervals</translation>
    </message>
    <message>
      <source>Une ligne par cellule retenue : minimum, maximum, exacte ou non.</source>
      <translation>One row per withheld cell: minimum, maximum, exact or not.</translation>
    </message>
    <message>
      <source>Cellules, relations, cellules retenues, cellules exactes.</source>
      <translation>Cells, relations, withheld cells, exact cells.</translation>
    </message>
    <message>
      <source>Écrire le système d’une diffusion (JJ)</source>
      <translation>Write the system of a release (JJ)</translation>
    </message>
    <message>
      <source>Écrit ce que des tables publiées disent, pour qu’un autre outil refasse l’audit.</source>
      <translation>Writes what published tables say, so that another tool can audit them again.</translation>
    </message>
    <message>
      <source>Tables publiées</source>
      <translation>Published tables</translation>
    </message>
    <message>
      <source>Tables complètes</source>
      <translation>Complete tables</translation>
    </message>
    <message>
      <source>Confidentiel : les mêmes tables, sous les mêmes noms, sans valeur retenue.</source>
      <translation>Confidential: the same tables, under the same names, with no value withheld.</translation>
    </message>
    <message>
      <source>Colonnes à écrire ; vide : toutes celles de nombres qui ne sont ni codes ni montants.</source>
      <translation>Columns to write; empty: all those of numbers that are neither codes nor amounts.</translation>
    </message>
    <message>
      <source>Système JJ</source>
      <translation>JJ system</translation>
    </message>
    <message>
      <source>Fichier texte au format JJ.</source>
      <translation>Text file in JJ form.</translation>
    </message>
    <message>
      <source>Cellules</source>
      <translation>Cells</translation>
    </message>
    <message>
      <source>Ce qu’est chaque cellule du système : case, chiffre publié ou retenu.</source>
      <translation>What each cell of the system is: piece, published figure or withheld one.</translation>
    </message>
    <message>
      <source>Auditer ensemble des fichiers reçus</source>
      <translation>Audit received files together</translation>
    </message>
    <message>
      <source>Auditer ensemble des fichiers faits par d’autres ; code 3 si un effectif s’en déduit.</source>
      <translation>Audit together files that others made; code 3 if a count can be deduced from them.</translation>
    </message>
    <message>
      <source>Fichiers</source>
      <translation>Files</translation>
    </message>
    <message>
      <source>CSV, XLSX, GPKG ou Parquet, lus ensemble.</source>
      <translation>CSV, XLSX, GPKG or Parquet, read together.</translation>
    </message>
    <message>
      <source>Colonnes à vérifier ; vide : toutes celles de nombres entiers.</source>
      <translation>Columns to check; empty: all those of whole numbers.</translation>
    </message>
    <message>
      <source>Règle de secret</source>
      <translation>Rule of secrecy</translation>
    </message>
    <message>
      <source>Le seuil et les garanties que la source impose.</source>
      <translation>The threshold and the guarantees that the source imposes.</translation>
    </message>
    <message>
      <source>Enquête OPS et fichiers de gestion des bailleurs</source>
      <translation>OPS survey and landlords’ management files</translation>
    </message>
    <message>
      <source>Enquête OPS, zéros publiés</source>
      <translation>OPS survey, zeros published</translation>
    </message>
    <message>
      <source>Données fiscales (Filosofi, Filocom)</source>
      <translation>Tax data (Filosofi, Filocom)</translation>
    </message>
    <message>
      <source>Données d’entreprise : dominance d’un bailleur</source>
      <translation>Business data: dominance of one landlord</translation>
    </message>
    <message>
      <source>RPLS en données ouvertes : le parc, non ses occupants</source>
      <translation>RPLS open data: the stock, not its occupants</translation>
    </message>
    <message>
      <source>Recensement de la population, effectifs pondérés</source>
      <translation>Population census, weighted counts</translation>
    </message>
    <message>
      <source>Demande et attributions (portail SNE)</source>
      <translation>Demand and allocations (SNE portal)</translation>
    </message>
    <message>
      <source>Ce qui a été lu, et ce qui s’en déduit.</source>
      <translation>What was read, and what can be deduced from it.</translation>
    </message>
    <message>
      <source>Comment chaque colonne a été lue.</source>
      <translation>How each column was read.</translation>
    </message>
    <message>
      <source>Préparer une diffusion certifiée</source>
      <translation>Prepare a certified release</translation>
    </message>
    <message>
      <source>Regroupe les résidences, protège groupes et totaux ensemble, audite et certifie.</source>
      <translation>Groups residences, protects groups and totals together, audits and certifies.</translation>
    </message>
    <message>
      <source>Résidences avec leurs effectifs, et le code de chaque limite.</source>
      <translation>Residences with their counts, and the code of each limit.</translation>
    </message>
    <message>
      <source>Effectifs à publier par groupe, par limite et pour l’ensemble.</source>
      <translation>Counts to publish by group, by limit and for the whole.</translation>
    </message>
    <message>
      <source>Limites à ne pas franchir, avec leurs totaux</source>
      <translation>Limits not to be crossed, with their totals</translation>
    </message>
    <message>
      <source>Commune, QPV… : aucun groupe ne les franchit.</source>
      <translation>Commune, QPV…: no group crosses them.</translation>
    </message>
    <message>
      <source>Titre</source>
      <translation>Title</translation>
    </message>
    <message>
      <source>En tête du certificat : le territoire ou le sujet.</source>
      <translation>At the head of the certificate: the territory or the subject.</translation>
    </message>
    <message>
      <source>Sources</source>
      <translation>Sources</translation>
    </message>
    <message>
      <source>Producteur et millésime de chaque donnée, écrits sur le certificat.</source>
      <translation>Producer and vintage of each data set, written on the certificate.</translation>
    </message>
    <message>
      <source>Année que les effectifs décrivent.</source>
      <translation>Year that the counts describe.</translation>
    </message>
    <message>
      <source>Groupes publiables</source>
      <translation>Publishable groups</translation>
    </message>
    <message>
      <source>Un polygone par groupe ; un effectif vide est retenu.</source>
      <translation>One polygon per group; an empty count is withheld.</translation>
    </message>
    <message>
      <source>Totaux publiables par limite</source>
      <translation>Publishable totals by limit</translation>
    </message>
    <message>
      <source>Une ligne par commune, quartier ou autre limite, et une pour l’ensemble.</source>
      <translation>One row per commune, district or other limit, and one for the whole.</translation>
    </message>
    <message>
      <source>Certificat de secret</source>
      <translation>Secrecy certificate</translation>
    </message>
    <message>
      <source>La page à joindre à ce qui est diffusé : règle, vérifications, empreintes.</source>
      <translation>The page to attach to what is released: rule, checks, fingerprints.</translation>
    </message>
    <message>
      <source>Groupe de chaque résidence (interne)</source>
      <translation>Group of each residence (internal)</translation>
    </message>
    <message>
      <source>Reste interne : elle dit de quelles résidences chaque groupe est fait.</source>
      <translation>Stays internal: it says of which residences each group is made.</translation>
    </message>
    <message>
      <source>Mettre une carte en page</source>
      <translation>Lay out a map</translation>
    </message>
    <message>
      <source>Dessine une couche sur une page A4 ou A3 : titre, légende, échelle, nord, sources.</source>
      <translation>Draws a layer on an A4 or A3 page: title, legend, scale, north, sources.</translation>
    </message>
    <message>
      <source>Couche à dessiner</source>
      <translation>Layer to draw</translation>
    </message>
    <message>
      <source>Couche de la carte ; elle donne aussi l’emprise de la page.</source>
      <translation>Layer of the map; it also gives the extent of the page.</translation>
    </message>
    <message>
      <source>Vide : celui du style.</source>
      <translation>Empty: that of the style.</translation>
    </message>
    <message>
      <source>Style</source>
      <translation>Style</translation>
    </message>
    <message>
      <source>Automatique : le style que les champs de la couche appellent.</source>
      <translation>Automatic: the style that the fields of the layer call for.</translation>
    </message>
    <message>
      <source>Selon les champs de la couche</source>
      <translation>According to the fields of the layer</translation>
    </message>
    <message>
      <source>Indice de précarité (100 = territoire de référence)</source>
      <translation>Precarity index (100 = reference territory)</translation>
    </message>
    <message>
      <source>Grappes (indice local)</source>
      <translation>Clusters (local statistic)</translation>
    </message>
    <message>
      <source>Groupes de résidences</source>
      <translation>Groups of residences</translation>
    </message>
    <message>
      <source>Quartiers prioritaires (QPV)</source>
      <translation>Priority districts (QPV)</translation>
    </message>
    <message>
      <source>Logements sociaux par carreau de 200 m</source>
      <translation>Social dwellings by 200 m tile</translation>
    </message>
    <message>
      <source>Résidences, selon le nombre de logements</source>
      <translation>Residences, by number of dwellings</translation>
    </message>
    <message>
      <source>Part des ménages</source>
      <translation>Share of households</translation>
    </message>
    <message>
      <source>Orientation proposée</source>
      <translation>Proposed orientation</translation>
    </message>
    <message>
      <source>Secret statistique : statut des unités</source>
      <translation>Statistical secrecy: status of the units</translation>
    </message>
    <message>
      <source>Spécialisation (1 = part du parc)</source>
      <translation>Specialisation (1 = share of the stock)</translation>
    </message>
    <message>
      <source>Opérations programmées</source>
      <translation>Planned operations</translation>
    </message>
    <message>
      <source>Ménages placés dans une zone voisine</source>
      <translation>Households placed in a neighbouring zone</translation>
    </message>
    <message>
      <source>Indice de fragilité (100 = référence)</source>
      <translation>Fragility index (100 = reference)</translation>
    </message>
    <message>
      <source>Position par rapport aux QPV</source>
      <translation>Position relative to the QPV</translation>
    </message>
    <message>
      <source>Contours par-dessus (QPV)</source>
      <translation>Outlines on top (QPV)</translation>
    </message>
    <message>
      <source>Polygones dessinés en contour seul, par-dessus.</source>
      <translation>Polygons drawn as outlines only, on top.</translation>
    </message>
    <message>
      <source>En tête de page : ce que la carte montre, et de quel territoire.</source>
      <translation>At the head of the page: what the map shows, and of which territory.</translation>
    </message>
    <message>
      <source>Au pied de la page : producteur et millésime de chaque donnée.</source>
      <translation>At the foot of the page: producer and vintage of each data set.</translation>
    </message>
    <message>
      <source>Année que la carte décrit.</source>
      <translation>Year that the map describes.</translation>
    </message>
    <message>
      <source>Page</source>
      <translation>Page</translation>
    </message>
    <message>
      <source>A4 se lit à l’écran et s’imprime partout, A3 montre un grand territoire.</source>
      <translation>A4 reads on screen and prints anywhere, A3 shows a large territory.</translation>
    </message>
    <message>
      <source>A4 paysage</source>
      <translation>A4 landscape</translation>
    </message>
    <message>
      <source>A3 paysage</source>
      <translation>A3 landscape</translation>
    </message>
    <message>
      <source>Carte (PDF)</source>
      <translation>Map (PDF)</translation>
    </message>
    <message>
      <source>Une page à relire avant tout envoi : elle n’est pas auditée.</source>
      <translation>A page to read over before sending: it is not audited.</translation>
    </message>
    <message>
      <source>Exporter un GeoPackage habillé</source>
      <translation>Export a styled GeoPackage</translation>
    </message>
    <message>
      <source>Réunit des couches dans un GeoPackage avec leurs styles et un projet prêt à imprimer.</source>
      <translation>Gathers layers in a GeoPackage with their styles and a project ready to print.</translation>
    </message>
    <message>
      <source>Couches</source>
      <translation>Layers</translation>
    </message>
    <message>
      <source>Couches à réunir ; le nom donné à chacune choisit son style.</source>
      <translation>Layers to gather; the name given to each chooses its style.</translation>
    </message>
    <message>
      <source>Titre du projet et de ses mises en page.</source>
      <translation>Title of the project and of its layouts.</translation>
    </message>
    <message>
      <source>Au pied des mises en page : producteur et millésime de chaque donnée.</source>
      <translation>At the foot of the layouts: producer and vintage of each data set.</translation>
    </message>
    <message>
      <source>Année que les couches décrivent.</source>
      <translation>Year that the layers describe.</translation>
    </message>
    <message>
      <source>GeoPackage</source>
      <translation>GeoPackage</translation>
    </message>
    <message>
      <source>À ouvrir par son projet, dans l’explorateur de QGIS ; il n’est pas audité.</source>
      <translation>To be opened by its project, in the QGIS browser; it is not audited.</translation>
    </message>
    <message>
      <source>Vérifier le certificat d’une publication</source>
      <translation>Verify the certificate of a publication</translation>
    </message>
    <message>
      <source>Compare chaque fichier d’un dossier publié avec son empreinte.</source>
      <translation>Compares each file of a published folder with its fingerprint.</translation>
    </message>
    <message>
      <source>Certificat (certificat.json)</source>
      <translation>Certificate (certificat.json)</translation>
    </message>
    <message>
      <source>Fichier resté dans le dossier publié, à côté de ce qu’il certifie.</source>
      <translation>File left in the published folder, beside what it certifies.</translation>
    </message>
    <message>
      <source>Différences</source>
      <translation>Differences</translation>
    </message>
    <message>
      <source>Une ligne par fichier changé, retiré ou ajouté ; vide : le dossier est intact.</source>
      <translation>One row per file changed, removed or added; empty: the folder is intact.</translation>
    </message>
    <message>
      <source>6 · Orienter et suivre</source>
      <translation>6 · Decide and follow up</translation>
    </message>
    <message>
      <source>Mesurer la pression de la demande</source>
      <translation>Measure the pressure of demand</translation>
    </message>
    <message>
      <source>Rapporte les demandes actives aux attributions, par commune, type ou quartile.</source>
      <translation>Relates active requests to allocations, by commune, type or quartile.</translation>
    </message>
    <message>
      <source>Demandes</source>
      <translation>Requests</translation>
    </message>
    <message>
      <source>Gabarit « demandes ».</source>
      <translation>Template “demandes”.</translation>
    </message>
    <message>
      <source>Gabarit « attributions ».</source>
      <translation>Template “attributions”.</translation>
    </message>
    <message>
      <source>Détail</source>
      <translation>Detail</translation>
    </message>
    <message>
      <source>Unité ou catégorie dont chaque ligne donne la pression.</source>
      <translation>Unit or category of which each row gives the pressure.</translation>
    </message>
    <message>
      <source>Commune</source>
      <translation>Commune</translation>
    </message>
    <message>
      <source>Quartier</source>
      <translation>District</translation>
    </message>
    <message>
      <source>Nombre de pièces</source>
      <translation>Number of rooms</translation>
    </message>
    <message>
      <source>Quartile de ressources</source>
      <translation>Income quartile</translation>
    </message>
    <message>
      <source>Date d’observation</source>
      <translation>Date of observation</translation>
    </message>
    <message>
      <source>Vide : la dernière.</source>
      <translation>Empty: the latest.</translation>
    </message>
    <message>
      <source>Pression de la demande</source>
      <translation>Pressure of demand</translation>
    </message>
    <message>
      <source>Une ligne par catégorie ; la pression se lit avec ses deux effectifs.</source>
      <translation>One row per category; pressure is read with its two counts.</translation>
    </message>
    <message>
      <source>Comparer les logements demandés et le parc</source>
      <translation>Compare requested dwellings with the stock</translation>
    </message>
    <message>
      <source>Compare pour chaque nombre de pièces la demande, le parc et les loyers supportables.</source>
      <translation>Compares for each number of rooms the demand, the stock and the bearable rents.</translation>
    </message>
    <message>
      <source>Parc</source>
      <translation>Stock</translation>
    </message>
    <message>
      <source>pieces, et si connus logements, loyer, charges.</source>
      <translation>pieces, and if known logements, loyer, charges.</translation>
    </message>
    <message>
      <source>Demande et parc par type</source>
      <translation>Demand and stock by type</translation>
    </message>
    <message>
      <source>Une ligne par nombre de pièces ; un écart positif dit que le type manque.</source>
      <translation>One row per number of rooms; a positive gap says that the type is lacking.</translation>
    </message>
    <message>
      <source>Compter les équipements à distance de marche</source>
      <translation>Count amenities within walking distance</translation>
    </message>
    <message>
      <source>Compte les équipements et leurs types autour de résidences, quartiers ou opérations.</source>
      <translation>Counts facilities and their types around residences, districts or operations.</translation>
    </message>
    <message>
      <source>Lieux</source>
      <translation>Places</translation>
    </message>
    <message>
      <source>Résidences, quartiers ou opérations autour desquels compter.</source>
      <translation>Residences, districts or operations around which to count.</translation>
    </message>
    <message>
      <source>Équipements</source>
      <translation>Facilities</translation>
    </message>
    <message>
      <source>Points de la BPE, ou les vôtres, avec leur type.</source>
      <translation>Points of the BPE, or your own, with their type.</translation>
    </message>
    <message>
      <source>Champ du type</source>
      <translation>Type field</translation>
    </message>
    <message>
      <source>Champ du code de type ; sa première lettre est le domaine de la BPE.</source>
      <translation>Field of the type code; its first letter is the domain of the BPE.</translation>
    </message>
    <message>
      <source>Distance de marche</source>
      <translation>Walking distance</translation>
    </message>
    <message>
      <source>600 m font huit minutes de marche environ.</source>
      <translation>600 m is about eight minutes on foot.</translation>
    </message>
    <message>
      <source>Coefficient de détour</source>
      <translation>Detour factor</translation>
    </message>
    <message>
      <source>Rapport entre la marche et le vol d’oiseau : 1,3 en ville dense, davantage en lotissement.</source>
      <translation>Ratio of walking to straight line: 1.3 in a dense city, more in housing estates.</translation>
    </message>
    <message>
      <source>Équipements à proximité</source>
      <translation>Facilities nearby</translation>
    </message>
    <message>
      <source>Plus le nombre de types est grand, plus la vie courante se fait à pied.</source>
      <translation>The larger the number of types, the more of daily life is within walking distance.</translation>
    </message>
    <message>
      <source>Calculer un indice de vigilance</source>
      <translation>Compute a vigilance index</translation>
    </message>
    <message>
      <source>Compose un indice, base 100, des indicateurs que vous choisissez.</source>
      <translation>Composes an index, base 100, of the indicators that you choose.</translation>
    </message>
    <message>
      <source>Quartiers avec un champ par indicateur choisi.</source>
      <translation>Districts with one field per chosen indicator.</translation>
    </message>
    <message>
      <source>Indicateurs et poids</source>
      <translation>Indicators and weights</translation>
    </message>
    <message>
      <source>Noms des champs et leur poids ; ils sont écrits sur chaque ligne du résultat.</source>
      <translation>Names of the fields and their weight; they are written on each row of the result.</translation>
    </message>
    <message>
      <source>Indicateurs favorables</source>
      <translation>Favourable indicators</translation>
    </message>
    <message>
      <source>Plus haut, moins de vigilance.</source>
      <translation>Higher means less vigilance.</translation>
    </message>
    <message>
      <source>Référence</source>
      <translation>Reference</translation>
    </message>
    <message>
      <source>Vide : moyenne.</source>
      <translation>Empty: mean.</translation>
    </message>
    <message>
      <source>Indice de vigilance</source>
      <translation>Vigilance index</translation>
    </message>
    <message>
      <source>100 est la référence ; plus haut, plus de vigilance ; les poids sont écrits sur chaque ligne.</source>
      <translation>100 is the reference; higher, more vigilance; the weights are written on each row.</translation>
    </message>
    <message>
      <source>Repérer les ensembles de plus de 65 % d’APL (règle de Tours)</source>
      <translation>Find estates with more than 65 % on APL (Tours rule)</translation>
    </message>
    <message>
      <source>Dit quels ensembles ouvrent la demande de dérogation aux plafonds de ressources.</source>
      <translation>Tells which estates open the request for an exemption from income ceilings.</translation>
    </message>
    <message>
      <source>Résidences ou ensembles, avec leurs deux effectifs.</source>
      <translation>Residences or estates, with their two counts.</translation>
    </message>
    <message>
      <source>Champ des ménages bénéficiaires</source>
      <translation>Field of beneficiary households</translation>
    </message>
    <message>
      <source>Nombre de ménages qui reçoivent l’APL.</source>
      <translation>Number of households that receive APL.</translation>
    </message>
    <message>
      <source>Champ des ménages</source>
      <translation>Household field</translation>
    </message>
    <message>
      <source>Nombre de ménages de l’ensemble, jamais inférieur au précédent.</source>
      <translation>Number of households of the estate, never below the former.</translation>
    </message>
    <message>
      <source>Part à dépasser</source>
      <translation>Share to exceed</translation>
    </message>
    <message>
      <source>Entre 0 et 1 ; la part doit la dépasser strictement.</source>
      <translation>Between 0 and 1; the share must strictly exceed it.</translation>
    </message>
    <message>
      <source>Ensembles repérés</source>
      <translation>Estates found</translation>
    </message>
    <message>
      <source>Les ensembles repérés dépassent strictement la part ; lisez-les avec leur effectif.</source>
      <translation>The estates picked out strictly exceed the share; read them with their count.</translation>
    </message>
    <message>
      <source>Lire une grille qualitative de 1 à 4</source>
      <translation>Read a qualitative grid from 1 to 4</translation>
    </message>
    <message>
      <source>Ramène les notes de terrain au même sens et donne la moyenne de chaque résidence.</source>
      <translation>Brings field marks to the same direction and gives the mean of each residence.</translation>
    </message>
    <message>
      <source>Grille</source>
      <translation>Grid</translation>
    </message>
    <message>
      <source>Gabarit « grille ».</source>
      <translation>Template “grille”.</translation>
    </message>
    <message>
      <source>Sens des notes</source>
      <translation>Direction of the marks</translation>
    </message>
    <message>
      <source>Colonne : le sens est écrit sur chaque ligne de la grille.</source>
      <translation>Column: the direction is written on each row of the grid.</translation>
    </message>
    <message>
      <source>Celui de la colonne « sens »</source>
      <translation>That of the column “sens”</translation>
    </message>
    <message>
      <source>4 est la meilleure note</source>
      <translation>4 is the best mark</translation>
    </message>
    <message>
      <source>1 est la meilleure note</source>
      <translation>1 is the best mark</translation>
    </message>
    <message>
      <source>Grille lue</source>
      <translation>Grid read</translation>
    </message>
    <message>
      <source>Une ligne par résidence : sa note moyenne, 4 étant la meilleure, et son point faible.</source>
      <translation>One row per residence: its mean mark, 4 being the best, and its weak point.</translation>
    </message>
    <message>
      <source>Croiser les mouvements par origine et destination</source>
      <translation>Cross moves by origin and destination</translation>
    </message>
    <message>
      <source>Compte entrées, sorties et mutations entre quartiers, communes, bailleurs.</source>
      <translation>Counts entries, exits and transfers between districts, communes, landlords.</translation>
    </message>
    <message>
      <source>Mouvements</source>
      <translation>Moves</translation>
    </message>
    <message>
      <source>Gabarit « mouvements ».</source>
      <translation>Template “mouvements”.</translation>
    </message>
    <message>
      <source>Niveau</source>
      <translation>Level</translation>
    </message>
    <message>
      <source>Ce que sont les origines et les destinations.</source>
      <translation>What the origins and the destinations are.</translation>
    </message>
    <message>
      <source>Bailleur</source>
      <translation>Landlord</translation>
    </message>
    <message>
      <source>En QPV ou hors QPV</source>
      <translation>Inside or outside QPV</translation>
    </message>
    <message>
      <source>residence et plg_qp (ou qpv) : pour le niveau QPV.</source>
      <translation>residence and plg_qp (or qpv): for the QPV level.</translation>
    </message>
    <message>
      <source>Seuil de secret</source>
      <translation>Secrecy threshold</translation>
    </message>
    <message>
      <source>Sous cet effectif, une case ou un total est retenu.</source>
      <translation>Under this count, a cell or a total is withheld.</translation>
    </message>
    <message>
      <source>ménages</source>
      <translation>households</translation>
    </message>
    <message>
      <source>Origines et destinations</source>
      <translation>Origins and destinations</translation>
    </message>
    <message>
      <source>Une ligne par couple ; une case vide est retenue ou inconnue, jamais nulle.</source>
      <translation>One row per pair; an empty cell is withheld or unknown, never zero.</translation>
    </message>
    <message>
      <source>Dessiner les flux entre zones</source>
      <translation>Draw flows between zones</translation>
    </message>
    <message>
      <source>Trace une ligne pour chaque flux entre deux zones, avec son effectif.</source>
      <translation>Draws a line for each flow between two zones, with its count.</translation>
    </message>
    <message>
      <source>Résultat de « Croiser les mouvements par origine et destination ».</source>
      <translation>Result of “Cross moves by origin and destination”.</translation>
    </message>
    <message>
      <source>Zones dont le code est celui des origines et des destinations.</source>
      <translation>Zones whose code is that of the origins and destinations.</translation>
    </message>
    <message>
      <source>Champ du nom des zones</source>
      <translation>Zone name field</translation>
    </message>
    <message>
      <source>Vide : l’identifiant des entités.</source>
      <translation>Empty: the identifier of the features.</translation>
    </message>
    <message>
      <source>Flux</source>
      <translation>Flows</translation>
    </message>
    <message>
      <source>Un trait par paire de zones, avec l’effectif dans chaque sens et le solde ; un flux retenu n’est pas dessiné.</source>
      <translation>One line per pair of zones, with the count in each direction and the balance; a withheld flow is not drawn.</translation>
    </message>
    <message>
      <source>Suivre les objectifs d’attribution</source>
      <translation>Follow the allocation objectives</translation>
    </message>
    <message>
      <source>Calcule les objectifs légaux et vos objectifs locaux, avec ce qui reste à faire.</source>
      <translation>Computes the legal objectives and your local ones, with what remains to be done.</translation>
    </message>
    <message>
      <source>Une ligne par objectif pour chaque valeur ; « ensemble » donne une ligne par objectif.</source>
      <translation>One row per objective for each value; “ensemble” gives one row per objective.</translation>
    </message>
    <message>
      <source>Tout le fichier</source>
      <translation>The whole file</translation>
    </message>
    <message>
      <source>Réservataire</source>
      <translation>Holder of reservation rights</translation>
    </message>
    <message>
      <source>EPCI</source>
      <translation>EPCI</translation>
    </message>
    <message>
      <source>Année</source>
      <translation>Year</translation>
    </message>
    <message>
      <source>Semestre</source>
      <translation>Half-year</translation>
    </message>
    <message>
      <source>Trimestre</source>
      <translation>Quarter</translation>
    </message>
    <message>
      <source>Périmètres</source>
      <translation>Perimeters</translation>
    </message>
    <message>
      <source>Couches nommées qpv2015, qpv2024, zus ou qva.</source>
      <translation>Layers named qpv2015, qpv2024, zus or qva.</translation>
    </message>
    <message>
      <source>Seuils du premier quartile</source>
      <translation>First-quartile thresholds</translation>
    </message>
    <message>
      <source>epci, annee, seuil.</source>
      <translation>epci, annee, seuil.</translation>
    </message>
    <message>
      <source>Code SIREN de l’EPCI</source>
      <translation>SIREN code of the EPCI</translation>
    </message>
    <message>
      <source>Désigne le seuil du premier quartile, quand le fichier ne dit pas l’EPCI de chaque ligne.</source>
      <translation>Tells the first-quartile threshold, when the file does not give the EPCI of each row.</translation>
    </message>
    <message>
      <source>Objectifs locaux</source>
      <translation>Local objectives</translation>
    </message>
    <message>
      <source>Cibles de votre convention : elles s’ajoutent aux légales, entre 0 et 1.</source>
      <translation>Targets of your agreement: they come on top of the legal ones, between 0 and 1.</translation>
    </message>
    <message>
      <source>Début de la période</source>
      <translation>Start of the period</translation>
    </message>
    <message>
      <source>Premier jour compté, année-mois-jour ; sans réponse, depuis la première ligne.</source>
      <translation>First day counted, year-month-day; without an answer, from the first row.</translation>
    </message>
    <message>
      <source>Fin de la période</source>
      <translation>End of the period</translation>
    </message>
    <message>
      <source>Dernier jour compté ; avec une date d’arrêt, le rythme actuel est prolongé jusque-là.</source>
      <translation>Last day counted; with a cut-off date, the current pace is extended up to it.</translation>
    </message>
    <message>
      <source>Date d’arrêt des données</source>
      <translation>Closing date of the data</translation>
    </message>
    <message>
      <source>Pour prolonger le rythme.</source>
      <translation>To extend the pace.</translation>
    </message>
    <message>
      <source>Outre-mer (périmètres de 2024 depuis 2025)</source>
      <translation>Overseas (2024 perimeters from 2025)</translation>
    </message>
    <message>
      <source>Les périmètres des QPV y ont changé un an plus tard que dans l’hexagone.</source>
      <translation>QPV perimeters changed there a year later than in mainland France.</translation>
    </message>
    <message>
      <source>Règles locales</source>
      <translation>Local rules</translation>
    </message>
    <message>
      <source>Fichier TOML qui corrige ou complète les règles fournies ; vide : celles-ci.</source>
      <translation>TOML file that corrects or completes the rules provided; empty: those.</translation>
    </message>
    <message>
      <source>Suivi des objectifs</source>
      <translation>Follow-up of the objectives</translation>
    </message>
    <message>
      <source>Une ligne par objectif : le taux, la cible, et les attributions qui manquent pour l’atteindre.</source>
      <translation>One row per objective: the rate, the target, and the allocations lacking to reach it.</translation>
    </message>
    <message>
      <source>StyleApplier le tableau de l’offre mobilisable</source>
      <translation>Table of the available supply</translation>
    </message>
    <message>
      <source>Estime les logements libérés par an, par type, loyer et situation en QPV ou non.</source>
      <translation>Estimates the dwellings freed per year, by type, rent and location inside QPV or not.</translation>
    </message>
    <message>
      <source>pieces, et si connus logements, rotation, en_qpv, loyer, charges.</source>
      <translation>pieces, and if known logements, rotation, en_qpv, loyer, charges.</translation>
    </message>
    <message>
      <source>Taux de rotation par défaut</source>
      <translation>Default turnover rate</translation>
    </message>
    <message>
      <source>Part du parc libérée en un an, pour les lignes qui n’en ont pas : 0,09 vaut 9 %.</source>
      <translation>Share of the stock freed in a year, for rows that have none: 0.09 is 9%.</translation>
    </message>
    <message>
      <source>Bornes des tranches de loyer</source>
      <translation>Bounds of the rent bands</translation>
    </message>
    <message>
      <source>Euros par mois, du plus petit au plus grand ; chaque borne ouvre une tranche.</source>
      <translation>Euros per month, from smallest to largest; each bound opens a band.</translation>
    </message>
    <message>
      <source>Offre mobilisable</source>
      <translation>Available offer</translation>
    </message>
    <message>
      <source>Logements libérés en un an, en moyenne, par situation, pièces et loyer.</source>
      <translation>Dwellings freed in a year, on average, by location, rooms and rent.</translation>
    </message>
    <message>
      <source>Repérer le parc accessible hors QPV</source>
      <translation>Find the affordable stock outside QPV</translation>
    </message>
    <message>
      <source>Compte les logements hors QPV sous un plafond de loyer et charges, et leur rotation.</source>
      <translation>Counts dwellings outside QPV under a ceiling of rent and charges, and their turnover.</translation>
    </message>
    <message>
      <source>pieces, loyer, charges, en_qpv, commune, rotation.</source>
      <translation>pieces, loyer, charges, en_qpv, commune, rotation.</translation>
    </message>
    <message>
      <source>Plafonds par nombre de pièces</source>
      <translation>Ceilings by number of rooms</translation>
    </message>
    <message>
      <source>Loyer et charges au plus, en euros par mois, pour chaque nombre de pièces.</source>
      <translation>Rent and charges at most, in euros per month, for each number of rooms.</translation>
    </message>
    <message>
      <source>Objectif</source>
      <translation>Objective</translation>
    </message>
    <message>
      <source>Part des logements libérés hors QPV à réserver au premier quartile : 0,25 dans la loi.</source>
      <translation>Share of the dwellings freed outside QPV to keep for the first quartile: 0.25 in law.</translation>
    </message>
    <message>
      <source>Parc accessible hors QPV</source>
      <translation>Accessible stock outside QPV</translation>
    </message>
    <message>
      <source>Une couverture sous 1 dit que les loyers seuls empêchent d’atteindre l’objectif.</source>
      <translation>A coverage below 1 says that rents alone prevent the objective from being reached.</translation>
    </message>
    <message>
      <source>StyleApplier le portrait d’une résidence</source>
      <translation>Portrait of a residence</translation>
    </message>
    <message>
      <source>Réunit sur une fiche tout ce que l’on sait d’une résidence, face au territoire.</source>
      <translation>Gathers on one sheet all that is known of a residence, against the territory.</translation>
    </message>
    <message>
      <source>Toutes les résidences du territoire : elles donnent aussi ses valeurs.</source>
      <translation>All the residences of the territory: they also give its values.</translation>
    </message>
    <message>
      <source>Identifiant de la résidence à décrire.</source>
      <translation>Identifier of the residence to describe.</translation>
    </message>
    <message>
      <source>Vide : celui des entités.</source>
      <translation>Empty: that of the features.</translation>
    </message>
    <message>
      <source>Forme</source>
      <translation>Form</translation>
    </message>
    <message>
      <source>Interne : tout est écrit ; diffusable : les petits effectifs sont retenus.</source>
      <translation>Internal: everything is written; releasable: small counts are withheld.</translation>
    </message>
    <message>
      <source>Interne</source>
      <translation>Internal</translation>
    </message>
    <message>
      <source>Diffusable (secret)</source>
      <translation>Publishable (secrecy)</translation>
    </message>
    <message>
      <source>Sous cet effectif, la forme diffusable retient l’indicateur.</source>
      <translation>Under this count, the releasable form withholds the indicator.</translation>
    </message>
    <message>
      <source>Portrait</source>
      <translation>Portrait</translation>
    </message>
    <message>
      <source>Une ligne par donnée : la résidence, le territoire, l’écart.</source>
      <translation>One row per item: the residence, the territory, the gap.</translation>
    </message>
    <message>
      <source>StyleApplier la fiche de secteurs (Poitiers)</source>
      <translation>Sheet of sectors (Poitiers)</translation>
    </message>
    <message>
      <source>Situe chaque secteur dans la ville : parc, entrants, types, très bas revenus.</source>
      <translation>Places each sector within the city: stock, newcomers, types, very low incomes.</translation>
    </message>
    <message>
      <source>Secteurs</source>
      <translation>Sectors</translation>
    </message>
    <message>
      <source>Une ligne par secteur de la ville, avec ses effectifs.</source>
      <translation>One row per sector of the city, with its counts.</translation>
    </message>
    <message>
      <source>Fiches de secteurs</source>
      <translation>Sector sheets</translation>
    </message>
    <message>
      <source>Une ligne par secteur ; comparez sa part des entrants à sa part du parc.</source>
      <translation>One row per sector; compare its share of newcomers with its share of the stock.</translation>
    </message>
    <message>
      <source>Confronter la programmation du PLH au diagnostic</source>
      <translation>Confront the housing programme with the diagnosis</translation>
    </message>
    <message>
      <source>Situe chaque opération, signale les règles qu’elle heurte et ses effets par secteur.</source>
      <translation>Locates each operation, flags the rules it clashes with and its effects by sector.</translation>
    </message>
    <message>
      <source>Points ou parcelles, gabarit « programme ».</source>
      <translation>Points or parcels, template “programme”.</translation>
    </message>
    <message>
      <source>Nommés qpv, iris, grappes, communes… selon ce que vous avez.</source>
      <translation>Named qpv, iris, grappes, communes… according to what you have.</translation>
    </message>
    <message>
      <source>commune, logements_sociaux, residences_principales, et carencee si connu.</source>
      <translation>commune, logements_sociaux, residences_principales, and carencee if known.</translation>
    </message>
    <message>
      <source>Secteur</source>
      <translation>Sector</translation>
    </message>
    <message>
      <source>Zones par lesquelles les effets du programme sont sommés.</source>
      <translation>Zones by which the effects of the programme are summed.</translation>
    </message>
    <message>
      <source>Parc des secteurs</source>
      <translation>Stock of the sectors</translation>
    </message>
    <message>
      <source>secteur, logements_sociaux, residences_principales : pour la spécialisation des QPV ou des IRIS.</source>
      <translation>secteur, logements_sociaux, residences_principales: for the specialisation of QPV or IRIS.</translation>
    </message>
    <message>
      <source>Opérations et alertes</source>
      <translation>Operations and alerts</translation>
    </message>
    <message>
      <source>Une opération signalée appelle un examen : « alertes » nomme la règle, « motifs » dit pourquoi.</source>
      <translation>An operation that is flagged calls for examination: “alertes” names the rule, “motifs” says why.</translation>
    </message>
    <message>
      <source>Programme par secteur et par année</source>
      <translation>Programme by sector and by year</translation>
    </message>
    <message>
      <source>Une ligne par secteur et par année ; la spécialisation avant et après se compare à 1.</source>
      <translation>One row per sector and year; specialisation before and after is compared with 1.</translation>
    </message>
    <message>
      <source>Règles vérifiées</source>
      <translation>Rules checked</translation>
    </message>
    <message>
      <source>Une ligne par règle : vérifiée ou non, et faute de quelle donnée.</source>
      <translation>One row per rule: checked or not, and for want of which data.</translation>
    </message>
    <message>
      <source>Mesurer la pression et la réponse des territoires</source>
      <translation>Measure pressure and response of territories</translation>
    </message>
    <message>
      <source>Compare la part de chaque territoire dans la demande prioritaire et dans l’accueil.</source>
      <translation>Compares the share of each territory in priority demand and in housing provided.</translation>
    </message>
    <message>
      <source>Communes ou territoires, avec leurs trois effectifs.</source>
      <translation>Communes or territories, with their three counts.</translation>
    </message>
    <message>
      <source>Champ des demandes prioritaires</source>
      <translation>Field of priority requests</translation>
    </message>
    <message>
      <source>Nombre de demandes prioritaires actives.</source>
      <translation>Number of active priority requests.</translation>
    </message>
    <message>
      <source>Champ des logements libérés</source>
      <translation>Field of dwellings freed</translation>
    </message>
    <message>
      <source>Nombre de logements libérés dans l’année.</source>
      <translation>Number of dwellings freed in the year.</translation>
    </message>
    <message>
      <source>Champ des attributions prioritaires</source>
      <translation>Field of priority allocations</translation>
    </message>
    <message>
      <source>Nombre d’attributions aux ménages prioritaires dans l’année.</source>
      <translation>Number of allocations to priority households in the year.</translation>
    </message>
    <message>
      <source>Pression et réponse</source>
      <translation>Pressure and response</translation>
    </message>
    <message>
      <source>Un écart négatif désigne un territoire à qui un effort est proposé.</source>
      <translation>A negative gap points to a territory to which an effort is proposed.</translation>
    </message>
    <message>
      <source>Répartir un objectif d’attributions entre territoires</source>
      <translation>Share an allocation target between territories</translation>
    </message>
    <message>
      <source>Répartit N attributions selon la contribution actuelle et l’écart pression-réponse.</source>
      <translation>Shares out N allocations by current contribution and by the gap between pressure and response.</translation>
    </message>
    <message>
      <source>Communes ou territoires entre lesquels partager.</source>
      <translation>Communes or territories among which to share.</translation>
    </message>
    <message>
      <source>Attributions à répartir</source>
      <translation>Allocations to share out</translation>
    </message>
    <message>
      <source>Nombre à partager : la somme du résultat est exactement celui-ci.</source>
      <translation>Number to share: the sum of the result is exactly this one.</translation>
    </message>
    <message>
      <source>Champ des attributions actuelles</source>
      <translation>Field of current allocations</translation>
    </message>
    <message>
      <source>Contribution actuelle, que l’intensité nulle prolonge.</source>
      <translation>Current contribution, which zero intensity extends.</translation>
    </message>
    <message>
      <source>Champ de la pression</source>
      <translation>Pressure field</translation>
    </message>
    <message>
      <source>Part du territoire dans la demande prioritaire ; l’écart est la réponse moins la pression.</source>
      <translation>Share of the territory in priority demand; the gap is the response minus the pressure.</translation>
    </message>
    <message>
      <source>Champ de la réponse</source>
      <translation>Response field</translation>
    </message>
    <message>
      <source>Part du territoire dans ce qui est offert et attribué, dans la même unité que la pression.</source>
      <translation>Share of the territory in what is offered and allocated, in the same unit as the pressure.</translation>
    </message>
    <message>
      <source>Intensité par point d’écart</source>
      <translation>Intensity per point of gap</translation>
    </message>
    <message>
      <source>0 prolonge la répartition actuelle ; 0,05 change le poids de 5 % par point.</source>
      <translation>0 extends the current distribution; 0.05 changes the weight by 5% per point.</translation>
    </message>
    <message>
      <source>Champ du plancher</source>
      <translation>Floor field</translation>
    </message>
    <message>
      <source>Plus petit nombre d’attributions que le territoire peut recevoir.</source>
      <translation>Smallest number of allocations that the territory may receive.</translation>
    </message>
    <message>
      <source>Champ du plafond</source>
      <translation>Cap field</translation>
    </message>
    <message>
      <source>Plus grand nombre d’attributions que le territoire peut recevoir.</source>
      <translation>Largest number of allocations that the territory may receive.</translation>
    </message>
    <message>
      <source>Répartition proposée</source>
      <translation>Proposed distribution</translation>
    </message>
    <message>
      <source>Une proposition à discuter ; la somme est exactement le total demandé.</source>
      <translation>A proposal for discussion; the sum is exactly the total asked for.</translation>
    </message>
    <message>
      <source>Croiser occupants et emménagés récents (quadrant de Pau)</source>
      <translation>Cross occupants and recent movers (Pau quadrant)</translation>
    </message>
    <message>
      <source>Compare le stock et le flux de chaque résidence à la référence, en quatre quadrants.</source>
      <translation>Compares the stock and the flow of each residence with the reference, in four quadrants.</translation>
    </message>
    <message>
      <source>Résidences avec le même indicateur en stock et en flux.</source>
      <translation>Residences with the same indicator in stock and in flow.</translation>
    </message>
    <message>
      <source>Champ chez les occupants</source>
      <translation>Field among occupants</translation>
    </message>
    <message>
      <source>Part chez les ménages en place.</source>
      <translation>Share among sitting households.</translation>
    </message>
    <message>
      <source>Champ chez les emménagés récents</source>
      <translation>Field among those recently moved in</translation>
    </message>
    <message>
      <source>La même part chez les emménagés récents.</source>
      <translation>The same share among recent movers.</translation>
    </message>
    <message>
      <source>Référence chez les occupants</source>
      <translation>Reference among occupants</translation>
    </message>
    <message>
      <source>Vide : moyenne pondérée par la base.</source>
      <translation>Empty: mean weighted by the base.</translation>
    </message>
    <message>
      <source>Référence chez les emménagés</source>
      <translation>Reference among those recently moved in</translation>
    </message>
    <message>
      <source>Tolérance autour de la référence</source>
      <translation>Tolerance around the reference</translation>
    </message>
    <message>
      <source>Écart, dans l’unité du champ, sous lequel la résidence est dite proche de la référence.</source>
      <translation>Gap, in the unit of the field, under which the residence is called close to the reference.</translation>
    </message>
    <message>
      <source>Base minimale du flux</source>
      <translation>Smallest base of the flow</translation>
    </message>
    <message>
      <source>Sous ce nombre d’emménagés, aucun quadrant n’est donné.</source>
      <translation>Under this number of recent movers, no quadrant is given.</translation>
    </message>
    <message>
      <source>Résidences par quadrant</source>
      <translation>Residences by quadrant</translation>
    </message>
    <message>
      <source>Le quadrant oppose stock et flux : une résidence fragile que les entrées rééquilibrent n’appelle pas les mêmes choix qu’une autre.</source>
      <translation>The quadrant sets stock against flow: a fragile residence that entries rebalance does not call for the same choices as another.</translation>
    </message>
    <message>
      <source>Classer les résidences en quatre catégories</source>
      <translation>Class residences in four categories</translation>
    </message>
    <message>
      <source>Compte les seuils atteints par chaque résidence et la range de 1 (attractive) à 4.</source>
      <translation>Counts the thresholds reached by each residence and ranks it from 1 (attractive) to 4.</translation>
    </message>
    <message>
      <source>Résidences avec un champ par critère.</source>
      <translation>Residences with one field per criterion.</translation>
    </message>
    <message>
      <source>Seuils</source>
      <translation>Thresholds</translation>
    </message>
    <message>
      <source>Un seuil par colonne ; sans rien, ceux de typologies.toml présents.</source>
      <translation>One threshold per column; without any, those of typologies.toml that are present.</translation>
    </message>
    <message>
      <source>Signes par catégorie</source>
      <translation>Signs by category</translation>
    </message>
    <message>
      <source>Nombre de signes à partir duquel commence chaque catégorie.</source>
      <translation>Number of signs from which each category begins.</translation>
    </message>
    <message>
      <source>Résidences classées</source>
      <translation>Ranked residences</translation>
    </message>
    <message>
      <source>De 1, attractive, à 4, en difficulté ; « motifs » cite les chiffres du classement.</source>
      <translation>From 1, attractive, to 4, in difficulty; “motifs” quotes the figures behind the class.</translation>
    </message>
    <message>
      <source>Ranger les résidences en quatre classes d’orientation</source>
      <translation>Sort residences in four orientation classes</translation>
    </message>
    <message>
      <source>Donne à chaque résidence une classe et les quatre orientations qui lui répondent.</source>
      <translation>Gives each residence a class and the four orientations that answer it.</translation>
    </message>
    <message>
      <source>Résidences avec leur indice de précarité.</source>
      <translation>Residences with their precarity index.</translation>
    </message>
    <message>
      <source>Champ de l’indice de précarité</source>
      <translation>Precarity index field</translation>
    </message>
    <message>
      <source>Indice base 100, calculé sur la même référence pour toutes.</source>
      <translation>Index, base 100, computed on the same reference for all.</translation>
    </message>
    <message>
      <source>Champ de l’indice antérieur</source>
      <translation>Earlier index field</translation>
    </message>
    <message>
      <source>Indice d’un millésime antérieur : il donne la hausse.</source>
      <translation>Index of an earlier vintage: it gives the rise.</translation>
    </message>
    <message>
      <source>Seuils de fonctionnement</source>
      <translation>Operating thresholds</translation>
    </message>
    <message>
      <source>Champs et valeurs à partir desquelles le fonctionnement est dit atteint.</source>
      <translation>Fields and values from which functioning is said to be affected.</translation>
    </message>
    <message>
      <source>Rééquilibrage à partir de l’indice</source>
      <translation>Rebalancing from the index</translation>
    </message>
    <message>
      <source>Indice, base 100, à partir duquel la résidence est à rééquilibrer.</source>
      <translation>Index, base 100, from which the residence is to be rebalanced.</translation>
    </message>
    <message>
      <source>Stabilisation à partir de l’indice</source>
      <translation>Stabilising from the index</translation>
    </message>
    <message>
      <source>Indice, base 100, à partir duquel la résidence est à stabiliser.</source>
      <translation>Index, base 100, from which the residence is to be stabilised.</translation>
    </message>
    <message>
      <source>Hausse de l’indice qui alerte</source>
      <translation>Rise of the index that alerts</translation>
    </message>
    <message>
      <source>Hausse depuis le millésime antérieur à partir de laquelle la résidence est à stabiliser.</source>
      <translation>Rise since the earlier vintage from which the residence is to be stabilised.</translation>
    </message>
    <message>
      <source>points</source>
      <translation>points</translation>
    </message>
    <message>
      <source>Seuils atteints pour un dysfonctionnement</source>
      <translation>Thresholds reached for a dysfunction</translation>
    </message>
    <message>
      <source>Nombre de seuils de fonctionnement à partir duquel le dysfonctionnement est dit important.</source>
      <translation>Number of functioning thresholds from which the dysfunction is called serious.</translation>
    </message>
    <message>
      <source>Résidences par classe</source>
      <translation>Residences by class</translation>
    </message>
    <message>
      <source>Une couleur par classe ; les orientations qui y répondent sont dans les champs.</source>
      <translation>One colour per class; the orientations that answer it are in the fields.</translation>
    </message>
    <message>
      <source>Enchaîne toutes les étapes à partir d’une description du territoire (territoire.toml) : lit les
fichiers, situe les résidences dans les zonages, compte et mesure, repère les concentrations, forme
des groupes publiables, retient ce que le secret demande et fait auditer tout ce qui sera diffusé.

Deux dossiers sont écrits, ou aucun : « interne », confidentiel, et « diffusion », que l’audit a
admis, avec ses cartes, ses tableaux, son rapport et son certificat.</source>
      <translation>Runs every step from a description of the territory (territoire.toml): reads the files, locates the
residences in the zonings, counts and measures, finds the concentrations, forms groups that may be
published, withholds what secrecy asks for and has everything that will be released audited.

Two folders are written, or none: “interne”, confidential, and “diffusion”, which the audit
admitted, with its maps, its tables, its report and its certificate.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17 : diagnostic partagé de l’occupation du parc social (001:546-570)</source>
      <translation>USH, Repères n° 17: shared diagnosis of social-housing occupation (001:546-570)</translation>
    </message>
    <message>
      <source>L’audit ne connaît que cette diffusion et celles du registre : publiez par « Inscrire une diffusion au registre », qui les relit ensemble.</source>
      <translation>The audit knows only this release and those of the ledger: publish through “Register a release”, which reads them again together.</translation>
    </message>
    <message>
      <source>Engendre les fichiers d’un territoire qui n’existe pas (dossier « donnees »), aux formats officiels,
puis enchaîne les étapes du diagnostic. De quoi voir chaque résultat, et partir de ses fichiers pour
écrire les vôtres.</source>
      <translation>Draws the files of a territory that does not exist (folder “donnees”), in the official formats, then
runs the steps of the diagnosis. Enough to see every result, and to start from its files to write
your own.</translation>
    </message>
    <message>
      <source>Données fictives du projet</source>
      <translation>Fictitious data of the project</translation>
    </message>
    <message>
      <source>Rien de ce territoire ne décrit un lieu réel.</source>
      <translation>Nothing of this territory describes a real place.</translation>
    </message>
    <message>
      <source>Le journal (journal.json) garde la configuration du passage et l’empreinte de chaque fichier lu. Les
mêmes fichiers sont demandés : celui qui a changé est nommé et rien n’est écrit. Le bilan dit à la
fin si les tableaux audités sont les mêmes que ceux du premier passage.</source>
      <translation>The journal (journal.json) keeps the configuration of the run and the digest of every file that was
read. The same files are asked for: one that changed is named and nothing is written. The summary
says at the end whether the audited tables are those of the first run.</translation>
    </message>
    <message>
      <source>Projet Équilibre territorial : journal et certificat</source>
      <translation>Équilibre territorial project: journal and certificate</translation>
    </message>
    <message>
      <source>D’autres versions des bibliothèques peuvent donner d’autres chiffres : le journal dit les siennes.</source>
      <translation>Other versions of libraries may give other figures: the journal tells its own.</translation>
    </message>
    <message>
      <source>Découpe une fois les fichiers nationaux par territoire, fait le diagnostic de chacun dans un processus
à part, avec son propre audit, et écrit une synthèse des chiffres publiés : carte, rangs parmi les
territoires de taille voisine, territoires non faits et pourquoi.

Un territoire est écrit entier ou pas du tout, et celui qui échoue n’arrête pas les autres. La même
commande, relancée sur le même dossier, ne refait que ce qui manque ou ce qui a changé.</source>
      <translation>Splits the national files once by territory, makes the diagnosis of each in a process of its own, with
its own audit, and writes a synthesis of the published figures: map, ranks among territories of a
similar size, territories that were not made and why.

A territory is written whole or not at all, and one that fails does not stop the others. The same
command, run again on the same folder, makes only what is missing or what has changed.</translation>
    </message>
    <message>
      <source>Fichiers nationaux : RPLS (SDES), Filosofi (Insee), QPV (ANCT), IRIS et communes (IGN, Insee)</source>
      <translation>National files: RPLS (SDES), Filosofi (INSEE), QPV (ANCT), IRIS and communes (IGN, INSEE)</translation>
    </message>
    <message>
      <source>L’indice de la synthèse vaut 100 pour l’ensemble des territoires de la campagne, celui de chaque diagnostic pour son propre territoire. Les fichiers découpés sont aussi confidentiels que les fichiers nationaux.</source>
      <translation>The index of the synthesis is 100 for all the territories of the campaign, that of each diagnosis for its own territory. The split files are as confidential as the national files.</translation>
    </message>
    <message>
      <source>Trois choses sont demandées au dossier d’un diagnostic : chaque fichier est celui du certificat, le
certificat porte sur les tables auditées, et ces tables passent encore l’audit quand on les lit avec
toutes les diffusions du registre sur le même millésime. Alors seulement une ligne est ajoutée au
registre, chaînée à la précédente.</source>
      <translation>Three things are asked of the folder of a diagnosis: each file is the one of the certificate, the
certificate is about the audited tables, and these tables still pass the audit when they are read
with every release of the ledger about the same vintage. Only then is a line added to the ledger,
chained to the one before.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17 ; garantie G0 à G2 du projet</source>
      <translation>USH, Repères n° 17; guarantees G0 to G2 of the project</translation>
    </message>
    <message>
      <source>Le registre ignore ce que d’autres ont publié sur les mêmes lieux.</source>
      <translation>The ledger does not know what others published about the same places.</translation>
    </message>
    <message>
      <source>Examine chaque fichier du dossier (les sous-dossiers sont laissés) : format, millésime, système de
coordonnées, nombre de lignes, encodage, anomalies. Rapproche les codes d’un fichier à l’autre :
résidences des ménages absentes du fichier des logements, communes absentes du zonage. Propose un nom
pour les colonnes qu’aucun modèle ne connaît.

Écrit une description du territoire commentée, à relire, et dit ce que chaque fichier absent
ajouterait au diagnostic. Aucune valeur de ménage n’est montrée.</source>
      <translation>Looks at each file of the folder (subfolders are left aside): format, vintage, coordinate system,
number of rows, encoding, faults. Brings the codes of the files together: residences of households
that the file of dwellings lacks, communes that the zoning lacks. Proposes a name for the columns
that no template knows.

Writes a commented description of the territory, to be read again, and tells what each missing file
would add to the diagnosis. No household value is shown.</translation>
    </message>
    <message>
      <source>Modèles du projet ; dictionnaires des producteurs.</source>
      <translation>Templates of the project; dictionaries of the producers.</translation>
    </message>
    <message>
      <source>Un fichier est reconnu à ses colonnes, non à son contenu : relisez ce qui est écrit, surtout les colonnes rapprochées et les millésimes.</source>
      <translation>A file is recognised by its columns, not by what it means: read what is written again, the proposed columns and the vintages above all.</translation>
    </message>
    <message>
      <source>Vérifie le certificat de la diffusion, puis copie ses couches et ses tables dans un schéma, avec
styles (layer_styles), commentaires, clés et index spatiaux. Tout apparaît d’un coup, ou rien : une
connexion perdue ne laisse aucune trace. Un rôle lecteur peut lire ce schéma. Les tables internes
vont, si on le demande, dans un autre schéma que ce rôle ne peut pas ouvrir.

Le mot de passe n’est jamais dans l’adresse : PostgreSQL le trouve dans ~/.pgpass, dans un fichier
de service ou dans la variable PGPASSWORD.</source>
      <translation>Verifies the certificate of the release, then copies its layers and tables into a schema, with
styles (layer_styles), comments, keys and spatial indexes. Everything appears at once, or nothing: a
lost connection leaves no trace. A reader role may read this schema. Internal tables go, when
asked, into another schema that this role cannot open.

The password is never in the address: PostgreSQL finds it in ~/.pgpass, in a service file or in the
variable PGPASSWORD.</translation>
    </message>
    <message>
      <source>PostgreSQL : COPY, transactions ; QGIS : table layer_styles</source>
      <translation>PostgreSQL: COPY, transactions; QGIS: table layer_styles</translation>
    </message>
    <message>
      <source>Les tables internes sont confidentielles : leur schéma doit rester à ceux que la convention nomme. Une vue qui dépend d’une table à remplacer empêche le remplacement.</source>
      <translation>Internal tables are confidential: their schema must stay with those whom the agreement names. A view that depends on a table to be replaced prevents its replacement.</translation>
    </message>
    <message>
      <source>Documentation d’un modèle de fichier à remplir ou à exporter de votre logiciel : une ligne par
colonne, avec ce qu’elle doit contenir et les autres noms sous lesquels elle est reconnue.</source>
      <translation>Documentation of a template, to be filled in or exported from your software: one row per column, with what it must hold and the other names under which it is recognised.</translation>
    </message>
    <message>
      <source>Modèles du projet (geotools/sources/templates).</source>
      <translation>Templates of the project (geotools/sources/templates).</translation>
    </message>
    <message>
      <source>Les modèles sont les nôtres : une colonne que votre logiciel nomme autrement est à renommer.</source>
      <translation>The templates are our own: a column that your software names otherwise has to be renamed.</translation>
    </message>
    <message>
      <source>Une ligne par logement enquêté, avec son poids IPONDL : un effectif est une somme de poids. Le
champ « hlm » vaut oui pour une résidence principale HLM (HLML = 1), louée vide ou meublée.</source>
      <translation>One row per surveyed dwelling, with its weight IPONDL: a count is a sum of weights. The field “hlm” is true for a main residence in social housing (HLML = 1), let unfurnished or furnished.</translation>
    </message>
    <message>
      <source>INSEE, recensement de la population, fichiers détail.</source>
      <translation>INSEE, population census, detail files.</translation>
    </message>
    <message>
      <source>L’IRIS est masqué par l’INSEE dans les communes de moins de 10 000 habitants.</source>
      <translation>INSEE masks the IRIS in communes of fewer than 10,000 inhabitants.</translation>
    </message>
    <message>
      <source>Accepte les millésimes 2015 à 2021, les noms en majuscules ou en minuscules, les grilles de
métropole, de Martinique et de La Réunion. L’identifiant CRS3035RES200mN…E… donne le coin
sud-ouest du carreau. Le champ « impute » signale les carreaux dont l’INSEE a approché les
valeurs.</source>
      <translation>Accepts vintages 2015 to 2021, names in upper or lower case, and the grids of mainland France, Martinique and Réunion. The identifier CRS3035RES200mN…E… gives the south-west corner of the tile. The field “impute” marks the tiles whose values INSEE approximated.</translation>
    </message>
    <message>
      <source>INSEE, données carroyées Filosofi.</source>
      <translation>INSEE, Filosofi gridded data.</translation>
    </message>
    <message>
      <source>Un carreau imputé (moins de onze ménages) ne décrit pas ses habitants réels.</source>
      <translation>An imputed tile (fewer than eleven households) does not describe the people who live there.</translation>
    </message>
    <message>
      <source>Lit le fichier contre l’un de nos modèles (ménages, résidences, attributions…) ou comme fichier
officiel (RPLS, recensement, Filosofi) et rend une ligne par anomalie : gravité, colonne, nombre
de lignes, numéros des lignes, message. Une erreur empêche la lecture ; un avertissement est
réparé ou mis de côté. Aucune valeur de ménage n’est montrée.</source>
      <translation>Reads the file against one of our templates (households, residences, allocations…) or as an official file (RPLS, census, Filosofi) and gives one row per anomaly: severity, column, number of rows, row numbers, message. An error prevents reading; a warning is repaired or set aside. No household value is shown.</translation>
    </message>
    <message>
      <source>Un fichier sans anomalie n’est pas forcément exact : seule sa cohérence est contrôlée.</source>
      <translation>A file without anomaly is not necessarily exact: only its consistency is checked.</translation>
    </message>
    <message>
      <source>Reconnaît le séparateur, l’encodage et les noms de colonnes des millésimes 2018 à 2024, rétablit
les accents abîmés et les zéros perdus des codes de commune, contrôle les coordonnées.

Un logement sans position reste dans la couche des logements, sans géométrie : les totaux par
commune restent justes. Une résidence est un point (adresse), un bâtiment déclaré (immeuble) ou
un segment de patrimoine du bailleur dans la commune ; sa position est celle du logement le plus
proche du centre de ses logements.</source>
      <translation>Recognises the separator, the encoding and the column names of vintages 2018 to 2024, repairs damaged accents and the lost leading zeros of commune codes, and checks coordinates.

A dwelling without a position stays in the layer of dwellings, without geometry: totals by commune stay right. A residence is a point (address), a declared building, or an asset segment of the landlord within the commune; its position is that of the dwelling nearest to the centre of its dwellings.</translation>
    </message>
    <message>
      <source>SDES, RPLS ; dictionnaires des variables open data 2018, 2019, 2020.</source>
      <translation>SDES, RPLS; dictionaries of the open-data variables 2018, 2019, 2020.</translation>
    </message>
    <message>
      <source>Le fichier ouvert ne contient ni loyer, ni occupation, ni vacance, ni nom du bailleur. QUALITE_XY = 33 est une position au hasard dans la commune (position_fine = non).</source>
      <translation>The open file holds no rent, no occupation, no vacancy and no landlord’s name. QUALITE_XY = 33 is a random position within the commune (position_fine = no).</translation>
    </message>
    <message>
      <source>Contrôle tout le fichier contre le modèle documenté : colonnes, types, valeurs, identifiants
uniques, sommes, ordre des dates. Les tranches de revenus et d’âge vides sont calculées quand le
nombre est donné. Un fichier fautif est refusé ; « Contrôler un fichier » donne toutes les
anomalies.</source>
      <translation>Checks the whole file against the documented template: columns, types, values, unique identifiers, sums, order of dates. Empty income and age bands are computed when the number is given. A faulty file is refused; “Check a file” lists every anomaly.</translation>
    </message>
    <message>
      <source>Modèles du projet ; aucune liste de colonnes OPS n’est publiée.</source>
      <translation>Templates of the project; no list of OPS columns is published.</translation>
    </message>
    <message>
      <source>Données confidentielles : le résultat ne quitte pas le dossier interne.</source>
      <translation>Confidential data: the result does not leave the internal folder.</translation>
    </message>
    <message>
      <source>Comme « Lire un tableau de nos modèles », pour les fichiers qui portent une position : colonnes
x et y en mètres, dans le système de coordonnées indiqué. Une ligne sans position est gardée
sans géométrie et listée parmi les lignes rejetées.</source>
      <translation>As “Read a table made from our templates”, for files that carry a position: columns x and y in metres, in the coordinate system that is given. A row without a position is kept without geometry and listed among the rejected rows.</translation>
    </message>
    <message>
      <source>Modèles du projet ; BPE de l’INSEE.</source>
      <translation>Templates of the project; INSEE, BPE (register of facilities).</translation>
    </message>
    <message>
      <source>Les coordonnées hors de France ou inversées sont refusées.</source>
      <translation>Coordinates outside France, or swapped, are refused.</translation>
    </message>
    <message>
      <source>Une ligne par défaut : gravité, colonne, lignes, ce qui était attendu. Une erreur empêche de lire le
fichier ; ce dont un avertissement parle est réparé à la lecture.</source>
      <translation>One line per fault: severity, column, rows, what was expected. An error keeps the file from being
read; what a warning is about is repaired on reading.</translation>
    </message>
    <message>
      <source>Modèles de fichiers du projet</source>
      <translation>File templates of the project</translation>
    </message>
    <message>
      <source>Un fichier sans faute de forme peut encore porter des valeurs fausses.</source>
      <translation>A file without a fault of form may still hold wrong values.</translation>
    </message>
    <message>
      <source>Donne l’en-tête du fichier à remplir, ou quelques lignes fictives. Sans nom : la liste des modèles.</source>
      <translation>Gives the header of the file to fill in, or a few fictitious rows. Without a name: the list of the
templates.</translation>
    </message>
    <message>
      <source>Un modèle dit la forme du fichier, non ce que vos logiciels savent exporter.</source>
      <translation>A template says the form of the file, not what your software can export.</translation>
    </message>
    <message>
      <source>Reconnaît les champs de code et de libellé des producteurs (QPV 2015 et 2024, IRIS, communes),
vérifie la forme des codes, répare les polygones invalides et dit combien, réunit les polygones
d’un même code, reprojette. Une réparation qui changerait la surface de plus de 1 % est refusée.</source>
      <translation>Recognises the code and name fields of the producers (QPV 2015 and 2024, IRIS, communes), checks the form of the codes, repairs invalid polygons and says how many, gathers the polygons of one code, and reprojects. A repair that would change the area by more than 1% is refused.</translation>
    </message>
    <message>
      <source>ANCT (QPV), INSEE et IGN (IRIS, communes).</source>
      <translation>ANCT (QPV), INSEE and IGN (IRIS, communes).</translation>
    </message>
    <message>
      <source>Les QPV 2015 et 2024 ne se rapprochent jamais par leur code, mais par leur géométrie.</source>
      <translation>The QPV of 2015 and of 2024 are never matched by code, only by geometry.</translation>
    </message>
    <message>
      <source>Mesure la distance à vol d’oiseau de chaque point à la limite du quartier le plus proche
(0 à l’intérieur), et range le point : dans (distance nulle), frange (moins de la largeur
donnée, 300 m par défaut), hors (au-delà).
À égale distance, le plus petit quartier l’emporte, puis le premier par code.</source>
      <translation>Measures the straight-line distance from each point to the boundary of the nearest district (0 inside), and places the point: “dans”, inside (distance zero), “frange”, on the fringe (less than the given width, 300 m by default), or “hors”, outside (beyond it).
At equal distance the smallest district wins, then the first by code.</translation>
    </message>
    <message>
      <source>Code général des impôts, art. 278 sexies : la bande de 300 m autour des quartiers prioritaires ouvre droit à la TVA réduite.</source>
      <translation>French general tax code, art. 278 sexies: the 300 m belt around priority districts gives right to the reduced VAT rate.</translation>
    </message>
    <message>
      <source>La distance est à vol d’oiseau ; une voie ferrée ou une rocade peut séparer des points proches. Elle se mesure depuis le point de la résidence, non depuis ses façades.</source>
      <translation>The distance is a straight line; a railway or a ring road may part points that are close. It is measured from the point of the residence, not from its walls.</translation>
    </message>
    <message>
      <source>Pour chaque zonage donné (QPV, IRIS, communes, autre), ajoute le code de la zone qui
contient le point (&lt;zonage&gt;_code) et le nombre de zones qui le contiennent (&lt;zonage&gt;_n).

Quand plusieurs zones se recouvrent, la plus petite l’emporte, puis la première par code.
La jointure est exacte : trous, recouvrements, zones en plusieurs morceaux, points sur une
limite. Les points sont portés dans le système de coordonnées du zonage, et non l’inverse.

Avec une distance maximale, un point hors de toute zone prend la zone la plus proche si
elle est à cette distance au plus ; &lt;zonage&gt;_distance donne alors la distance en mètres
(0 à l’intérieur) et &lt;zonage&gt;_n reste à 0.

Les points sans géométrie sont gardés, avec un code vide.</source>
      <translation>For each zoning given (QPV, IRIS, communes, other), adds the code of the zone that contains the point (&lt;zoning&gt;_code) and the number of zones that contain it (&lt;zoning&gt;_n).

When several zones overlap, the smallest wins, then the first by code. The join is exact: holes, overlaps, zones in several pieces, points on a boundary. Points are carried into the coordinate system of the zoning, not the other way round.

With a maximum distance, a point outside every zone takes the nearest zone if it is no further than that; &lt;zoning&gt;_distance then gives the distance in metres (0 inside) and &lt;zoning&gt;_n stays at 0.

Points without geometry are kept, with an empty code.</translation>
    </message>
    <message>
      <source>Guide USH « Repères n° 17 » : croiser les échelles (résidence, QPV, IRIS, commune, EPCI). Prédicats exacts de GEOS (norme OGC Simple Features).</source>
      <translation>USH guide “Repères n° 17”: cross the scales (residence, QPV, IRIS, commune, EPCI). Exact predicates of GEOS (OGC Simple Features standard).</translation>
    </message>
    <message>
      <source>La jointure vaut ce que valent les positions : n’utilisez pas pour les QPV les adresses situées au hasard dans la commune (RPLS : QUALITE_XY = 33).</source>
      <translation>The join is worth what the positions are worth: for QPV do not use addresses placed at random in the commune (RPLS: QUALITE_XY = 33).</translation>
    </message>
    <message>
      <source>Table à deux colonnes : l’identifiant du point (residence) et le code d’une zone qui le
contient (zone). Un point dans trois zones qui se recouvrent y figure trois fois ; un point
hors de toute zone n’y figure pas.</source>
      <translation>Table of two columns: the identifier of the point (residence) and the code of a zone that contains it (zone). A point in three overlapping zones appears three times; a point outside every zone does not appear.</translation>
    </message>
    <message>
      <source>Prédicats exacts de GEOS (norme OGC Simple Features).</source>
      <translation>Exact predicates of GEOS (OGC Simple Features standard).</translation>
    </message>
    <message>
      <source>Sommer un effectif sur cette table compte plusieurs fois les points des recouvrements.</source>
      <translation>Summing a count over this table counts the points of overlaps several times.</translation>
    </message>
    <message>
      <source>Calcule par arithmétique, sans jointure spatiale, l’identifiant du carreau de chaque point :
ses coordonnées dans la grille sont arrondies au multiple inférieur du côté du carreau.
N = côté × partie entière(n / côté), E = côté × partie entière(e / côté).

La grille suit le territoire : EPSG:3035 dans l’hexagone, EPSG:5490 aux Antilles,
EPSG:2972 en Guyane, EPSG:2975 à La Réunion, EPSG:4471 à Mayotte.
L’identifiant joint directement les données Filosofi carroyées de l’Insee.
Les points sans géométrie gardent un identifiant vide.</source>
      <translation>Computes by arithmetic, without a spatial join, the identifier of the tile of each point: its coordinates in the grid are rounded down to a multiple of the side of the tile.
N = side × integer part of (n / side), E = side × integer part of (e / side).

The grid follows the territory: EPSG:3035 in mainland France, EPSG:5490 in the Antilles, EPSG:2972 in French Guiana, EPSG:2975 in Réunion, EPSG:4471 in Mayotte.
The identifier joins directly to INSEE’s Filosofi gridded data.
Points without geometry keep an empty identifier.</translation>
    </message>
    <message>
      <source>Insee, Filosofi, données carroyées (documentation des bases de 200 m et de 1 km) ; directive Inspire, règlement (UE) 1089/2010, annexe II.</source>
      <translation>INSEE, Filosofi, gridded data (documentation of the 200 m and 1 km databases); INSPIRE directive, regulation (EU) 1089/2010, annex II.</translation>
    </message>
    <message>
      <source>Un point dont la position est imprécise peut tomber dans le carreau voisin.</source>
      <translation>A point whose position is imprecise may fall in the next tile.</translation>
    </message>
    <message>
      <source>Dessine le carré de chaque identifiant (par exemple CRS3035RES200mN2891800E3770600) dans
le système de coordonnées de sa grille et garde les colonnes de la table.
Le coin sud-ouest du carré est lu dans l’identifiant, son côté aussi.</source>
      <translation>Draws the square of each identifier (for example CRS3035RES200mN2891800E3770600) in the coordinate system of its grid and keeps the columns of the table.
The south-west corner of the square, and its side, are read in the identifier.</translation>
    </message>
    <message>
      <source>Reprojeter les carreaux (par exemple en Lambert-93) les déforme légèrement : pour situer des points, calculez leur identifiant au lieu de les croiser avec les carrés.</source>
      <translation>Reprojecting tiles (for example to Lambert-93) distorts them slightly: to locate points, compute their identifier rather than intersecting them with the squares.</translation>
    </message>
    <message>
      <source>Situe chaque point dans son carreau Insee par arithmétique, puis compte les points de
chaque carreau occupé ; si un champ d’effectif est donné (logements, ménages), sa somme
est ajoutée. Seuls les carreaux qui contiennent au moins un point sont dessinés.</source>
      <translation>Places each point in its INSEE tile by arithmetic, then counts the points of each occupied tile; if a count field is given (dwellings, households), its sum is added. Only tiles that hold at least one point are drawn.</translation>
    </message>
    <message>
      <source>Les effectifs ne sont pas protégés : un carreau de moins de 11 unités ne se diffuse pas. Passez par les outils du groupe « Protéger le secret ».</source>
      <translation>Counts are not protected: a tile of fewer than 11 units is not to be released. Go through the tools of the group “Protect secrecy”.</translation>
    </message>
    <message>
      <source>Pour chaque indicateur : la valeur de l’unité, celle du niveau au-dessus (&lt;id&gt;_ref, somme
des effectifs / somme des bases de ses unités), l’écart en fraction (&lt;id&gt;_ecart : 0,05 vaut
5 points), le rapport et le rang (1 : la plus fragile ; pour un indicateur dont la hausse
est bon signe, la valeur la plus basse). Les bases des deux figurent à côté.

Les comptes sont lus dans les champs qui portent les noms du catalogue.</source>
      <translation>For each indicator: the value of the unit, that of the level above (&lt;id&gt;_ref, sum of counts / sum of bases of its units), the gap as a fraction (&lt;id&gt;_ecart: 0.05 is 5 points), the ratio and the rank (1: the most fragile; for an indicator whose rise is good news, the lowest value). The bases of both stand beside.

Counts are read in the fields that bear the names of the catalogue.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17 : « référence le niveau territorial supérieur » (001:423-425)</source>
      <translation>USH, Repères n° 17: the reference is “the territorial level above” (001:423-425)</translation>
    </message>
    <message>
      <source>Un écart sur une petite base peut n’être que du hasard : voyez « Intervalle d’une part ».</source>
      <translation>A gap on a small base may be nothing but chance: see “Interval of a share and smoothing”.</translation>
    </message>
    <message>
      <source>S = (part du territoire dans le total des ménages du public) / (part du territoire dans le
total du parc). 1 : à proportion du parc ; 1,5 : moitié plus que sa part. Exemple de la
source : 120 des 400 ménages concernés dans 1 000 des 5 000 logements donnent 0,30 / 0,20 =
1,5.

Se calcule pour l’occupation (ménages en place) comme pour les attributions de l’année :
comparez les deux pour voir si le déséquilibre se creuse. Territoires : EPCI, communes, QPV
et hors QPV.</source>
      <translation>S = (share of the territory in all households of the target group) / (share of the territory in the whole stock). 1: in proportion to the stock; 1.5: half as much again as its share. Example of the source: 120 of the 400 households concerned in 1,000 of the 5,000 dwellings give 0.30 / 0.20 = 1.5.

It is computed for occupation (sitting households) as well as for the allocations of the year: compare the two to see whether the imbalance is growing. Territories: EPCI, communes, QPV and outside QPV.</translation>
    </message>
    <message>
      <source>ARHlm de Basse-Normandie ; USH, Repères n° 17 (001:542-544)</source>
      <translation>ARHlm de Basse-Normandie; USH, Repères n° 17 (001:542-544)</translation>
    </message>
    <message>
      <source>Sur un petit parc, quelques ménages font varier l’indice de beaucoup.</source>
      <translation>On a small stock, a few households change the index a great deal.</translation>
    </message>
    <message>
      <source>Chaque logement du recensement est rangé selon le statut d’occupation : locataire HLM,
locataire du privé, propriétaire. Pour chaque unité et chaque indicateur : la part dans
chaque parc, sa base pondérée, et l’écart du parc social avec chacun des autres.

Un extrait Filocom déjà compté par IRIS et par statut se compare de même : lisez-le avec le
modèle « filocom », donnez « statut » comme champ du statut et, comme indicateurs, rev_lt40,
rev_40_80, rev_ge80. Un effectif vide (secret) laisse la comparaison vide.</source>
      <translation>Each dwelling of the census is sorted by tenure: social tenant (HLM), private tenant, owner. For each unit and each indicator: the share in each stock, its weighted base, and the gap between the social stock and each of the others.

A Filocom extract already counted by IRIS and tenure is compared in the same way: read it with the template “filocom”, give “statut” as the tenure field and, as indicators, rev_lt40, rev_40_80, rev_ge80. An empty count (secrecy) leaves the comparison empty.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17 : parc social et parc privé (001:427-430) ; INSEE, recensement</source>
      <translation>USH, Repères n° 17: social and private stock (001:427-430); INSEE, census</translation>
    </message>
    <message>
      <source>Le recensement ne porte ni revenus ni APL. Les IRIS masqués (communes de moins de 10 000 habitants) ne se comparent qu’à la commune. Les logés gratuitement sont écartés.</source>
      <translation>The census holds neither incomes nor housing benefit (APL). Masked IRIS (communes of fewer than 10,000 inhabitants) are compared with the commune only. People housed free of charge are left out.</translation>
    </message>
    <message>
      <source>I = 100 × [2 × (revenus &lt; 40 % / réf.) + APL / réf. + chômeurs / réf. + sans emploi / réf.]
/ 5, où chaque terme est la part de l’unité rapportée à celle de la référence. Plus l’indice
est élevé, plus la précarité est forte.

Composantes : pour chacune, un champ d’effectif et un champ de base ; ou un champ de part
seul. Champs laissés vides : l’outil prend les champs qui portent les noms du catalogue
(menages_tbr et menages_plus, ou rev_lt40_n et rev_lt40_base, ou rev_lt40 ; de même pour
menages_apl, majeurs_chomeurs, majeurs_sans_emploi).

Référence : laissez vide pour l’ensemble de la couche (somme des effectifs / somme des
bases), choisissez un territoire (QPV, commune) auquel comparer chaque unité, ou écrivez les
valeurs de l’EPCI dans l’année de base, par exemple rev_lt40=0.40, apl=0.52, chomeurs=0.24,
sans_emploi=0.33. Gardez la même référence pour suivre une trajectoire.

Poids : 2, 1, 1, 1 par défaut ; un poids nul retire la composante, un nom du catalogue en
ajoute une (impayes3=1). Une composante absente sort de la somme et du total des poids : le
champ « composantes » dit lesquelles ont servi.

indice_bas et indice_haut encadrent l’indice au niveau de confiance choisi, quand les
effectifs sont donnés (méthode delta, composantes supposées indépendantes) : sur une petite
base l’intervalle est large, et deux unités dont les intervalles se recouvrent ne se
classent pas.

Erratum : la source publie 149 pour sa résidence A ; sa propre formule donne 118,18. Les
deux autres valeurs publiées, 99 et 66, se retrouvent.</source>
      <translation>I = 100 × [2 × (income &lt; 40% / ref.) + APL / ref. + unemployed / ref. + not in work / ref.] / 5, where each term is the share of the unit relative to that of the reference. The higher the index, the greater the precarity.

Components: for each, a count field and a base field; or a share field alone. Fields left empty: the tool takes those that bear the names of the catalogue (menages_tbr and menages_plus, or rev_lt40_n and rev_lt40_base, or rev_lt40; likewise for menages_apl, majeurs_chomeurs, majeurs_sans_emploi).

Reference: leave empty for the whole layer (sum of counts / sum of bases), choose a territory (QPV, commune) against which to compare each unit, or write the values of the EPCI in the base year, for example rev_lt40=0.40, apl=0.52, chomeurs=0.24, sans_emploi=0.33. Keep the same reference to follow a trajectory.

Weights: 2, 1, 1, 1 by default; a zero weight removes the component, a name of the catalogue adds one (impayes3=1). An absent component leaves the sum and the total of weights: the field “composantes” says which ones served.

indice_bas and indice_haut bracket the index at the chosen confidence level when counts are given (delta method, components assumed independent): on a small base the interval is wide, and two units whose intervals overlap are not to be ranked.

How to read the map: 100 is the reference; above, more precarity; below, less.

Erratum: the source publishes 149 for its residence A; its own formula gives 118.18. The two other published values, 99 and 66, are found again.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17, encart « indice composite de précarité » (001:546-572)</source>
      <translation>USH, Repères n° 17, box “composite precarity index” (001:546-572)</translation>
    </message>
    <message>
      <source>Un indice ne dit pas à lui seul un dysfonctionnement ; sur une petite base il varie beaucoup. Deux indices ne se comparent que s’ils ont les mêmes composantes et la même référence.</source>
      <translation>An index alone does not prove a dysfunction; on a small base it varies a great deal. Two indices compare only with the same components and the same reference.</translation>
    </message>
    <message>
      <source>Même formule que l’indice de précarité, avec des composantes de plus : I = 100 × somme des
poids × (part / part de référence) / somme des poids. La source propose d’ajouter les
impayés de plus de trois mois (impayes3) et les familles monoparentales de trois enfants et
plus (mono3p), sans donner de poids : 1 par défaut, à discuter localement.

Les composantes sont lues dans les champs qui portent les noms du catalogue : les deux
comptes (menages_impayes et menages), ou impayes3_n et impayes3_base, ou impayes3 (part).

Le champ « composantes » écrit celles qui ont servi et leurs poids : affichez-les avec la
carte.</source>
      <translation>Same formula as the precarity index, with more components: I = 100 × sum of weights × (share / reference share) / sum of weights. The source suggests adding arrears of more than three months (impayes3) and single-parent families of three children or more (mono3p), without giving weights: 1 by default, to be discussed locally.

Components are read in the fields that bear the names of the catalogue: the two counts (menages_impayes and menages), or impayes3_n and impayes3_base, or impayes3 (share).

The field “composantes” writes those that served and their weights: show it with the map.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17 (001:572)</source>
      <translation>USH, Repères n° 17 (001:572)</translation>
    </message>
    <message>
      <source>Les poids sont locaux : deux territoires ne se comparent qu’avec les mêmes.</source>
      <translation>Weights are local: two territories compare only with the same ones.</translation>
    </message>
    <message>
      <source>F = 100 × somme des poids × (composante / référence) / somme des poids. Par défaut : vacance
de plus de trois mois (vac3), rotation, sur-occupation (surocc), poids 1. Ajoutez refus,
notes qualitatives (qual_tranquillite…) ou tout indicateur du catalogue.

Un indicateur dont la hausse est bon signe est retourné : une part devient son complément,
une note de 1 à 4 devient 5 moins la note. Une moyenne sans complément est refusée.

La source ne publie aucun poids : ils sont à choisir localement, et le champ « composantes »
les affiche. Cet indice complète l’indice de précarité, qu’il ne remplace pas.</source>
      <translation>F = 100 × sum of weights × (component / reference) / sum of weights. By default: vacancy of more than three months (vac3), turnover (rotation), overcrowding (surocc), weights 1. Add refusals, qualitative marks (qual_tranquillite…) or any indicator of the catalogue.

An indicator whose rise is good news is turned over: a share becomes its complement, a mark from 1 to 4 becomes 5 minus the mark. A mean without a complement is refused.

The source publishes no weights: they are to be chosen locally, and the field “composantes” shows them. This index completes the precarity index; it does not replace it.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17, « créer un indice de fragilité » (001:631-637)</source>
      <translation>USH, Repères n° 17, “create a fragility index” (001:631-637)</translation>
    </message>
    <message>
      <source>Les refus et la rotation dépendent des pratiques du bailleur et du marché. Jamais un score officiel : les poids sont ceux du territoire.</source>
      <translation>Refusals and turnover depend on the landlord’s practice and on the market. Never an official score: the weights are those of the territory.</translation>
    </message>
    <message>
      <source>revenu_pct_plus = 100 × revenu fiscal de référence (année N-2) / plafond PLUS de la
catégorie, de la zone et de la date. La tranche contient sa borne basse : 40 % juste est
dans « 40_60 ».

La catégorie n’est pas le nombre d’occupants : une personne seule avec n personnes à charge
est en catégorie n + 2, un jeune couple en catégorie 3, un handicap fait monter d’une
catégorie. Donnez le champ de la catégorie si vous l’avez ; sinon elle est calculée avec les
occupants et les enfants à charge, sans voir ni jeunes couples ni handicaps.

Les plafonds sont datés dans plafonds.toml ; ajoutez une année avec votre propre fichier.</source>
      <translation>revenu_pct_plus = 100 × reference taxable income (year N−2) / PLUS ceiling of the category, zone and date. A band contains its lower bound: exactly 40% is in “40_60”.

The category is not the number of occupants: a single person with n dependants is in category n + 2, a young couple in category 3, a disability moves up one category. Give the field of the category if you have it; otherwise it is computed from the occupants and the dependent children, without seeing young couples or disabilities.

Ceilings are dated in plafonds.toml; add a year with your own file.</translation>
    </message>
    <message>
      <source>Arrêté du 29 juillet 1987 modifié, annexe (plafonds PLUS) ; valeurs 2026</source>
      <translation>Order of 29 July 1987 as amended, annex (PLUS ceilings); values of 2026</translation>
    </message>
    <message>
      <source>Valeurs 2026 relevées dans une source secondaire : à vérifier au Journal officiel. Le revenu est celui de l’année N-2.</source>
      <translation>Values of 2026 taken from a secondary source: to be checked in the Journal officiel. The income is that of year N−2.</translation>
    </message>
    <message>
      <source>Six critères : titulaire très âgé ; famille monoparentale de deux enfants et plus ; famille
très nombreuse ; très bas revenu ; impayés de plus de trois mois ; sur-occupation. Note =
nombre de critères, plafonné à 3.

La source nomme les critères sans publier tous leurs seuils : les nôtres (75 ans, 5 enfants,
20 % du plafond PLUS) sont des paramètres, et la règle entière est un fichier TOML que vous
pouvez remplacer.

Un critère qu’on ne peut pas lire ne compte pas ; « criteres_inconnus » dit combien : la
note est alors un minimum. La seconde sortie compte les ménages par note et par critère dans
chaque unité.</source>
      <translation>Six criteria: very old tenant; single-parent family of two children or more; very large family; very low income; arrears of more than three months; overcrowding. Score = number of criteria, capped at 3.

The source names the criteria without publishing all their thresholds: ours (75 years, 5 children, 20% of the PLUS ceiling) are parameters, and the whole rule is a TOML file that you can replace.

A criterion that cannot be read does not count; “criteres_inconnus” says how many: the score is then a minimum. The second output counts households by score and by criterion in each unit.</translation>
    </message>
    <message>
      <source>Valophis ; USH, Repères n° 17 (001:711-721)</source>
      <translation>Valophis; USH, Repères n° 17 (001:711-721)</translation>
    </message>
    <message>
      <source>Donnée individuelle et confidentielle : seuls les comptes regroupés se diffusent. La note éclaire une résidence, elle ne justifie jamais le refus d’un ménage.</source>
      <translation>Individual and confidential data: only grouped counts may be released. The score sheds light on a residence; it never justifies turning a household down.</translation>
    </message>
    <message>
      <source>Les ménages de chaque unité sont tirés au sort avec remise, l’indice recalculé à chaque
tirage, et l’intervalle pris entre les quantiles. Contrairement à la méthode delta, qui ne
connaît que des comptes, celle-ci voit que les fragilités vont ensemble chez un même ménage
: son intervalle est plus juste, en général plus large.

Référence : la table entière, ou les valeurs écrites. La même graine donne le même
intervalle.</source>
      <translation>The households of each unit are drawn at random with replacement, the index is computed again at each draw, and the interval is taken between the quantiles. Unlike the delta method, which knows only counts, this one sees that fragilities go together in one household: its interval is more accurate, and generally wider.

Reference: the whole table, or the values written. The same seed gives the same interval.</translation>
    </message>
    <message>
      <source>Efron et Tibshirani (1993) ; indice : USH, Repères n° 17 (001:546-570)</source>
      <translation>Efron and Tibshirani (1993); index: USH, Repères n° 17 (001:546-570)</translation>
    </message>
    <message>
      <source>Sous une dizaine de ménages, l’intervalle est trop court : regroupez l’unité.</source>
      <translation>Under ten households or so, the interval is too short: group the unit.</translation>
    </message>
    <message>
      <source>Chaque ligne est un ménage, au gabarit « menages ». L’outil rend une ligne par unité et une
colonne par compte additif du catalogue : ménages, ménages sous 40 % des plafonds, ménages
bénéficiaires de l’APL, majeurs au chômage… Ces comptes s’additionnent ensuite à toute
échelle.

Une réponse vide n’est ni oui ni non : le ménage sort du numérateur et de la base de
l’indicateur concerné. La base de chaque indicateur figure donc parmi les comptes.

Un compte n’est calculé que si ses colonnes existent.</source>
      <translation>Each row is a household, in the template “menages”. The tool gives one row per unit and one column per additive count of the catalogue: households, households under 40% of the ceilings, households on housing benefit (APL), unemployed adults… These counts then add up at any scale.

An empty answer is neither yes nor no: the household leaves the numerator and the base of the indicator concerned. The base of each indicator is therefore among the counts.

A count is computed only if its columns exist.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17, fiches des indicateurs (001:885-960) ; catalogue.toml</source>
      <translation>USH, Repères n° 17, indicator sheets (001:885-960); catalogue.toml</translation>
    </message>
    <message>
      <source>Les comptes par résidence sont confidentiels : ils se regroupent avant toute diffusion.</source>
      <translation>Counts by residence are confidential: they are grouped before any release.</translation>
    </message>
    <message>
      <source>Comme « Compter les ménages », pour les autres sources : logements du RPLS (ouvert ou
restreint), logements du recensement (sommes pondérées), résidences (comptes de gestion),
grilles qualitatives. Une colonne par compte du catalogue que les champs permettent.

Les médianes du catalogue (loyer médian d’un T3) sont ajoutées avec leur base.</source>
      <translation>As “Count households by unit”, for the other sources: dwellings of the RPLS (open or restricted), dwellings of the census (weighted sums), residences (management counts), qualitative grids. One column per count of the catalogue that the fields allow.

The medians of the catalogue (median rent of a three-room dwelling) are added with their base.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17 (001:930-960) ; dictionnaires RPLS et INSEE ; catalogue.toml</source>
      <translation>USH, Repères n° 17 (001:930-960); RPLS and INSEE dictionaries; catalogue.toml</translation>
    </message>
    <message>
      <source>Les comptes pondérés du recensement ne sont pas des nombres entiers.</source>
      <translation>The weighted counts of the census are not whole numbers.</translation>
    </message>
    <message>
      <source>Indicateur = numérateur / base, tous deux des comptes du catalogue. Les comptes sont des
champs de la couche, ou ceux d’une table jointe par identifiant (sortie de « Compter les
ménages »).

Chaque indicateur est rendu avec son numérateur (&lt;id&gt;_n) et sa base (&lt;id&gt;_base) : une part
sur une petite base se lit avec prudence. Une base nulle donne une valeur vide, jamais 0 %.

Sont refusés, lignes nommées : un numérateur supérieur à sa base, un compte négatif ou non
entier (sauf comptes pondérés).</source>
      <translation>Indicator = numerator / base, both counts of the catalogue. Counts are fields of the layer, or those of a table joined by identifier (output of “Count households by unit”).

Each indicator comes with its numerator (&lt;id&gt;_n) and its base (&lt;id&gt;_base): a share on a small base is to be read with caution. A zero base gives an empty value, never 0%.

Refused, with the rows named: a numerator above its base, a negative count, a count that is not whole (except weighted counts).</translation>
    </message>
    <message>
      <source>Comparez toujours une unité au niveau au-dessus d’elle, et préférez la tendance à l’état.</source>
      <translation>Always compare a unit with the level above it, and prefer the trend to the state.</translation>
    </message>
    <message>
      <source>Intervalle de Wilson : l’ensemble des parts que l’effectif observé ne contredit pas, au
niveau choisi. Il reste dans [0, 1] et dit vrai sur les petites bases : 3 ménages sur 12,
c’est de 9 % à 53 %.

Lissage bayésien empirique : chaque part est tirée vers la moyenne de la couche, d’autant
plus que sa base est petite et que les unités se ressemblent. « poids_propre » dit quelle
part de la valeur lissée vient de l’unité. À garder pour la carte ; la valeur à citer reste
l’effectif et sa base.</source>
      <translation>Wilson interval: the set of shares that the observed count does not contradict, at the chosen level. It stays within [0, 1] and tells the truth on small bases: 3 households out of 12 means 9% to 53%.

Empirical-Bayes smoothing: each share is drawn towards the mean of the layer, all the more as its base is small and the units are alike. “poids_propre” says what part of the smoothed value comes from the unit. Keep it for the map; the value to quote remains the count and its base.</translation>
    </message>
    <message>
      <source>Wilson (1927), JASA 22 ; Marshall (1991), Applied Statistics 40</source>
      <translation>Wilson (1927), JASA 22; Marshall (1991), Applied Statistics 40</translation>
    </message>
    <message>
      <source>L’intervalle ne couvre que le hasard, non les réponses manquantes. Des comptes pondérés (recensement) demandent leur effectif réel : sinon l’intervalle est trop court.</source>
      <translation>The interval covers chance only, not missing answers. Weighted counts (census) require their actual number: otherwise the interval is too short.</translation>
    </message>
    <message>
      <source>Les résidences sont rapprochées par identifiant, puis par lieu : un identifiant disparu
rejoint la résidence la plus proche de l’autre millésime, dans la distance donnée, si elle
est nouvelle ou si elle a assez grandi pour l’avoir absorbée (la moitié au moins de ses
logements). De même en sens inverse pour les identifiants nouveaux.

Chaque lien porte un statut : identique, renommee, remplacee (même lieu, taille très
différente), fusionnee, scindee, recomposee, disparue, nouvelle ; et les logements avant et
après.</source>
      <translation>Residences are matched by identifier, then by place: an identifier that is gone joins the nearest residence of the other vintage, within the given distance, if that one is new or has grown enough to have absorbed it (at least half of its dwellings). Likewise the other way round for new identifiers.

Each link bears a status: identique (same), renommee (renamed), remplacee (replaced: same place, very different size), fusionnee (merged), scindee (split), recomposee (recomposed), disparue (gone), nouvelle (new); and the dwellings before and after.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17, trajectoires (001:424-425) ; règle de rapprochement : la nôtre</source>
      <translation>USH, Repères n° 17, trajectories (001:424-425); matching rule: our own</translation>
    </message>
    <message>
      <source>Une démolition-reconstruction au même lieu et de même taille passe pour un changement de nom : vérifiez les statuts « renommee ».</source>
      <translation>A demolition and rebuilding on the same spot and of the same size passes for a change of name: check the statuses “renommee”.</translation>
    </message>
    <message>
      <source>Une ligne par couple de périmètres qui partagent de la surface ou des logements, et une
ligne par périmètre sans correspondant. part_ancien : logements communs / logements de
l’ancien périmètre ; part_nouveau : de même pour le nouveau.

Les codes des deux géographies ne se correspondent pas (QP… en 2015, QN… en 2024) : seule la
géométrie relie. Suivez un quartier dans le temps quand la moitié au moins des logements de
chacun est commune ; en dessous, deux chiffres décrivent deux territoires.</source>
      <translation>One row per pair of perimeters that share area or dwellings, and one row per perimeter without a match. part_ancien: dwellings in common / dwellings of the old perimeter; part_nouveau: likewise for the new one.

The codes of the two geographies do not correspond (QP… in 2015, QN… in 2024): only geometry links them. Follow a district over time when at least half of the dwellings of each are common; below that, two figures describe two territories.</translation>
    </message>
    <message>
      <source>ANCT, QPV 2015 et QPV 2024 ; règle de lecture : la nôtre</source>
      <translation>ANCT, QPV 2015 and QPV 2024; reading rule: our own</translation>
    </message>
    <message>
      <source>Les logements sont comptés à leur point : près d’une limite, quelques-uns tombent du mauvais côté.</source>
      <translation>Dwellings are counted at their point: near a boundary, some fall on the wrong side.</translation>
    </message>
    <message>
      <source>Les résidences sont rapprochées (voir « Rapprocher les résidences »), leurs comptes ramenés
aux mêmes contours, puis chaque indicateur comparé : avant, après, évolution en fraction
(0,05 vaut 5 points), intervalle de Newcombe, p-valeur de la comparaison de deux parts, et
sens : hausse, baisse, ou stable quand le hasard suffit à l’expliquer.

La plupart des ménages sont les mêmes aux deux dates : le test est donc prudent, une vraie
évolution peut être dite stable, rarement l’inverse.</source>
      <translation>Residences are matched (see “Match the residences of two vintages”), their counts are brought to the same outlines, then each indicator is compared: before, after, change as a fraction (0.05 is 5 points), Newcombe interval, p-value of the comparison of two shares, and direction: hausse (rise), baisse (fall), or stable when chance is enough to explain it.

Most households are the same at both dates: the test is therefore cautious; a true change may be called stable, seldom the reverse.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17 (001:424-425) ; Newcombe (1998), Statistics in Medicine 17</source>
      <translation>USH, Repères n° 17 (001:424-425); Newcombe (1998), Statistics in Medicine 17</translation>
    </message>
    <message>
      <source>Les résidences d’un seul millésime n’ont pas d’évolution ; leur statut le dit.</source>
      <translation>Residences of a single vintage have no change; their status says so.</translation>
    </message>
    <message>
      <source>Les ménages sont suivis par leur identifiant : resté (même résidence), muté (autre résidence
du parc), sorti, entrant. Pour chaque unité et chaque population, les indicateurs du
catalogue avec leur base : c’est le flux, à comparer au stock.

Les restés et les entrants sont décrits à la seconde date, les sortis à la première ; un
ménage muté compte dans l’unité qu’il rejoint.</source>
      <translation>Households are followed by their identifier: stayed (same residence), transferred (another residence of the stock), left, arrived. For each unit and each population, the indicators of the catalogue with their base: this is the flow, to be compared with the stock.

Stayers and newcomers are described at the second date, leavers at the first; a transferred household counts in the unit that it joins.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17 : indicateurs concernant les flux (001:424)</source>
      <translation>USH, Repères n° 17: indicators about flows (001:424)</translation>
    </message>
    <message>
      <source>Demande des identifiants de ménage stables d’un millésime à l’autre. Données confidentielles : les petits effectifs ne se diffusent pas.</source>
      <translation>Requires household identifiers that are stable from one vintage to the next. Confidential data: small counts are not released.</translation>
    </message>
    <message>
      <source>Une table de comptes par millésime (« 2014=comptes2014.csv »). Les parts du territoire
entier à l’année de base valent 100 et ne bougent plus : l’indice de chaque millésime se lit
contre elles, et une hausse est une précarité plus forte qu’à l’année de base.</source>
      <translation>One table of counts per vintage (“2014=comptes2014.csv”). The shares of the whole territory in the base year are worth 100 and no longer move: the index of each vintage is read against them, and a rise is a precarity greater than in the base year.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17 : « toujours en comparaison de l’indice 100 de 2014 » (001:551)</source>
      <translation>USH, Repères n° 17: “always against the index 100 of 2014” (001:551)</translation>
    </message>
    <message>
      <source>Les plafonds de ressources changent d’une année à l’autre, ce qui déplace l’indice.</source>
      <translation>Income ceilings change from year to year, which shifts the index.</translation>
    </message>
    <message>
      <source>Chaque indicateur a son numérateur, sa base, son niveau de lecture et son sens ; la fiche y ajoute la
définition, la source et la précaution d’emploi.</source>
      <translation>Each indicator has its numerator, its base, its level of reading and its sense; the record adds the
definition, the source and the caution of use.</translation>
    </message>
    <message>
      <source>Catalogue du projet (geotools/catalogue.toml)</source>
      <translation>Catalogue of the project (geotools/catalogue.toml)</translation>
    </message>
    <message>
      <source>Une définition ne dit rien de la qualité de vos données : lisez la précaution.</source>
      <translation>A definition says nothing of the quality of your data: read the caution.</translation>
    </message>
    <message>
      <source>Compare chaque entité à la moyenne de ses voisines. I_i = (n − 1) · z_i · Σ_j w_ij
z_j / Σ_j z_j², où z est l’écart à la moyenne en écarts types et w le voisinage (chaque
ligne somme à 1). La probabilité est la fréquence, parmi des tirages où les voisines sont
remplacées par d’autres entités prises au hasard, d’une moyenne au moins aussi extrême. Elle
est corrigée du nombre de tests avant de déclarer une grappe. Colonnes ajoutées : moran_i,
p_valeur, p_ajustee, quadrant (HH haut entouré de haut, LL bas entouré de bas, HL haut
entouré de bas, LH bas entouré de haut), grappe (le quadrant s’il est significatif, « ns »
sinon, « isole » sans voisine). Une entité sans valeur sort du voisinage et ses colonnes
restent vides.</source>
      <translation>Compares each feature with the mean of its neighbours.
I_i = (n − 1) · z_i · Σ_j w_ij z_j / Σ_j z_j², where z is the deviation from the mean in standard deviations and w the neighbourhood (each row sums to 1). The probability is the frequency, among draws in which the neighbours are replaced by other features taken at random, of a mean at least as extreme. It is corrected for the number of tests before a cluster is declared.

Columns added: moran_i, p_valeur, p_ajustee, quadrant (HH high surrounded by high, LL low surrounded by low, HL high surrounded by low, LH low surrounded by high), grappe (the quadrant if it is significant, “ns” otherwise, “isole” without neighbours). A feature without a value leaves the neighbourhood and its columns stay empty.</translation>
    </message>
    <message>
      <source>Anselin L. (1995), Local Indicators of Spatial Association, Geographical Analysis 27-2, 93-115 ; Benjamini et Hochberg (1995), JRSS B 57-1 ; taux : Assunção et Reis (1999) ; probabilités exactes : Tiefelsdorf (2002), Geographical Analysis 34-3.</source>
      <translation>Anselin L. (1995), Local Indicators of Spatial Association, Geographical Analysis 27-2, 93-115; Benjamini and Hochberg (1995), JRSS B 57-1; rates: Assunção and Reis (1999); exact probabilities: Tiefelsdorf (2002), Geographical Analysis 34-3.</translation>
    </message>
    <message>
      <source>Le résultat dépend du voisinage choisi : essayez-en deux. Sous une dizaine d’entités, la carte se lit sans les probabilités. Une probabilité sur une base soumise au secret l’est aussi. Une grappe décrit un lieu, jamais les ménages qui y vivent.</source>
      <translation>The result depends on the chosen neighbourhood: try two. Under ten features or so, the map is read without the probabilities. A probability on a base subject to secrecy is subject to it too. A cluster describes a place, never the households that live there.</translation>
    </message>
    <message>
      <source>Croise la valeur de chaque entité avec une autre grandeur moyennée chez ses voisines
: les occupants en place et les emménagés récents autour, ou deux années. I_i = (n − 1) ·
x_i · Σ_j w_ij y_j / Σ_j x_j², x et y en écarts types. La probabilité vient de tirages où
les voisines sont prises au hasard parmi les autres entités ; la valeur de l’entité reste en
place. Quadrant : première lettre, l’entité ; seconde, ses voisines.</source>
      <translation>Crosses the value of each feature with another quantity averaged over its neighbours: sitting occupants and recent movers around, or two years.
I_i = (n − 1) · x_i · Σ_j w_ij y_j / Σ_j x_j², x and y in standard deviations. The probability comes from draws in which the neighbours are taken at random among the other features; the value of the feature stays in place. Quadrant: first letter, the feature; second, its neighbours.</translation>
    </message>
    <message>
      <source>Anselin L., Syabri I., Smirnov O. (2002), Visualizing multivariate spatial correlation with dynamically linked windows, CSISS, université de Californie.</source>
      <translation>Anselin L., Syabri I., Smirnov O. (2002), Visualizing multivariate spatial correlation with dynamically linked windows, CSISS, University of California.</translation>
    </message>
    <message>
      <source>Ne mesure pas le lien entre les deux grandeurs au même endroit : deux grandeurs sans lien sur place peuvent aller ensemble entre voisines. Lisez aussi leur corrélation.</source>
      <translation>Does not measure the link between the two quantities in one place: two quantities unrelated on the spot may go together among neighbours. Read their correlation too.</translation>
    </message>
    <message>
      <source>Moran local de l’évolution (après − avant) : les grappes HH montent ensemble plus
que le territoire, les LL moins que lui ; HL et LH vont contre leurs voisines. Le niveau de
départ, commun aux deux dates, ne joue pas.</source>
      <translation>Local Moran of the change (after − before): HH clusters rise together more than the territory, LL clusters less than it; HL and LH go against their neighbours. The starting level, common to both dates, plays no part.</translation>
    </message>
    <message>
      <source>Anselin L. (2019), Differential Moran’s I, documentation de GeoDa ; Anselin (1995).</source>
      <translation>Anselin L. (2019), Differential Moran’s I, GeoDa documentation; Anselin (1995).</translation>
    </message>
    <message>
      <source>Deux millésimes doivent mesurer la même chose sur les mêmes entités : une rupture de série se lirait comme une grappe. Pour des taux, les petites bases bougent plus par hasard.</source>
      <translation>Two vintages must measure the same thing on the same features: a break in the series would read as a cluster. For rates, small bases move more by chance.</translation>
    </message>
    <message>
      <source>À chaque millésime, G* de Getis et Ord compare la somme autour de chaque entité, ce millésime et le
précédent, à la moyenne de tous les millésimes. La suite des G* d’une entité est jugée par le test de
tendance de Mann-Kendall : S = Σ_(s&lt;t) signe(z_t − z_s), probabilité exacte.

Nouveau : chaud pour la première fois au dernier millésime. Consécutif : chaud sans interruption
jusqu’au dernier. Persistant, intensifié, décroissant : chaud neuf fois sur dix et au dernier, selon la
tendance. Sporadique : chaud au dernier, par intermittence. Oscillant : a aussi été froid. Historique :
chaud neuf fois sur dix, plus au dernier. De même pour le froid.</source>
      <translation>At each vintage, Getis and Ord's G* compares the sum around each feature, of that vintage and the one before, with the mean of all vintages. The series of G* of a feature is judged by Mann and Kendall's trend test: S = Σ_(s&lt;t) sign(z_t − z_s), exact probability.

New: hot for the first time at the last vintage. Consecutive: hot without a break up to the last. Persistent, intensifying, diminishing: hot nine times out of ten and at the last, by the trend. Sporadic: hot at the last, on and off. Oscillating: was cold too. Historical: hot nine times out of ten, no longer at the last. The same for cold.</translation>
    </message>
    <message>
      <source>Ord et Getis (1995), Geographical Analysis 27-4 ; Mann (1945) ; Kendall (1975) ; classes d’« Emerging Hot Spot Analysis » (Esri) et de sfdep.</source>
      <translation>Ord and Getis (1995), Geographical Analysis 27-4; Mann (1945); Kendall (1975); classes of “Emerging Hot Spot Analysis” (Esri) and of sfdep.</translation>
    </message>
    <message>
      <source>Moins de cinq millésimes ne peuvent montrer aucune tendance à 5 %. Les probabilités de G* supposent une loi normale : avec peu de voisins, regardez aussi chaque millésime par « getisord ». Compter le millésime précédent parmi les voisins rend les G* successifs dépendants : décalage 0 pour l’éviter.</source>
      <translation>Fewer than five vintages cannot show any trend at 5 %. The probabilities of G* suppose a normal law: with few neighbours, look at each vintage by “getisord” too. Counting the vintage before among the neighbours makes successive G* dependent: lag 0 to avoid it.</translation>
    </message>
    <message>
      <source>c_i = Σ_j w_ij (z_i − z_j)² : la moyenne des écarts au carré avec les voisines.
Petit, l’entité leur ressemble (association POS) ; grand, elle en diffère (NEG). La grappe
donne HH ou LL où la ressemblance est significative, HL ou LH où la différence l’est ;
« ns » sinon, y compris quand une ressemblance se trouve autour de la moyenne, de part et
d’autre.</source>
      <translation>c_i = Σ_j w_ij (z_i − z_j)²: the mean of squared differences with the neighbours.
Small, the feature is like them (association POS); large, it differs (NEG). The cluster gives HH or LL where likeness is significant, HL or LH where difference is; “ns” otherwise, including when a likeness lies around the mean, on either side of it.</translation>
    </message>
    <message>
      <source>Anselin L. (2019), A Local Indicator of Multivariate Spatial Association: Extending Geary’s c, Geographical Analysis 51-2, 133-150 ; Anselin (1995).</source>
      <translation>Anselin L. (2019), A Local Indicator of Multivariate Spatial Association: Extending Geary’s c, Geographical Analysis 51-2, 133-150; Anselin (1995).</translation>
    </message>
    <message>
      <source>Chaque tirage est évalué pour chaque entité : quelques secondes pour 100 000 entités et 999 tirages. Le Moran local répond plus vite à la question des concentrations.</source>
      <translation>Each draw is evaluated for each feature: a few seconds for 100,000 features and 999 draws. The local Moran answers the question of concentrations faster.</translation>
    </message>
    <message>
      <source>G* compare la somme des valeurs d’une entité et de ses voisines à ce que donnerait
la moyenne du territoire : Z = (Σ_j w_ij y_j − W_i ȳ) / (s · √((n S1_i − W_i²) / (n − 1))).
Positif : point chaud (HH) ; négatif : point froid (LL). La probabilité vient de
permutations qui laissent l’entité en place. À la différence du Moran local, il ne signale
pas les exceptions (HL, LH).</source>
      <translation>G* compares the sum of the values of a feature and its neighbours with what the mean of the territory would give:
Z = (Σ_j w_ij y_j − W_i ȳ) / (s · √((n S1_i − W_i²) / (n − 1))).
Positive: hot spot (HH); negative: cold spot (LL). The probability comes from permutations that leave the feature in place. Unlike the local Moran, it does not point out exceptions (HL, LH).</translation>
    </message>
    <message>
      <source>Getis A., Ord J. K. (1992), Geographical Analysis 24-3 ; Ord et Getis (1995), 27-4.</source>
      <translation>Getis A., Ord J. K. (1992), Geographical Analysis 24-3; Ord and Getis (1995), 27-4.</translation>
    </message>
    <message>
      <source>Un point chaud peut n’être dû qu’à l’entité elle-même (G*) : décochez l’option pour ne regarder que ses voisines (G).</source>
      <translation>A hot spot may be due to the feature itself alone (G*): clear the option to look only at its neighbours (G).</translation>
    </message>
    <message>
      <source>I = (n / S0) · Σ_i z_i Σ_j w_ij z_j / Σ_i z_i², entre −1 environ et 1. Proche de
−1/(n − 1), aucune structure ; positif, les semblables se groupent. La table donne
l’espérance, la variance, l’écart réduit et deux probabilités bilatérales (loi normale,
permutations). La couche porte le nuage de points de Moran : z (abscisse), decalage (moyenne
des voisines, ordonnée) et le quadrant ; la pente de la droite est I.</source>
      <translation>I = (n / S0) · Σ_i z_i Σ_j w_ij z_j / Σ_i z_i², between about −1 and 1. Near −1/(n − 1), no structure; positive, like gathers with like.

The table gives the expectation, the variance, the standard score and two two-sided probabilities (normal law, permutations). The layer carries the Moran scatterplot: z (abscissa), decalage (mean of the neighbours, ordinate) and the quadrant; the slope of the line is I.</translation>
    </message>
    <message>
      <source>Moran P. A. P. (1950), Biometrika 37, 17-23 ; Cliff A., Ord J. (1981), Spatial Processes, Pion ; Anselin L. (1996) pour le nuage de points.</source>
      <translation>Moran P. A. P. (1950), Biometrika 37, 17-23; Cliff A., Ord J. (1981), Spatial Processes, Pion; Anselin L. (1996) for the scatterplot.</translation>
    </message>
    <message>
      <source>Un seul nombre pour tout le territoire : il peut cacher des grappes opposées, que le Moran local montre.</source>
      <translation>A single number for the whole territory: it may hide opposite clusters, which the local Moran shows.</translation>
    </message>
    <message>
      <source>Compte, pour chaque entité qui porte le caractère (1), combien de ses voisines le
portent : BB_i = x_i · Σ_j x_j. La probabilité est exacte (loi hypergéométrique : k voisines
tirées parmi les n − 1 autres entités), sans permutation. Seules les entités à 1 sont
testées.</source>
      <translation>Counts, for each feature that bears the character (1), how many of its neighbours bear it: BB_i = x_i · Σ_j x_j. The probability is exact (hypergeometric law: k neighbours drawn among the n − 1 other features), without permutation. Only features at 1 are tested.</translation>
    </message>
    <message>
      <source>Anselin L., Li X. (2019), Operational local join count statistics for cluster detection, Journal of Geographical Systems 21, 189-210.</source>
      <translation>Anselin L., Li X. (2019), Operational local join count statistics for cluster detection, Journal of Geographical Systems 21, 189-210.</translation>
    </message>
    <message>
      <source>Le poids des voisines ne compte pas, seulement leur nombre.</source>
      <translation>The weight of the neighbours does not count, only their number.</translation>
    </message>
    <message>
      <source>Construit le voisinage et le montre : une ligne par paire de voisines (poids,
longueur) et, pour chaque entité, son nombre de voisines et sa composante (les entités
reliées entre elles, de proche en proche). Avec une couche d’obstacles (voie ferrée,
autoroute, cours d’eau), les liens qui les traversent sont coupés ; un pont est une
interruption de la ligne.</source>
      <translation>Builds the neighbourhood and shows it: one line per pair of neighbours (weight, length) and, for each feature, its number of neighbours and its component (features linked to one another, step by step). With a layer of barriers (railway, motorway, river), the links that cross them are cut; a bridge is a gap in the line.</translation>
    </message>
    <message>
      <source>Anselin L. (1988), Spatial Econometrics, Kluwer, chapitre 3.</source>
      <translation>Anselin L. (1988), Spatial Econometrics, Kluwer, chapter 3.</translation>
    </message>
    <message>
      <source>Les lignes joignent des centres à vol d’oiseau : ce ne sont pas des trajets à pied.</source>
      <translation>The lines join centres as the crow flies: they are not walking routes.</translation>
    </message>
    <message>
      <source>Quatre indices entre unités : dissimilarité D = ½ Σ |x_i/X − (t_i − x_i)/(T − X)|
(part du groupe à déplacer pour l’égalité), isolement Σ (x_i/X)(x_i/t_i) (part du groupe
autour d’un de ses membres), entropie H de Theil, Gini. Puis un profil : autour de chaque
unité, on prend les k plus proches unités de population, de k petit à grand, et on mesure
l’isolement et l’entropie de ces voisinages. Un profil qui s’effondre dit une ségrégation
d’immeubles ; un profil plat, de grands quartiers. Avec un champ de secteur (commune,
quartier…), les indices viennent pour toute la couche, puis pour chaque secteur, calculés
entre ses seules unités ; un secteur qui en a trop peu, ou dont le groupe est vide ou fait
toute la population, a des indices vides et une remarque qui le dit. Le profil reste celui de
toute la couche.</source>
      <translation>Four indices between units: dissimilarity D = ½ Σ |x_i/X − (t_i − x_i)/(T − X)| (part of the group to be moved to reach equality), isolation Σ (x_i/X)(x_i/t_i) (share of the group around one of its members), Theil’s entropy H, Gini.

Then a profile: around each unit, the k nearest units of population are taken, from small to large k, and the isolation and the entropy of these neighbourhoods are measured. A profile that collapses tells of a segregation by building; a flat profile, of large districts.

With a sector field (commune, district…), the indices come for the whole layer, then for each sector, computed among its own units only; a sector that has too few of them, or whose group is empty or makes up the whole population, has empty indices and a remark that says so. The profile remains that of the whole layer.</translation>
    </message>
    <message>
      <source>Duncan et Duncan (1955) ; Theil et Finizza (1971) ; Reardon S., O’Sullivan D. (2004), Measures of Spatial Segregation, Sociological Methodology 34 ; voisinages individualisés : Östh, Clark et Malmberg (2015), Geographical Analysis 47.</source>
      <translation>Duncan and Duncan (1955); Theil and Finizza (1971); Reardon S., O’Sullivan D. (2004), Measures of Spatial Segregation, Sociological Methodology 34; individualised neighbourhoods: Östh, Clark and Malmberg (2015), Geographical Analysis 47.</translation>
    </message>
    <message>
      <source>Les indices entre unités dépendent de leur découpage ; de petits effectifs les gonflent. Jamais sur une origine ou une nationalité.</source>
      <translation>Indices between units depend on how the units are cut; small counts inflate them. Never on an origin or a nationality.</translation>
    </message>
    <message>
      <source>Répartit chaque point sur les carreaux alentour selon K(d) = (1 − (d/h)²)² si d &lt; h,
0 au-delà (h : rayon, d : distance du point au centre du carreau). Les poids d’un point
somment à 1 sur les carreaux du territoire : le total est conservé, rien ne fuit par les
bords. Avec une base, la part est le rapport des deux effectifs lissés. La base effective
d’un carreau est le nombre d’unités également pesées qui porteraient la même information :
(Σ w b)² / Σ w² b. Sous la base minimale, le carreau est masqué.</source>
      <translation>Shares each point out over the surrounding tiles by K(d) = (1 − (d/h)²)² if d &lt; h, 0 beyond (h: bandwidth, d: distance from the point to the centre of the tile). The weights of a point sum to 1 over the tiles of the territory: the total is kept, nothing leaks through the edges.

With a base, the share is the ratio of the two smoothed counts. The effective base of a tile is the number of equally weighted units that would carry the same information: (Σ w b)² / Σ w² b. Under the minimum base, the tile is masked.</translation>
    </message>
    <message>
      <source>Lissage de l’Insee : paquet R btb, Manuel d’analyse spatiale (Insee Méthodes 131, 2018), chapitre 8. Base effective : Kish (1965), Survey Sampling.</source>
      <translation>INSEE smoothing: R package btb, Manuel d’analyse spatiale (Insee Méthodes 131, 2018), chapter 8. Effective base: Kish (1965), Survey Sampling.</translation>
    </message>
    <message>
      <source>Un rayon court dessine des adresses, un rayon long efface les quartiers : essayez-en plusieurs. Le masque porte sur la base, pas sur la différence entre deux cartes : auditez la diffusion entière.</source>
      <translation>A short bandwidth draws addresses, a long one erases districts: try several. The mask bears on the base, not on the difference between two maps: audit the whole release.</translation>
    </message>
    <message>
      <source>Pour chaque carreau, les unités à moins du rayon sont classées par valeur et pesées
par K(d) = (1 − (d/h)²)² ; le quantile q est la première valeur où le poids cumulé atteint
q. À la différence d’une moyenne lissée, quelques valeurs extrêmes n’y changent rien :
loyers, revenus, surfaces.</source>
      <translation>For each tile, the units within the bandwidth are ranked by value and weighted by K(d) = (1 − (d/h)²)²; the quantile q is the first value at which the cumulated weight reaches q. Unlike a smoothed mean, a few extreme values change nothing: rents, incomes, floor areas.</translation>
    </message>
    <message>
      <source>Brunsdon C., Fotheringham A. S., Charlton M. (2002), Geographically weighted summary statistics, Computers, Environment and Urban Systems 26 ; Insee, paquet R btb.</source>
      <translation>Brunsdon C., Fotheringham A. S., Charlton M. (2002), Geographically weighted summary statistics, Computers, Environment and Urban Systems 26; INSEE, R package btb.</translation>
    </message>
    <message>
      <source>Un quantile est la valeur d’une unité réelle : le masque sur la base effective est nécessaire, et un loyer ou un revenu extrême ne se publie pas au-delà des déciles.</source>
      <translation>A quantile is the value of an actual unit: the mask on the effective base is necessary, and an extreme rent or income is not published beyond the deciles.</translation>
    </message>
    <message>
      <source>Le Moran local dépend de choix : les voisins, les zones, le tirage. On le recommence avec chaque
voisinage et chaque graine, sur chaque zonage donné, et sur des regroupements au hasard. La stabilité
d’une entité est la part des passages qui lui donnent sa classe la plus fréquente (HH, LL, HL ou LH) ;
la carte ne garde que les grappes fermes.

Les parts par voisinages, zonages et regroupements disent quel choix défait une grappe.</source>
      <translation>The local Moran depends on choices: the neighbours, the zones, the draw. It is run again with each neighbourhood and each seed, on each zoning given, and on regroupings at random. The stability of a feature is the share of the runs that give its most frequent class (HH, LL, HL or LH); the map keeps only the firm clusters.

The shares by neighbourhoods, zonings and regroupings tell which choice undoes a cluster.</translation>
    </message>
    <message>
      <source>Anselin (1995), Geographical Analysis 27-2 ; Openshaw (1984), CATMOG 38 (effet de zonage).</source>
      <translation>Anselin (1995), Geographical Analysis 27-2; Openshaw (1984), CATMOG 38 (modifiable areal unit).</translation>
    </message>
    <message>
      <source>Les passages se ressemblent : leur part n’est pas une probabilité. Des zones trop grandes effacent de vraies grappes ; lisez alors les parts par famille.</source>
      <translation>The runs are alike: their share is no probability. Zones that are too large erase true clusters; then read the shares by family.</translation>
    </message>
    <message>
      <source>Un pixel par carreau, dans le système de coordonnées de la grille, une bande par
champ, qui en porte le nom. Un carreau masqué ou absent n’a pas de valeur (nodata). Le fichier
est un GeoTIFF optimisé pour le nuage (COG), compressé sans perte, en flottants de 32 bits.</source>
      <translation>One pixel per tile, in the coordinate system of the grid, one band per
field, which bears its name. A masked or absent tile has no value (nodata). The file
is a Cloud-Optimised GeoTIFF (COG), compressed without loss, in 32-bit floats.</translation>
    </message>
    <message>
      <source>OGC 21-026, Cloud Optimized GeoTIFF (2023) ; écrit par GDAL.</source>
      <translation>OGC 21-026, Cloud Optimized GeoTIFF (2023); written by GDAL.</translation>
    </message>
    <message>
      <source>Une image sort les figures une à une : ne diffusez que des champs déjà protégés.</source>
      <translation>An image gives figures out one by one: release only fields that are protected already.</translation>
    </message>
    <message>
      <source>Interpole entre les centres des carreaux (carrés marchants) et joint les points
d’égale valeur. Les niveaux partagent en classes d’effectifs égaux les carreaux non masqués.
Aucune ligne ne passe dans un carré dont un carreau est masqué ou absent.</source>
      <translation>Interpolates between the centres of the tiles (marching squares) and joins the points of equal value. The levels divide the unmasked tiles into classes of equal number. No line crosses a square one of whose tiles is masked or absent.</translation>
    </message>
    <message>
      <source>Lorensen W., Cline H. (1987), Marching Cubes, SIGGRAPH (version à deux dimensions).</source>
      <translation>Lorensen W., Cline H. (1987), Marching Cubes, SIGGRAPH (two-dimensional version).</translation>
    </message>
    <message>
      <source>Les courbes valent ce que vaut la surface : un autre rayon de lissage en dessine d’autres.</source>
      <translation>Contours are worth what the surface is worth: another bandwidth draws others.</translation>
    </message>
    <message>
      <source>Regroupe des résidences proches (points) ou des quartiers contigus (polygones) pour que, dans
chaque groupe, chaque effectif compté, sa base et son complément (base − effectif) atteignent le
seuil. Les limites choisies (commune, QPV, bailleur…) ne sont jamais franchies. À nombre de
groupes égal, l’opération préfère des groupes homogènes pour la variable choisie, puis compacts.
Les résidences qui ne peuvent rejoindre aucun groupe restent sans groupe et le motif est donné.
Avec le champ des groupes précédents (ceux de l’an passé, ou retouchés à la main), les groupes
qui tiennent encore sont gardés tels quels. Un groupe sous le seuil ou en morceaux est complété
par les résidences que ses voisins peuvent céder, sinon réparti entre eux ; chaque résidence qui
change de groupe porte le motif. Cochez « Refuser » pour être arrêté au lieu d’être réparé.</source>
      <translation>Gathers nearby residences (points) or adjoining districts (polygons) so that, in each group, each count, its base and its complement (base − count) reach the threshold. The chosen limits (commune, QPV, landlord…) are never crossed. At an equal number of groups, the operation prefers groups that are homogeneous for the chosen variable, then compact.

Residences that can join no group stay without one and the reason is given. With the field of the previous groups (last year’s, or edited by hand), groups that still hold are kept as they are. A group below the threshold or in pieces is completed with the residences that its neighbours can spare, or else shared out among them; each residence that changes group bears the reason. Tick “Refuse” to be stopped instead of repaired.</translation>
    </message>
    <message>
      <source>USH, Repères n° 17 : regroupements d’immeubles d’au moins 11 unités par indicateur</source>
      <translation>USH, Repères n° 17: groupings of buildings of at least 11 units per indicator</translation>
    </message>
    <message>
      <source>Un groupe valable ne suffit pas à publier : auditez ensemble tout ce qui est diffusé.</source>
      <translation>A valid group is not enough to publish: audit together everything that is released.</translation>
    </message>
    <message>
      <source>Chaque champ choisi est un zonage (commune, IRIS, QPV, carreau, groupe). L’opération calcule les
tables que lirait un destinataire, puis vérifie G0, G1 et G2 sur tous les zonages à la fois.</source>
      <translation>Each chosen field is a zoning (commune, IRIS, QPV, tile, group). The operation computes the tables that a recipient would read, then checks G0, G1 and G2 over all zonings at once.</translation>
    </message>
    <message>
      <source>L’audit ne connaît que les zonages choisis : ajoutez ceux déjà diffusés sur ces résidences.</source>
      <translation>The audit knows only the chosen zonings: add those already released on these residences.</translation>
    </message>
    <message>
      <source>Somme les résidences par zonage, retient les chiffres sous le seuil, puis les chiffres les moins
coûteux qui rompent chaque recoupement, et recommence jusqu’à ce que l’audit n’en trouve plus.
Les premiers zonages choisis sont gardés entiers le plus longtemps. Une valeur retenue est vide,
quelle qu’en soit la raison.</source>
      <translation>Sums residences by zoning, withholds the figures under the threshold, then the least costly figures that break each cross-check, and starts again until the audit finds none left. The first zonings chosen are kept whole the longest. A withheld value is empty, whatever the reason.</translation>
    </message>
    <message>
      <source>Ces chiffres sont protégés ensemble : une autre diffusion sur les mêmes lieux est à auditer avec.</source>
      <translation>These figures are protected together: another release on the same places is to be audited with them.</translation>
    </message>
    <message>
      <source>Lit ensemble des tables déjà faites, par vous ou par d’autres, comme leur destinataire.
G0 : chaque effectif, sa base et son complément atteignent le seuil. G1 : aucune somme ou
différence de chiffres publiés (totaux compris) n’isole un effectif plus petit. G2 : aucune
valeur retenue n’est encadrée de trop près. La première colonne nomme l’unité ; une ligne qui
est la somme d’autres, par son nom ou par l’arithmétique, est lue comme telle ; un taux à côté
de sa base est lu comme un effectif. Le premier tableau est vide si tout est vérifié ; le second
dit ce qui a été lu, et ce qui ne l’a pas été.</source>
      <translation>Reads together tables already made, by you or by others, as their recipient would.

G0: each count, its base and its complement reach the threshold. G1: no sum or difference of published figures (totals included) isolates a smaller count. G2: no withheld value is bracketed too closely.

The first column names the unit; a row that is the sum of others, by its name or by arithmetic, is read so; a rate beside its base is read as a count. The first table is empty if everything is verified; the second says what was read, and what was not.</translation>
    </message>
    <message>
      <source>Deux zonages sans géographie commune sont supposés ne partager aucun lieu.</source>
      <translation>Two zonings without common geography are assumed to share no place.</translation>
    </message>
    <message>
      <source>Même audit que « Auditer des fichiers avant diffusion », sur un fichier dont chaque feuille ou
couche est une table. Les marques usuelles de valeur retenue (s, nd, ***, « moins de 11 », vide)
sont reconnues ; une marque inconnue est lue comme une valeur retenue, et nommée.
Des constats sont un résultat, non une erreur : cochez « Arrêter au refus » pour qu’ils arrêtent
la chaîne (code 3 en ligne de commande, comme « geotools audit »).</source>
      <translation>Same audit as “Audit files before release”, on a file of which each sheet or layer is a table. The usual marks of a withheld value (s, nd, ***, “moins de 11”, empty) are recognised; an unknown mark is read as a withheld value, and named. Findings are a result, not an error: tick “Stop on refusal” for them to stop the chain (code 3 on the command line, like “geotools audit”).</translation>
    </message>
    <message>
      <source>Le fichier est audité seul : ce qui est déjà diffusé sur les mêmes lieux n’est pas connu ici.</source>
      <translation>The file is audited alone: what is already released on the same places is not known here.</translation>
    </message>
    <message>
      <source>Un fichier JJ est la forme commune des outils de secret statistique (τ-Argus et ses pairs) : des
cellules, puis les relations qui les lient. Pour chaque cellule retenue (état u ou m), la plus petite
et la plus grande valeur qui satisfont toutes les relations et les bornes du fichier. Exacte : les
deux se touchent, un lecteur connaît la valeur. Protégée (si le fichier porte les valeurs vraies) :
l’intervalle atteint les niveaux de protection du fichier.</source>
      <translation>A JJ file is the common form of disclosure-control tools (τ-Argus and its peers): cells, then the relations that link them. For each withheld cell (status u or m), the smallest and the largest value that satisfy all relations and the bounds of the file. Exact: both meet, a reader knows the value. Protected (when the file bears the true values): the interval reaches the protection levels of the file.</translation>
    </message>
    <message>
      <source>Fischetti et Salazar (2001), problème de l’attaquant ; format JJ de τ-Argus</source>
      <translation>Fischetti and Salazar (2001), the attacker’s problem; JJ format of τ-Argus</translation>
    </message>
    <message>
      <source>Les intervalles sont ceux de nombres réels : en nombres entiers ils ne sont jamais plus larges.</source>
      <translation>Intervals are those of real numbers: in whole numbers they are never wider.</translation>
    </message>
    <message>
      <source>Le fichier contient une cellule par morceau de territoire que rien ne divise, une par chiffre publié,
une par chiffre retenu, et une relation par somme. Forme publique : les valeurs retenues sont
blanches (« - »). Forme confidentielle : donnez aussi les tables complètes ; le fichier porte alors
les valeurs vraies et ne doit pas sortir. Il se relit par « Auditer un système JJ », et en forme
confidentielle par tout outil qui lit le format JJ.</source>
      <translation>The file holds one cell per piece of territory that nothing divides, one per published figure, one per withheld figure, and one relation per sum. Public form: withheld values are blank (“-”). Confidential form: give the complete tables as well; the file then bears the true values and must not leave. It is read back by “Audit a JJ system”, and in its confidential form by any tool that reads the JJ format.</translation>
    </message>
    <message>
      <source>Format JJ de τ-Argus</source>
      <translation>JJ format of τ-Argus</translation>
    </message>
    <message>
      <source>Tous les effectifs y sont, sans seuil : la règle est celle de l’outil qui le lit.</source>
      <translation>All counts are in it, without a threshold: the rule is that of the tool that reads it.</translation>
    </message>
    <message>
      <source>Lit toutes les tables (CSV, feuilles XLSX, couches GPKG) comme le ferait quelqu’un qui les reçoit
ensemble, reconnaît marques, totaux et taux, puis vérifie G0, G1 et G2 selon la règle choisie. Dit ce
qui a été lu, colonne par colonne, et ce qui ne l’a pas été.</source>
      <translation>Reads all the tables (CSV, XLSX sheets, GPKG layers) as somebody who receives them together would,
recognises marks, totals and rates, then checks G0, G1 and G2 under the chosen rule. Says what was
read, column by column, and what was not.</translation>
    </message>
    <message>
      <source>L’audit ne connaît que les fichiers donnés : ajoutez tout ce qui circule déjà.</source>
      <translation>The audit knows only the files given: add all that already circulates.</translation>
    </message>
    <message>
      <source>Les résidences sont regroupées sans franchir les limites choisies, puis trois tables sont faites
ensemble : les groupes, les totaux par limite (commune, QPV…) et l’ensemble. Les chiffres qui
se déduiraient de leur réunion sont retenus, les groupes étant gardés entiers les premiers,
et l’audit (G0, G1, G2) est refait sur le tout. Une valeur retenue est vide, quelle qu’en soit
la raison.

Le certificat dit la règle, les vérifications et l’empreinte des tables. S’il ne peut être
délivré, rien n’est rendu. L’appartenance de chaque résidence à son groupe est interne.</source>
      <translation>Residences are grouped without crossing the chosen limits, then three tables are made together: the groups, the totals by limit (commune, QPV…) and the whole. The figures that could be deduced from their union are withheld, the groups being the first to be kept whole, and the audit (G0, G1, G2) is made again on everything. A withheld value is empty, whatever the reason.

The certificate states the rule, the checks and the fingerprint of the tables. If it cannot be given, nothing is returned. Which group each residence belongs to is internal.</translation>
    </message>
    <message>
      <source>D’autres chiffres déjà diffusés sur les mêmes lieux ne sont pas connus de cet audit.</source>
      <translation>Other figures already released on the same places are not known to this audit.</translation>
    </message>
    <message>
      <source>La page est un PDF vectoriel. Les couleurs sont celles des styles du projet, lisibles par
les daltoniens ; des hachures les répètent pour l’impression en noir et blanc. Les unités
sans valeur sont hachurées et marquées « s ».

Avec un champ et le style automatique, les classes partagent les valeurs en cinq groupes de
même taille, aux bornes arrondies. Les champs grappe, indice_precarite, classe,
specialisation et alerte sont reconnus.</source>
      <translation>The page is a vector PDF. The colours are those of the project’s styles, readable by colour-blind people; hatching repeats them for black-and-white printing. Units without a value are hatched and marked “s”.

With a field and the automatic style, the classes share the values out into five groups of the same size, with rounded bounds. The fields grappe, indice_precarite, classe, specialisation and alerte are recognised.</translation>
    </message>
    <message>
      <source>Issue 6 du projet, paragraphe 5 ; palettes ColorBrewer (RdBu, PuOr, YlGnBu, BuPu).</source>
      <translation>Issue 6 of the project, paragraph 5; ColorBrewer palettes (RdBu, PuOr, YlGnBu, BuPu).</translation>
    </message>
    <message>
      <source>Document préparé hors de la publication : le secret statistique n’a pas été audité, ne pas diffuser en l’état.</source>
      <translation>Document prepared outside publication: statistical secrecy has not been audited; do not release as it stands.</translation>
    </message>
    <message>
      <source>Chaque couche reçoit le style de son nom (qpv, iris, communes, groupes, residences…) ou,
à défaut, celui que ses champs appellent (grappe, indice_precarite, classe,
specialisation, alerte). QGIS l’applique à l’ouverture.

Le fichier contient aussi un projet QGIS : couches groupées, mises en page A4 et A3, atlas.
Ouvrez-le depuis l’explorateur de QGIS, sous le GeoPackage.</source>
      <translation>Each layer receives the style of its name (qpv, iris, communes, groupes, residences…) or, failing that, the one that its fields call for (grappe, indice_precarite, classe, specialisation, alerte). QGIS applies it on opening.

The file also holds a QGIS project: grouped layers, A4 and A3 print layouts, atlas. Open it from the QGIS browser, under the GeoPackage.</translation>
    </message>
    <message>
      <source>OGC GeoPackage 1.2 (12-128r14) et table layer_styles de QGIS.</source>
      <translation>OGC GeoPackage 1.2 (12-128r14) and QGIS’s layer_styles table.</translation>
    </message>
    <message>
      <source>Le certificat porte l’empreinte SHA-256 de chaque fichier publié. Un fichier modifié,
retiré ou ajouté depuis est signalé ; une table vide dit que le dossier est intact.</source>
      <translation>The certificate carries the SHA-256 fingerprint of each published file. A file modified, removed or added since is reported; an empty table says that the folder is intact.</translation>
    </message>
    <message>
      <source>Certificat écrit par la publication (geotools publish).</source>
      <translation>Certificate written by publication (geotools publish).</translation>
    </message>
    <message>
      <source>Le certificat ne dit rien de ce qui a été copié hors du dossier.</source>
      <translation>The certificate says nothing of what was copied outside the folder.</translation>
    </message>
    <message>
      <source>Pression = demandes actives à la date d’observation / attributions suivies d’un bail dans
les douze mois qui précèdent. Une pression de 5 : cinq demandeurs pour un logement attribué.

Donne aussi la part des mutations et des ménages prioritaires dans les demandes actives, et
le délai médian des demandes satisfaites dans l’année, en mois.</source>
      <translation>Pressure = active requests at the observation date / allocations followed by a lease in the twelve months before. A pressure of 5: five applicants for one dwelling allocated.

Also gives the share of transfers and of priority households in active requests, and the median waiting time of the requests satisfied in the year, in months.</translation>
    </message>
    <message>
      <source>Compte rendu DREAL (002:351, 002:449-456) ; guide USH « Repères n° 17 » (001:754-770).</source>
      <translation>DREAL report (002:351, 002:449-456); USH guide “Repères n° 17” (001:754-770).</translation>
    </message>
    <message>
      <source>La commune est le premier choix du demandeur ; sur un logement demandé ailleurs, la pression n’est pas celle des souhaits. Petits effectifs : lisez les deux comptes.</source>
      <translation>The commune is the applicant’s first choice; on a dwelling requested elsewhere, pressure is not that of wishes. Small numbers: read both counts.</translation>
    </message>
    <message>
      <source>Écart = part du type dans les demandes actives − part du type dans le parc, en points.
Positif : le type manque. « part_solvable » est la part des demandeurs de ce type dont le
loyer supportable atteint le loyer (charges comprises quand elles sont connues) médian.
Les logements de cinq pièces et plus sont réunis.</source>
      <translation>Gap = share of the type in active requests − share of the type in the stock, in points. Positive: the type is lacking. “part_solvable” is the share of applicants for this type whose affordable rent reaches the median rent (charges included when known). Dwellings of five rooms or more are put together.</translation>
    </message>
    <message>
      <source>Compte rendu DREAL (002:351, 002:449-456).</source>
      <translation>DREAL report (002:351, 002:449-456).</translation>
    </message>
    <message>
      <source>Le type demandé suit souvent l’offre connue : il sous-estime ce qui n’existe pas.</source>
      <translation>The type requested often follows the known supply: it underestimates what does not exist.</translation>
    </message>
    <message>
      <source>Distance de marche estimée = distance à vol d’oiseau × coefficient de détour (1,3 par
défaut). Autour de chaque entité (son point intérieur pour un polygone) : nombre
d’équipements, nombre de types différents, nombre par domaine de la BPE (A services,
B commerces, C enseignement, D santé, E transports, F sports, loisirs et culture,
G tourisme) et distance de marche du plus proche.</source>
      <translation>Estimated walking distance = straight-line distance × detour factor (1.3 by default). Around each feature (its inner point for a polygon): number of facilities, number of different types, number by domain of the BPE (A services, B shops, C education, D health, E transport, F sport, leisure and culture, G tourism) and walking distance of the nearest.</translation>
    </message>
    <message>
      <source>Compte rendu DREAL (002:351) ; guide USH « Repères n° 17 » (001:959) ; INSEE, BPE.</source>
      <translation>DREAL report (002:351); USH guide “Repères n° 17” (001:959); INSEE, BPE.</translation>
    </message>
    <message>
      <source>Sans réseau de voies, une rivière ou une rocade n’est pas vue. La présence d’un équipement ne dit ni ses horaires ni sa qualité d’accueil (001:959).</source>
      <translation>Without a street network, a river or a ring road is not seen. The presence of a facility says nothing of its opening hours or of the welcome it gives (001:959).</translation>
    </message>
    <message>
      <source>Indice = 100 × Σ poids × (valeur / référence) / Σ poids. 100 = la référence ; plus haut,
plus de vigilance.

Pour un indicateur favorable (par exemple le nombre d’équipements), c’est le rapport
inverse, référence / valeur, qui entre dans la somme. La référence est la moyenne des
quartiers, ou les valeurs que vous donnez : gardez les mêmes d’une année à l’autre.
La liste des composantes et leurs poids sont écrits sur chaque ligne.</source>
      <translation>Index = 100 × Σ weight × (value / reference) / Σ weight. 100 = the reference; higher, more vigilance.

For a favourable indicator (for example the number of facilities), the inverse ratio, reference / value, enters the sum. The reference is the mean of the districts, or the values that you give: keep the same ones from year to year. The list of components and their weights are written on each row.</translation>
    </message>
    <message>
      <source>Compte rendu DREAL (002:702-706) : indice de vigilance sur les QPV, QVA et autres quartiers. Sa composition n’est pas fixée : elle est la vôtre et elle est affichée.</source>
      <translation>DREAL report (002:702-706): vigilance index on QPV, QVA and other districts. Its make-up is not fixed: it is yours and it is shown.</translation>
    </message>
    <message>
      <source>Aucun poids officiel n’existe. Un indice classe, il n’explique pas.</source>
      <translation>No official weights exist. An index ranks; it does not explain.</translation>
    </message>
    <message>
      <source>Un ensemble est repéré quand strictement plus de 65 % de ses ménages reçoivent l’APL :
part = bénéficiaires / ménages. À 65 % exactement, il ne l’est pas. Le calcul est fait sur
les effectifs, sans arrondi.</source>
      <translation>An estate is picked out when strictly more than 65% of its households receive housing benefit (APL): share = recipients / households. At exactly 65%, it is not. The computation is made on counts, without rounding.</translation>
    </message>
    <message>
      <source>Accord collectif intercommunal de Tour(s)plus, mesure 5 (001:1046) : dérogation demandée au préfet dans les ZUS et pour les ensembles occupés à plus de 65 % par des bénéficiaires.</source>
      <translation>Intercommunal collective agreement of Tour(s)plus, measure 5 (001:1046): exemption requested from the prefect in ZUS and for estates more than 65% of whose occupants are on APL.</translation>
    </message>
    <message>
      <source>La règle est celle d’un accord local ; les QPV et anciennes ZUS s’y ajoutent.</source>
      <translation>The rule is that of a local agreement; QPV and former ZUS come on top.</translation>
    </message>
    <message>
      <source>Les notes vont de 1 à 4. Leur sens est déclaré : « 4_favorable » (4 est la meilleure
note) ou « 1_favorable ». Les notes sont ramenées au sens 4 favorable (5 − note au besoin),
puis : note = moyenne des dimensions renseignées ; point faible = dimension la plus basse.

Sans sens déclaré, la grille est refusée : deux grilles de sens contraires ne se
mélangent pas.</source>
      <translation>Marks run from 1 to 4. Their direction is declared: “4_favorable” (4 is the best mark) or “1_favorable”. Marks are brought to the direction “4 favourable” (5 − mark if need be), then: mark = mean of the dimensions filled in; weak point = the lowest dimension.

Without a declared direction the grid is refused: two grids of opposite directions do not mix.</translation>
    </message>
    <message>
      <source>Guide USH « Repères n° 17 » : grille et cotation de 1 à 4 (001:651-678).</source>
      <translation>USH guide “Repères n° 17”: grid and marking from 1 to 4 (001:651-678).</translation>
    </message>
    <message>
      <source>Notes d’appréciation : comparez des résidences notées par la même équipe.</source>
      <translation>Marks of appreciation: compare residences marked by the same team.</translation>
    </message>
    <message>
      <source>Une ligne par couple origine-destination : ménages, total des départs de l’origine et des
arrivées à destination, part des départs de l’origine, délai médian entre la demande et le
mouvement, en mois.

Au niveau « qpv », la table des résidences dit lesquelles sont en quartier prioritaire.

Une entrée vient de « hors parc social », une sortie y va. Secret : les cases et les totaux
de moins de 11 ménages sont retenus, puis ceux qu’il faut taire pour qu’aucune soustraction
entre cases, totaux des origines, totaux des destinations et total général ne redonne un
petit effectif. Une valeur retenue est vide, quelle qu’en soit la raison, « retenu » vaut
vrai si c’est celle de la case, et « cases_retenues » en donne le nombre dans toute la
table. Le délai n’est donné qu’à partir de 11 mouvements dont le délai est connu.</source>
      <translation>One row per origin-destination pair: households, total of departures from the origin and of arrivals at the destination, share of the origin’s departures, median time between request and move, in months.

At the level “qpv”, the table of residences says which ones are in a priority district.

An entry comes from “hors parc social” (outside social housing), an exit goes there. Secrecy: cells and totals of fewer than 11 households are withheld, then those that must be kept silent so that no subtraction between cells, totals of origins, totals of destinations and grand total gives a small count back. A withheld value is empty, whatever the reason; “retenu” is true if it is that of the cell, and “cases_retenues” gives their number in the whole table. The median time is given only from 11 moves whose time is known.</translation>
    </message>
    <message>
      <source>Fiches de Tour(s)plus : enquête de mobilité sortants-entrants (000:30), mutations et délais (003).</source>
      <translation>Tour(s)plus sheets: mobility survey of leavers and newcomers (000:30), transfers and waiting times (003).</translation>
    </message>
    <message>
      <source>La table est protégée avec ses propres totaux : croisée avec un autre niveau ou une autre période, elle demande un nouvel audit. Une case présente compte au moins un ménage : l’audit, qui part de zéro, surestime d’autant l’incertitude du lecteur.</source>
      <translation>The table is protected with its own totals: crossed with another level or another period, it requires a new audit. A cell that is present counts at least one household: the audit, which starts from zero, overestimates the reader’s uncertainty by as much.</translation>
    </message>
    <message>
      <source>Prend la table des origines et destinations et une couche de zones. Chaque flux non retenu
entre deux zones différentes devient une ligne, d’un point intérieur à l’autre, avec
l’effectif dans chaque sens et le solde (arrivées de la seconde depuis la première, moins
l’inverse).</source>
      <translation>Takes the table of origins and destinations and a layer of zones. Each flow that is not withheld between two different zones becomes a line, from one inner point to the other, with the count in each direction and the balance (arrivals of the second from the first, minus the reverse).</translation>
    </message>
    <message>
      <source>Fiches de Tour(s)plus (000:30, 003).</source>
      <translation>Tour(s)plus sheets (000:30, 003).</translation>
    </message>
    <message>
      <source>Les flux depuis ou vers l’extérieur du parc, et ceux retenus, ne sont pas dessinés.</source>
      <translation>Flows from or to outside the stock, and withheld ones, are not drawn.</translation>
    </message>
    <message>
      <source>Trois objectifs de l’article L. 441-1 du CCH :
· hors QPV, baux signés avec le premier quartile de ressources ou avec des ménages relogés
  (NPNRU ; ORCOD depuis 2025) / baux signés hors QPV : au moins 25 % ;
· en QPV, décisions pour les quartiles 2 à 4 / décisions en QPV : au moins 50 % ;
· décisions pour les ménages prioritaires, DALO compris / décisions : au moins 25 %, pour
  chaque réservataire et pour les logements non réservés.

Un logement est en QPV selon la colonne « en_qpv » si elle est remplie ; sinon sa position
est confrontée au périmètre en vigueur à la date de la décision. Le quartile est celui du
fichier ; sinon ressources mensuelles × 12 / unités de consommation, comparées au
seuil de l’EPCI pour l’année. Une ligne dont on ignore le lieu ou le quartile n’entre pas
au calcul ; elle est comptée dans « inconnus ».

« manquantes » : plus petit nombre d’attributions de plus, toutes au public visé, pour
atteindre la cible. Avec une fin de période, le rythme actuel est prolongé.</source>
      <translation>Three objectives of article L. 441-1 of the French housing code (CCH):
· outside QPV, leases signed with the first quartile of resources or with rehoused households (NPNRU; ORCOD since 2025) / leases signed outside QPV: at least 25%;
· in QPV, decisions for quartiles 2 to 4 / decisions in QPV: at least 50%;
· decisions for priority households, DALO included / decisions: at least 25%, for each reservation holder and for dwellings without reservation.

A dwelling is in a QPV according to the column “en_qpv” if it is filled in; otherwise its position is set against the perimeter in force at the date of the decision. The quartile is that of the file; otherwise monthly resources × 12 / consumption units, compared with the threshold of the EPCI for the year. A row whose place or quartile is unknown does not enter the computation; it is counted in “inconnus”.

“manquantes”: the smallest number of further allocations, all to the target group, needed to reach the objective. With an end of period, the current pace is extended.</translation>
    </message>
    <message>
      <source>CCH, article L. 441-1 ; compte rendu DREAL Grand Est (002:140-214). Dates, périmètres et seuils : objectifs.toml.</source>
      <translation>CCH, article L. 441-1; report of DREAL Grand Est (002:140-214). Dates, perimeters and thresholds: objectifs.toml.</translation>
    </message>
    <message>
      <source>Un QVA compte hors QPV dans la loi. Le seuil du premier quartile est fixé par arrêté pour chaque EPCI et chaque année. Au réservataire, les effectifs sont souvent petits.</source>
      <translation>In law a QVA counts as outside QPV. The threshold of the first quartile is set by order for each EPCI and each year. By reservation holder, counts are often small.</translation>
    </message>
    <message>
      <source>Offre mobilisable = parc × taux de rotation, pour chaque résidence (ou ligne du parc), puis
somme par situation (en QPV, hors QPV), nombre de pièces et tranche de loyer (charges
comprises quand elles sont connues). Une ligne sans rotation prend le taux par défaut ;
« rotation_estimee » dit pour combien de logements.</source>
      <translation>Available supply = stock × turnover rate, for each residence (or row of the stock), then summed by location (in QPV, outside QPV), number of rooms and rent band (charges included when known). A row without turnover takes the default rate; “rotation_estimee” says for how many dwellings.</translation>
    </message>
    <message>
      <source>Tableau de l’offre mobilisable des projets de rénovation urbaine de Lille (001:1006).</source>
      <translation>Table of available supply of the urban renewal projects of Lille (001:1006).</translation>
    </message>
    <message>
      <source>Une espérance, pas un engagement : une année réelle s’en écarte, surtout petite.</source>
      <translation>An expectation, not a commitment: an actual year departs from it, especially a small one.</translation>
    </message>
    <message>
      <source>Un logement est accessible quand loyer + charges ≤ plafond de son nombre de pièces.
Offre accessible par an = logements accessibles × rotation.
Besoin = 25 % des logements libérés hors QPV (objectif du premier quartile).
Couverture = offre accessible / besoin : au-dessous de 1, les loyers à eux seuls empêchent
d’atteindre l’objectif. Un logement sans loyer ou sans charges connus n’est pas compté
accessible ; « loyer_inconnu » dit combien.</source>
      <translation>A dwelling is affordable when rent + charges ≤ ceiling of its number of rooms.
Affordable supply per year = affordable dwellings × turnover.
Need = 25% of the dwellings freed outside QPV (objective of the first quartile).
Coverage = affordable supply / need: below 1, rents alone prevent the objective from being reached.

A dwelling whose rent or charges are unknown is not counted as affordable; “loyer_inconnu” says how many.</translation>
    </message>
    <message>
      <source>Compte rendu DREAL (002:709-710) ; guide USH « Repères n° 17 » (001:776-784).</source>
      <translation>DREAL report (002:709-710); USH guide “Repères n° 17” (001:776-784).</translation>
    </message>
    <message>
      <source>Le plafond est votre choix : un reste à vivre local, par type de ménage, le fonde.</source>
      <translation>The ceiling is your choice: a local living allowance, by type of household, is its basis.</translation>
    </message>
    <message>
      <source>Une ligne par donnée : identité, indicateurs (valeur, numérateur, base, valeur du
territoire, écart), indices, classe et orientations.

Territoire = somme des numérateurs / somme des bases, sur toutes les résidences.

Forme interne : tout est écrit, à ne pas diffuser. Forme diffusable : un indicateur est
remplacé par « s » dès que son numérateur, sa base ou leur différence est inférieur à 11,
et avec lui toute sa rubrique, dont les classes se déduisent l’une de l’autre. Indices,
classe et motifs ne sont montrés que si tous les indicateurs le sont. Ce qui reste passe
l’audit des diffusions, ou la fiche est refusée.</source>
      <translation>One row per item: identity, indicators (value, numerator, base, value of the territory, gap), indices, class and orientations.

Territory = sum of numerators / sum of bases, over all residences.

Internal form: everything is written, not for release. Releasable form: an indicator is replaced by “s” as soon as its numerator, its base or their difference is under 11, and with it its whole section, whose classes can be deduced from one another. Indices, class and grounds are shown only if all indicators are. What remains passes the release audit, or the sheet is refused.</translation>
    </message>
    <message>
      <source>Guide USH « Repères n° 17 » : portraits de résidences (001:688-695, 001:776-790), secret (001:486).</source>
      <translation>USH guide “Repères n° 17”: portraits of residences (001:688-695, 001:776-790), secrecy (001:486).</translation>
    </message>
    <message>
      <source>La forme diffusable protège la fiche seule. Plusieurs fiches, ou une fiche et une carte, peuvent se recouper : faites auditer l’ensemble avant de diffuser.</source>
      <translation>The releasable form protects the sheet alone. Several sheets, or a sheet and a map, may overlap: have the whole audited before release.</translation>
    </message>
    <message>
      <source>Pour chaque secteur : part du parc social de la ville, part de HLM dans ses logements,
entrants (nombre, part de son parc, part des entrants de la ville), part de petits et de
grands logements, très bas revenus chez les occupants et chez les entrants, vacance de
plus de 3 mois, demandes de mutation (dont de plus d’un an), loyer moyen par m².

Chaque part est un rapport d’effectifs de la table ; un effectif absent laisse la
colonne vide.</source>
      <translation>For each sector: share of the city’s social stock, share of social housing (HLM) in its dwellings, newcomers (number, share of its stock, share of the city’s newcomers), share of small and large dwellings, very low incomes among occupants and among newcomers, vacancy of more than 3 months, transfer requests (of which more than a year old), mean rent per m².

Each share is a ratio of counts of the table; an absent count leaves the column empty.</translation>
    </message>
    <message>
      <source>Fiches d’orientation du Grand Poitiers (001:979-980).</source>
      <translation>Orientation sheets of Grand Poitiers (001:979-980).</translation>
    </message>
    <message>
      <source>Forme interne : les effectifs d’un petit secteur relèvent du secret.</source>
      <translation>Internal form: the counts of a small sector are subject to secrecy.</translation>
    </message>
    <message>
      <source>Chaque opération reçoit le code de la zone où elle tombe, pour chaque zonage donné (QPV,
IRIS, grappes de précarité, communes), sa part de PLAI et ses alertes.

Les règles, datées, sont lues dans regles_programme.toml : opération en QPV ou dans une
grappe HH, commune à plus de 50 % de logements sociaux, commune carencée, reconstitution
en QPV, part de PLAI de la reconstitution. Une règle qui demande une donnée absente (taux
de la commune, zonage) n’est pas vérifiée : la table des règles le dit.

Spécialisation d’un secteur = sa part du parc social / sa part des résidences principales,
avant et après le programme (livraisons moins démolitions) : 1 = à proportion, 1,5 = moitié
plus que sa part.</source>
      <translation>Each operation receives the code of the zone where it falls, for each zoning given (QPV, IRIS, precarity clusters, communes), its share of PLAI and its alerts.

The rules, dated, are read in regles_programme.toml: operation in a QPV or in an HH cluster, commune with more than 50% of social housing, commune short of its quota, replacement in a QPV, share of PLAI in the replacement. A rule that needs absent data (rate of the commune, zoning) is not checked: the table of rules says so.

Specialisation of a sector = its share of the social stock / its share of main residences, before and after the programme (deliveries minus demolitions): 1 = in proportion, 1.5 = half as much again as its share.</translation>
    </message>
    <message>
      <source>Guide USH « Repères n° 17 » (001:542-544, 001:871), compte rendu DREAL (002:385-401) ; chaque règle porte sa source dans regles_programme.toml.</source>
      <translation>USH guide “Repères n° 17” (001:542-544, 001:871), DREAL report (002:385-401); each rule bears its source in regles_programme.toml.</translation>
    </message>
    <message>
      <source>Une parcelle est située par un point intérieur : près d’une limite de QPV, vérifiez-la. Une alerte appelle un examen, des dérogations existent.</source>
      <translation>A parcel is located by an inner point: near a QPV boundary, check it. An alert calls for examination; exemptions exist.</translation>
    </message>
    <message>
      <source>Pression = part du territoire dans la demande prioritaire, en %.
Réponse = moyenne de sa part dans l’offre libérée et de sa part dans les attributions aux
ménages prioritaires, en %.
Écart = réponse − pression. Négatif : le territoire répond moins qu’il n’est demandé, un
effort lui est proposé. Positif : il contribue déjà plus que sa part.</source>
      <translation>Pressure = share of the territory in priority demand, in %.
Response = mean of its share in freed supply and of its share in allocations to priority households, in %.
Gap = response − pressure. Negative: the territory responds less than it is asked; an effort is proposed to it. Positive: it already contributes more than its share.</translation>
    </message>
    <message>
      <source>Accord collectif intercommunal de Lille Métropole (001:992-1031) : principe et sens de l’écart. Les formules des notes ne sont pas publiées : celles-ci sont les nôtres.</source>
      <translation>Intercommunal collective agreement of Lille Métropole (001:992-1031): principle and sign of the gap. The formulas of the marks are not published: these are our own.</translation>
    </message>
    <message>
      <source>Les notes publiées par Lille ne sont pas des parts : ne comparez pas les niveaux.</source>
      <translation>The marks published by Lille are not shares: do not compare levels.</translation>
    </message>
    <message>
      <source>Écart = réponse − pression (calculé si vous donnez les deux notes).

Poids d’un territoire = contribution actuelle × exp(−intensité × écart) : à intensité nulle,
la répartition actuelle est prolongée ; plus elle est forte, plus les territoires d’écart
négatif reçoivent.

Les planchers et plafonds de chaque territoire sont respectés, le reste étant réparti
en proportion des poids entre ceux qui ne les touchent pas. Les nombres entiers sont
obtenus au plus fort reste : le total est exactement celui demandé.</source>
      <translation>Gap = response − pressure (computed if you give both marks).

Weight of a territory = current contribution × exp(−intensity × gap): at zero intensity the current distribution is extended; the stronger it is, the more territories with a negative gap receive.

The floors and ceilings of each territory are respected, the remainder being shared in proportion to the weights among those that do not touch theirs. Whole numbers are obtained by largest remainder: the total is exactly the one asked for.</translation>
    </message>
    <message>
      <source>Accord collectif intercommunal de Lille Métropole (001:992-1031) pour le principe : la règle de calcul n’est pas publiée, ce modèle est le nôtre.</source>
      <translation>Intercommunal collective agreement of Lille Métropole (001:992-1031) for the principle: the rule of computation is not published; this model is our own.</translation>
    </message>
    <message>
      <source>Un modèle de discussion. L’intensité est un choix politique : essayez-en plusieurs, et fixez planchers et plafonds avec les communes.</source>
      <translation>A model for discussion. The intensity is a political choice: try several, and set floors and ceilings with the communes.</translation>
    </message>
    <message>
      <source>Pour un même indicateur, compare la part chez les occupants (stock) et chez les emménagés
récents (flux) à la valeur de référence du territoire :
écart = valeur de la résidence − référence.

Quatre situations : fragile et fragilisée par les entrées, fragile mais rééquilibrée par les
entrées, moins fragile mais fragilisée, moins fragile et stable. Sous le seuil de
tolérance, la résidence est dite proche de la référence. Avec une base de flux trop
petite, aucun quadrant n’est donné.</source>
      <translation>For one indicator, compares the share among occupants (stock) and among recent movers (flow) with the reference value of the territory: gap = value of the residence − reference.

Four situations: fragile and made more so by entries, fragile but rebalanced by entries, less fragile but made more so, less fragile and stable. Under the tolerance threshold, the residence is said to be close to the reference. With too small a base of flows, no quadrant is given.</translation>
    </message>
    <message>
      <source>Guide USH « Repères n° 17 », exemple de Pau (001:699-707). La légende de la carte d’origine est perdue : les libellés des quadrants sont les nôtres.</source>
      <translation>USH guide “Repères n° 17”, example of Pau (001:699-707). The legend of the original map is lost: the labels of the quadrants are our own.</translation>
    </message>
    <message>
      <source>Les entrants d’une année dans une petite résidence sont peu nombreux : lisez la base.</source>
      <translation>The newcomers of one year in a small residence are few: read the base.</translation>
    </message>
    <message>
      <source>Chaque critère est une colonne de la couche, avec un seuil que vous choisissez. Un seuil
atteint est un signe. La catégorie dépend du nombre de signes : par défaut 1 sans signe,
2 dès un signe, 3 dès deux, 4 dès quatre.

La colonne « motifs » cite les chiffres qui ont fait classer la résidence. Un chiffre
absent n’est jamais un signe : « criteres_connus » dit sur combien repose le classement.</source>
      <translation>Each criterion is a column of the layer, with a threshold that you choose. A threshold reached is a sign. The category depends on the number of signs: by default 1 without a sign, 2 from one sign, 3 from two, 4 from four.

The column “motifs” quotes the figures that led to the class of the residence. An absent figure is never a sign: “criteres_connus” says on how many the class rests.</translation>
    </message>
    <message>
      <source>Guide USH « Repères n° 17 », exemple de Valophis (001:711-736). Les catégories sont celles de la source ; les seuils ne sont pas publiés, ceux par défaut sont les nôtres.</source>
      <translation>USH guide “Repères n° 17”, example of Valophis (001:711-736). The categories are those of the source; the thresholds are not published, the default ones are our own.</translation>
    </message>
    <message>
      <source>À Valophis, le classement est un jugement d’expert : ce calcul le prépare, il ne le remplace pas. La catégorie 4 appelle la prudence, jamais une exclusion automatique.</source>
      <translation>At Valophis the class is an expert’s judgement: this computation prepares it, it does not replace it. Category 4 calls for caution, never for automatic exclusion.</translation>
    </message>
    <message>
      <source>De la situation la plus grave à la moins grave, la première condition remplie l’emporte :

1. dysfonctionnements importants : au moins trois seuils de fonctionnement atteints
   (vacance de plus de 3 mois, rotation, impayés, demandes de mutation) ;
2. rééquilibrage : indice de précarité d’au moins 130 ;
3. stabilisation : indice d’au moins 105, ou hausse d’au moins 5 points ;
4. capacité d’accueil : les autres.

Chaque classe porte ses orientations d’attribution, de qualification, de cadre de vie et
d’accompagnement social. « motifs » cite les chiffres de la résidence.</source>
      <translation>From the gravest situation to the least grave, the first condition met wins:

1. serious dysfunctions: at least three functioning thresholds reached (vacancy of more than 3 months, turnover, arrears, transfer requests);
2. rebalancing: precarity index of at least 130;
3. stabilisation: index of at least 105, or a rise of at least 5 points;
4. capacity to welcome: the others.

Each class carries its orientations for allocation, for upgrading, for living environment and for social support. “motifs” quotes the figures of the residence.</translation>
    </message>
    <message>
      <source>Guide USH « Repères n° 17 » : classes 001:692-695, orientations 001:801-804 et 001:835-838 (reformulées). La source ne publie pas de seuils : les nôtres sont par défaut.</source>
      <translation>USH guide “Repères n° 17”: classes 001:692-695, orientations 001:801-804 and 001:835-838 (reworded). The source publishes no thresholds: ours are defaults.</translation>
    </message>
    <message>
      <source>Une classe ouvre la discussion entre partenaires ; elle ne décide d’aucun dossier.</source>
      <translation>A class opens the discussion between partners; it decides no case.</translation>
    </message>
  </context>
</TS>
