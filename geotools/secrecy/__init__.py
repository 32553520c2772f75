"""Statistical secrecy: the rule, groups that respect it, the release and its independent audit."""

from geotools.secrecy import operations
from geotools.secrecy.audit import operations as audit_operations
from geotools.secrecy.audit.files import audit_files, audit_frames
from geotools.secrecy.audit.map import breach_places
from geotools.secrecy.audit.release import Audit, audit_release, deducible_intervals
from geotools.secrecy.composition.readers import READERS, Knowledge, reader_sentences
from geotools.secrecy.composition.zones import (
    QUALITY,
    ComposedZoning,
    compose_zoning,
    joined_polygons,
)
from geotools.secrecy.derived import Derived, derived_counts
from geotools.secrecy.grouping.groups import (
    DEFAULT_EFFORT,
    DEFAULT_MAX_DISTANCE_M,
    Grouping,
    build_grouping,
)
from geotools.secrecy.grouping.hierarchy import Exposed, Limits, hierarchical_grouping
from geotools.secrecy.ledger.chain import (
    LedgerChangedError,
    append_release,
    earlier_releases,
    known_tables,
    ledger_state,
    read_ledger,
    store_release,
    stored_release,
)
from geotools.secrecy.ledger.protection import protect_after
from geotools.secrecy.ledger.versions import Versions, compare_versions, withhold_corrected
from geotools.secrecy.operations import group_residences
from geotools.secrecy.rule import (
    DEFAULT_THRESHOLD,
    SecrecyRule,
    load_rule,
    profile_names,
    require_publishable,
)
from geotools.secrecy.suppression.release import Release, build_tables, protect, release_whole
from geotools.secrecy.tables import (
    PublishedTable,
    digest_tables,
    mask_derived,
    publishable_indicators,
)

__all__ = [
    "DEFAULT_EFFORT",
    "DEFAULT_MAX_DISTANCE_M",
    "DEFAULT_THRESHOLD",
    "QUALITY",
    "READERS",
    "Audit",
    "ComposedZoning",
    "Derived",
    "Exposed",
    "Grouping",
    "Knowledge",
    "LedgerChangedError",
    "Limits",
    "PublishedTable",
    "Release",
    "SecrecyRule",
    "Versions",
    "append_release",
    "audit_files",
    "audit_frames",
    "audit_operations",
    "audit_release",
    "breach_places",
    "build_grouping",
    "build_tables",
    "compare_versions",
    "compose_zoning",
    "deducible_intervals",
    "derived_counts",
    "digest_tables",
    "earlier_releases",
    "group_residences",
    "hierarchical_grouping",
    "joined_polygons",
    "known_tables",
    "ledger_state",
    "load_rule",
    "mask_derived",
    "operations",
    "profile_names",
    "protect",
    "protect_after",
    "publishable_indicators",
    "read_ledger",
    "reader_sentences",
    "release_whole",
    "require_publishable",
    "store_release",
    "stored_release",
    "withhold_corrected",
]
