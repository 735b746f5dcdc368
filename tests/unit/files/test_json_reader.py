"""JSON that an interface answered, read as a sheet."""

import json
from decimal import Decimal

import pytest

from extractors.files.cells import UnreadableFileError
from extractors.files.json_reader import open_json


@pytest.fixture
def rows(tmp_path):
    def read(content):
        path = tmp_path / "export.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        [sheet] = open_json(path, "export.json")
        return [(row.number, row.cells) for row in sheet.rows()]

    return read


def test_records_are_rows_and_members_of_members_are_columns(rows):
    records = [
        {"id": 7, "user": {"name": "Ada", "team": {"id": 1}}, "billable": True, "tags": ["a", "b"]},
        {"id": 8, "hours": 1.10, "user": None, "note": "Brücke"},
    ]

    assert rows(records) == [
        (1, ("id", "user.name", "user.team.id", "billable", "tags", "hours", "user", "note")),
        (2, (Decimal(7), "Ada", Decimal(1), True, '["a", "b"]', None, None, None)),
        (3, (Decimal(8), None, None, None, None, Decimal("1.1"), None, "Brücke")),
    ]


def test_numbers_keep_their_digits(rows):
    [_, (_, cells)] = rows(b'[{"a": 0.1, "b": 12345678901234567890.12, "c": 1e2, "d": NaN}]')

    assert [str(each) for each in cells] == ["0.1", "12345678901234567890.12", "1E+2", "nan"]


def test_the_one_list_of_records_in_an_object_is_meant(rows):
    page = {"time_entries": [{"id": 1}], "per_page": 100, "links": {"next": None}}

    assert rows(page) == [(1, ("id",)), (2, (Decimal(1),))]
    assert rows({"time_entries": [], "total": 0}) == []


def test_half_a_character_does_not_cost_the_file(rows):
    assert rows(b'[{"a": "cut \\ud83d"}]')[1] == (2, ("cut \ufffd",))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_other_unicode_forms_are_read(rows, encoding):
    assert rows('[{"a": "Brücke"}]'.encode(encoding))[1] == (2, ("Brücke",))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'[{"a": 1},\n{"a": ', "line 2 is not JSON"),
        (b"<html>", "line 1 is not JSON"),
        (b"\xff\xfe\xfd", "is not JSON"),
        ({"a": 1}, "holds no list of records"),
        ([1, 2], "holds no list of records"),
        ("text", "holds no list of records"),
        ({"a": [{}], "b": [{}]}, "holds 2 lists of records where one is due"),
        (b"[" * 100_000, "is not JSON"),
    ],
)
def test_what_is_no_list_of_records_is_refused_with_its_place(rows, content, said):
    with pytest.raises(UnreadableFileError, match=rf"export\.json .*{said}|export\.json {said}"):
        rows(content)


def test_a_file_that_is_too_large_to_hold_is_refused(rows, monkeypatch):
    monkeypatch.setattr("extractors.files.json_reader.MOST_BYTES", 1 << 20)
    with pytest.raises(UnreadableFileError, match="larger than the 1 MB"):
        rows([{"a": "x" * (1 << 20)}])
