"""Spark's dialect as sqlglot writes it, with what Spark has learnt since."""

from typing import ClassVar

from sqlglot import exp, transforms
from sqlglot.dialects.spark import Spark
from sqlglot.generators.spark import SparkGenerator


class Spark4(Spark):
    """Spark 4: it has `qualify`, and CTEs within CTEs."""

    class Generator(SparkGenerator):
        """Writes the statements."""

        EXPRESSIONS_WITHOUT_NESTED_CTES: ClassVar[set[type[exp.Expr]]] = set()
        TRANSFORMS: ClassVar = {
            **SparkGenerator.TRANSFORMS,
            # Not `eliminate_qualify`, which lets its helper column out through `select *`.
            exp.Select: transforms.preprocess([transforms.unnest_to_explode]),
        }
