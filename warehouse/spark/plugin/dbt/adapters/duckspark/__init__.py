"""Where dbt looks for the adapter `duckspark`; `warehouse.spark` holds it."""

from dbt.adapters.base import AdapterPlugin
from dbt.include import duckspark

from warehouse.spark.adapter import DuckSparkAdapter, DuckSparkCredentials

Plugin = AdapterPlugin(
    adapter=DuckSparkAdapter,
    credentials=DuckSparkCredentials,
    include_path=duckspark.PACKAGE_PATH,
    dependencies=["spark"],
)
