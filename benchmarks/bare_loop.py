"""The limit: send the same requests with as many threads, parse the answers, keep nothing."""

import json
import sys
import threading
import time
from pathlib import Path

import msgspec
import requests

THREADS = 4  # `jira.concurrency` in the settings, unless somebody changes it


def main(result: Path, requests_file: Path, user: str, token: str, authority: str) -> None:
    """Send what the file holds and write how long that took, without imports, and the bytes."""
    asked = iter(json.loads(requests_file.read_text("utf-8")))
    lock, sizes, failures = threading.Lock(), list[int](), list[BaseException]()

    def work() -> None:
        with requests.Session() as session:
            session.auth = user, token
            session.headers["Content-Type"] = "application/json"
            while True:
                with lock:
                    each = next(asked, None)
                if each is None:
                    return
                answer = session.request(
                    each["method"], each["url"], data=each["body"] or None, verify=authority
                )
                if (
                    answer.status_code != 400
                ):  # which a kanban board says to being asked for sprints
                    answer.raise_for_status()
                msgspec.json.decode(answer.content)
                sizes.append(len(answer.content))

    def worked() -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=worked) for _ in range(THREADS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    seconds = time.perf_counter() - begun
    said = {"seconds": seconds, "requests": len(sizes), "bytes": sum(sizes)}
    result.write_text(json.dumps(said), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:6])
