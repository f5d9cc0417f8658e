"""Appends lines to blobs of Azure's storage, from a thread of its own, so that no answer waits for the storage."""

import logging
import threading
from collections.abc import Mapping

from diabetes_model.scoring import azure_access
from diabetes_model.scoring.azure_access import Call, WorkloadIdentity

# Bytes that wait, at most: a storage that is away must not fill the memory that scoring needs.
MAX_WAITING = 32 * 1024 * 1024
# Azure's limits are 100 MiB a block, 50,000 blocks a blob; then another blob is begun.
MAX_BLOCK = 4 * 1024 * 1024
MAX_BLOCKS = 45_000
SECONDS = 5.0
CLOSE_SECONDS = 20.0
log = logging.getLogger(__name__)


class AppendBlobs:
    """What can't be written after some attempts is dropped and logged; so is what comes too fast."""

    def __init__(
        self, url: str, identity: WorkloadIdentity, call: Call = azure_access.call, seconds: float = SECONDS
    ) -> None:
        if not azure_access.is_storage(url):
            raise ValueError(f"{url} is no https address of Azure's storage")
        self._url = url.rstrip("/")
        self._identity = identity
        self._call = call
        self._seconds = seconds
        self._lock = threading.Lock()
        self._waiting: dict[str, list[bytes]] = {}
        self._bytes = 0
        self._blocks: dict[str, int] = {}
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._write_all, name="collector", daemon=True)
        self._thread.start()

    def append(self, path: str, line: str) -> None:
        content = line.encode()
        with self._lock:
            if self._bytes + len(content) > MAX_WAITING:
                raise OSError(f"{self._bytes} bytes wait already")
            self._bytes += len(content)
            self._waiting.setdefault(path, []).append(content)

    def close(self) -> None:
        """Writes what waits, for as long as a pod that ends has."""
        self._closing.set()
        self._thread.join(CLOSE_SECONDS)
        if self._thread.is_alive():
            log.warning("Data was not collected: the storage is too slow")

    def _write_all(self) -> None:
        while True:
            last = self._closing.wait(self._seconds)
            with self._lock:
                taken, self._waiting = self._waiting, {}
            for path, lines in taken.items():
                self._write(path, lines)
                with self._lock:
                    self._bytes -= sum(map(len, lines))
            if last:
                return

    def _write(self, path: str, lines: list[bytes]) -> None:
        block = b""
        for line in [*lines, None]:
            if block and (line is None or len(block) + len(line) > MAX_BLOCK):
                try:
                    self._append(path, block)
                except Exception as error:  # noqa: BLE001 - the thread has to go on
                    log.warning("Data was not collected: %s", error)
                block = b""
            block += line or b""

    def _append(self, path: str, block: bytes) -> None:
        blocks = self._blocks.get(path, 0)
        part = blocks // MAX_BLOCKS
        url = f"{self._url}/{path if part == 0 else path.replace('.jsonl', f'-{part}.jsonl')}"
        if blocks % MAX_BLOCKS == 0:
            self._forget(path)
            reply = self._put(url, {"x-ms-blob-type": "AppendBlob", "If-None-Match": "*"}, b"")
            if reply != 409:
                _expect(reply, url)
        _expect(self._put(f"{url}?comp=appendblock", {}, block), url)
        self._blocks[path] = blocks + 1

    def _forget(self, path: str) -> None:
        """Earlier files of the collection are not written again."""
        collection = path.split("/", 1)[0] + "/"
        for known in [known for known in self._blocks if known.startswith(collection) and known != path]:
            del self._blocks[known]

    def _put(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        given = {**self._identity.storage_headers(), "Content-Type": "application/x-ndjson", **headers}
        return self._call("PUT", url, given, body).status


def _expect(status: int, url: str) -> None:
    if status != 201:
        raise OSError(f"{url} answered with status {status}")
