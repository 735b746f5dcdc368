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
    for sprint in ("1", "2"):
        land(landing, sprint)
    compact(landing, SOURCE)
    land(landing, "3")
    before = list_landing(landing.root)
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
    assert len(listing.files[SOURCE, SPRINTS.name]) == len(before.files[SOURCE, SPRINTS.name]) + 1
    # Of a table that never landed, the empty one.
    assert len(listing.files[SOURCE, ISSUES.name]) == 1
    assert listing.batches == [
        (SOURCE, line.batch_id, line.extracted_at.isoformat())
        for line in live(landing.root, SOURCE).lines
    ]
    assert len(listing.batches) == 4
