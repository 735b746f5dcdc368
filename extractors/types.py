"""The Arrow types of the landing: money and hours are decimal, instants are UTC."""

import pyarrow as pa

TEXT = pa.string()
INTEGER = pa.int64()
FLAG = pa.bool_()
DAY = pa.date32()
INSTANT = pa.timestamp("us", tz="UTC")
MONEY = pa.decimal128(18, 4)
RATE = pa.decimal128(18, 8)
HOURS = pa.decimal128(12, 4)
# Shares, probabilities, scores and levels: small numbers that people type.
NUMBER = pa.decimal128(18, 6)


def columns(**types: pa.DataType) -> pa.Schema:
    """Return a schema of nullable columns, in the order given."""
    return pa.schema([pa.field(name, kind) for name, kind in types.items()])
