"""What a file really holds, by its first bytes, whatever its name says."""

from pathlib import Path

from extractors.files.cells import UnreadableFileError

OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MARK = b"PK\x03\x04"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
OLE_BYTES = 16 << 20  # where the names of an OLE file's streams are looked for
# Beginnings in lower case, what they are, and what to do about it.
STRANGERS = (
    (b"%pdf", "a PDF document", "have the data exported as CSV or .xlsx"),
    (b"\x1f\x8b", "a packed file (gzip)", "unpack it and deliver what is in it"),
    (b"7z\xbc\xaf", "a packed file (7z)", "unpack it and deliver what is in it"),
    (b"rar!", "a packed file (rar)", "unpack it and deliver what is in it"),
)
PAGES = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<workbook")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def refuse_strangers(path: Path, name: str) -> bytes:
    """Return the file's first bytes; raise `UnreadableFileError` if it can be no table.

    `name` is the file as the operator knows it.
    """
    with path.open("rb") as stream:
        head = stream.read(512)
    if not head.strip(b"\0 \t\r\n"):
        raise UnreadableFileError(
            f"{name} is empty",
            "deliver it again with its headings; if nothing is kept here, delete the file",
        )
    lower = head.removeprefix(BYTE_ORDER_MARK).lstrip().lower()
    if lower.startswith(PAGES):
        raise UnreadableFileError(
            f"{name} holds a web page or XML, not a table",
            "open it in Excel and save it as .xlsx, or have CSV exported; if it was downloaded, "
            "look into it: it may be a login page",
        )
    for mark, what, fix in STRANGERS:
        if lower.startswith(mark):
            raise UnreadableFileError(f"{name} holds {what}, not a table", fix)
    return head


def refuse_ole(path: Path, name: str) -> None:
    """Raise for an old or an encrypted workbook: both have the same mark."""
    with path.open("rb") as stream:
        is_encrypted = ENCRYPTED_STREAM in stream.read(OLE_BYTES)
    if is_encrypted:
        raise UnreadableFileError(
            f"{name} is encrypted", "save it without a password and deliver it again"
        )
    raise UnreadableFileError(
        f"{name} is a workbook in the old .xls format", "save it as .xlsx or CSV"
    )
