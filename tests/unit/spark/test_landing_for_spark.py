"""Spark is told which files of the landing count, as all others are."""

from datetime import date

from extractors.compaction import compact
from extractors.jira.tables import ISSUES, SPRINTS
from extractors.landing import Landing
from extractors.runs import tables_of
from pmo.clock import Clock
from pmo.manifests import live, live_files
from warehouse.spark.landing import list_landing

SOURCE = "jira"


def land(landing, sprint):
    with landing.batch(SOURCE, tables_of(SOURCE)) as writer:
        writer.write(SPRINTS, [{"sprint_id": sprint}])


def test_what_counts_are_the_newest_base_the_batches_after_it_and_the_empty_files(tmp_path):
    landing = Landing(tmp_path / "landing", Clock(date(2026, 6, 30)))
    for source in (SOURCE, "finance"):
        landing.prepare(tables_of(source))
    with landing.batch("finance", tables_of("finance")):
        pass
    for sprint in ("1", "2", "3"):
        land(landing, sprint)
    compact(landing, SOURCE)
    land(landing, "4")

    told = {
        (source, table.name): [
            str(path.relative_to(landing.root))
            for path in live_files(landing.root, source, table.name)
        ]
        for source in (SOURCE, "finance")
        for table in tables_of(source)
    }
    listing = list_landing(landing.root)
    assert listing.files == told
    # The empty file, the first two batches in one, and the others; else the empty file alone.
    assert len(listing.files[SOURCE, SPRINTS.name]) == 4
    assert len(listing.files[SOURCE, ISSUES.name]) == 1
    assert listing.batches == [
        (source, line.batch_id, line.extracted_at.isoformat())
        for source in ("finance", SOURCE)
        for line in live(landing.root, source).lines
    ]
    assert len(listing.batches) == 5
