"""Servers of Spark on loopback, for as long as a test needs them."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=256m"


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """Run a master and `workers` workers of one core each; yield the master's address.

    A worker keeps what its executors wrote in `folder`/worker-<number>.
    """
    port = free_port()
    address = f"spark://127.0.0.1:{port}"
    with ExitStack() as stack:
        master = ["--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
        stack.enter_context(
            _server(folder / "master.log", "org.apache.spark.deploy.master.Master", *master)
        )
        _wait_for(port)
        for number in range(workers):
            work = folder / f"worker-{number}"
            options = ["--host", "127.0.0.1", "--cores", "1", "--memory", "1g"]
            places = ["--webui-port", "0", "--work-dir", str(work), address]
            stack.enter_context(
                _server(
                    folder / f"worker-{number}.log",
                    "org.apache.spark.deploy.worker.Worker",
                    *options,
                    *places,
                )
            )
        yield address


@contextmanager
def thrift_server(folder: Path, settings: dict[str, str]) -> Iterator[str]:
    """Run a Thrift server whose tables stand below `folder`; yield its host and port."""
    port = free_port()
    given = settings | {
        "spark.driver.memory": "2g",
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": str(folder),
        "spark.hadoop.javax.jdo.option.ConnectionURL": "jdbc:derby:memory:pmo;create=true",
    }
    options = [word for name, value in given.items() for word in ("--conf", f"{name}={value}")]
    with _server(
        folder.with_suffix(".log"),
        "org.apache.spark.deploy.SparkSubmit",
        "--class",
        "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2",
        "--master",
        "local[2]",
        *options,
        "spark-internal",
        "--hiveconf",
        f"hive.server2.thrift.port={port}",
        "--hiveconf",
        "hive.server2.thrift.bind.host=127.0.0.1",
        cwd=folder.parent,
    ):
        _wait_for(port)
        yield f"127.0.0.1:{port}"


@contextmanager
def _server(log: Path, name: str, *arguments: str, cwd: Path | None = None) -> Iterator[None]:
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "512m",
        "SPARK_DAEMON_JAVA_OPTS": JAVA_OPTIONS,
    }
    with (
        log.open("w") as output,
        subprocess.Popen(
            [str(home / "bin" / "spark-class"), name, *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=cwd,
        ) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(port: int, seconds: float = 300) -> None:
    """Return when something listens on `port` of loopback."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise TimeoutError(f"nothing listens on port {port} after {seconds:.0f} s")
