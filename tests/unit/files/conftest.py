import zipfile

import pytest
from openpyxl import Workbook


@pytest.fixture
def write_text(tmp_path):
    """Write a text file in an encoding; return its path."""

    def write(text, encoding="utf-8", name="budgets.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def write_book(tmp_path):
    """Write a workbook of sheets (name → rows); `touch` may change it before it is saved."""

    def write(sheets, name="budgets.xlsx", touch=None):
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        if touch:
            touch(book)
        path = tmp_path / name
        book.save(path)
        return path

    return write


@pytest.fixture
def rewrite_part():
    """Change the text of one part inside a workbook."""

    def rewrite(path, part, change):
        with zipfile.ZipFile(path) as archive:
            parts = {each: archive.read(each) for each in archive.namelist()}
        parts[part] = change(parts[part].decode()).encode()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return path

    return rewrite
