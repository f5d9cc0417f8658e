"""Reads a validation set from where its URI says, by the workload identity of the pod."""

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any

from diabetes_model import data
from diabetes_model.data import Table
from diabetes_model.errors import FileMissing, TooFewRows
from diabetes_model.scoring import azure_access
from diabetes_model.scoring.azure_access import Call, WorkloadIdentity

# What a folder's validation set is called.
FILE = "validation.csv"
MINIMUM_ROWS = data.MINIMUM_ROWS["validation"]
API_VERSION = "2024-10-01"
WORKSPACE = re.compile(
    r"azureml://(?P<workspace>subscriptions/[^/]+/resourcegroups/[^/]+(/providers/microsoft\.machinelearningservices)?"
    r"/workspaces/[^/]+)/(data/(?P<asset>[^/]+)/versions/(?P<version>[^/]+)|datastores/(?P<store>[^/]+)/paths/(?P<path>.+))",
    re.IGNORECASE,
)
CONTAINER = re.compile(r"(abfss|wasbs)://(?P<container>[^/@]+)@(?P<host>[^/@]+)/(?P<path>.+)")


def read(uri: str, environment: Mapping[str, str], call: Call = azure_access.call) -> Table:
    """The checked rows of a CSV file with every feature and the target."""
    table = data.table(data.parse_csv(_Source(environment, call).content(uri), shown(uri)))
    if len(table) < MINIMUM_ROWS:
        raise TooFewRows(f"The validation set has {len(table)} rows; it needs {MINIMUM_ROWS}.")
    return table


def shown(uri: str) -> str:
    """The URI for a message, without what may be a secret."""
    return re.sub(r"[?#].*", "", re.sub(r"^(https://)[^/]*@", r"\1", uri))


class _Source:
    def __init__(self, environment: Mapping[str, str], call: Call) -> None:
        self._identity = WorkloadIdentity(environment, call)
        self._call = call

    def content(self, uri: str) -> bytes:
        scheme = uri.split("://", 1)[0].lower() if "://" in uri else ""
        if scheme == "azureml":
            return self._azureml(uri)
        if scheme in {"abfss", "wasbs"}:
            return self._download(_storage_url(uri))
        if scheme == "https":
            return self._download(uri)
        if scheme in {"", "file"}:
            path = Path(urllib.request.url2pathname(urllib.parse.urlsplit(uri).path) if scheme else uri)
            path = path / FILE if path.is_dir() else path
            try:
                return path.read_bytes()
            except OSError as error:
                raise FileMissing(f"{path} can't be read.", "Check VALIDATION_DATASET_URI.") from error
        raise FileMissing(f"{shown(uri)} can't be read.", "Give an https, abfss, wasbs or azureml URI.")

    def _download(self, url: str) -> bytes:
        parts = urllib.parse.urlsplit(url)
        url = parts._replace(path=parts.path + FILE).geturl() if parts.path.endswith("/") else url
        signed = "sig" in urllib.parse.parse_qs(parts.query)
        headers = self._identity.storage_headers() if azure_access.is_storage(url) and not signed else {}
        return self._get(url, headers, "Check the address, and that the pod's identity may read it.")

    def _azureml(self, uri: str) -> bytes:
        """A file of a datastore, or a data asset of a workspace, which is one in the end."""
        found = WORKSPACE.fullmatch(uri)
        if found is None:
            raise FileMissing(
                f"{uri} can't be read: it doesn't say in which workspace the data is.",
                "Give azureml://subscriptions/S/resourcegroups/G/workspaces/W/data/NAME/versions/V, or the https URI.",
            )
        if found["asset"] is not None:
            properties = self._resource(found["workspace"], f"data/{found['asset']}/versions/{found['version']}")
            target, kind = str(properties.get("dataUri", "")), properties.get("dataType")
            if kind not in {"uri_file", "uri_folder"} or "/data/" in target.split("/paths/", 1)[0]:
                raise FileMissing(f"{uri} is neither a file nor a folder.", "Register the CSV file as uri_file.")
            return self.content(f"{target.rstrip('/')}/" if kind == "uri_folder" else target)
        properties = self._resource(found["workspace"], f"datastores/{found['store']}")
        account = properties.get("accountName")
        container = properties.get("containerName") or properties.get("filesystem")
        if not account or not container:
            raise FileMissing(f"{uri} is not in a storage container.", "Use a datastore of blobs.")
        host = f"{account}.blob.{properties.get('endpoint') or 'core.windows.net'}"
        return self._download(f"https://{host}/{container}/{_quoted(found['path'])}")

    def _resource(self, workspace: str, name: str) -> dict[str, Any]:
        manager = self._identity.manager
        parts = workspace.split("/")
        group = f"subscriptions/{parts[1]}/resourceGroups/{parts[3]}"
        path = f"{group}/providers/Microsoft.MachineLearningServices/workspaces/{parts[-1]}"
        headers = {"Authorization": f"Bearer {self._identity.token(f'https://{manager}/.default')}"}
        url = f"https://{manager}/{path}/{name}?api-version={API_VERSION}"
        content = self._get(url, headers, "Check the address, and that the pod's identity may read the workspace.")
        try:
            properties = json.loads(content)["properties"]
        except (ValueError, KeyError, TypeError) as error:
            raise FileMissing(f"{shown(url)} is not described as expected.") from error
        return properties if isinstance(properties, dict) else {}

    def _get(self, url: str, headers: Mapping[str, str], action: str) -> bytes:
        try:
            reply = self._call("GET", url, headers, None)
        except (OSError, HTTPException, ValueError) as error:
            raise FileMissing(f"{shown(url)} can't be read: {type(error).__name__}.", action) from error
        if not reply.well:
            raise FileMissing(f"{shown(url)} can't be read: status {reply.status}.", action)
        if len(reply.content) > azure_access.MAX_BYTES:
            raise FileMissing(f"{shown(url)} is larger than {azure_access.MAX_BYTES} bytes.", "Give a smaller set.")
        return reply.content


def _storage_url(uri: str) -> str:
    found = CONTAINER.fullmatch(uri)
    url = "" if found is None else f"https://{found['host']}/{found['container']}/{_quoted(found['path'])}"
    if not azure_access.is_storage(url):
        raise FileMissing(f"{shown(uri)} is no address of Azure's storage.", "Give SCHEME://CONTAINER@HOST/PATH.")
    return url


def _quoted(path: str) -> str:
    return urllib.parse.quote(urllib.parse.unquote(path), safe="/")
