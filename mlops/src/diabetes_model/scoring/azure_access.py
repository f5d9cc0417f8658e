"""Azure's storage and resource manager, by the workload identity of the pod, without Azure's packages in the image.

https://learn.microsoft.com/azure/aks/workload-identity-overview
"""

import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from diabetes_model.errors import FileMissing

MAX_BYTES = 64 * 1024 * 1024
TIMEOUT_SECONDS = 30.0
PAUSES = (1.0, 2.0, 4.0)
AGAIN = {408, 429, 500, 502, 503, 504}
STORAGE_VERSION = "2023-11-03"
STORAGE_SCOPE = "https://storage.azure.com/.default"
# Only these get a token: hosts of Azure's storage, in every cloud.
STORAGE_HOST = re.compile(
    r"[a-z0-9-]+(\.z[0-9]+)?\.(blob|dfs)\.(core\.windows\.net|core\.usgovcloudapi\.net|core\.chinacloudapi\.cn|storage\.azure\.net)"
)
# The resource manager of the cloud that signs in there.
MANAGERS = {
    "login.microsoftonline.com": "management.azure.com",
    "login.microsoftonline.us": "management.usgovcloudapi.net",
    "login.chinacloudapi.cn": "management.chinacloudapi.cn",
    "login.partner.microsoftonline.cn": "management.chinacloudapi.cn",
}
WEBHOOK = ("AZURE_AUTHORITY_HOST", "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE")
SIGN_IN = "Check the pod's service account, and the federated credential of its identity."


@dataclass(frozen=True)
class Reply:
    status: int
    content: bytes

    @property
    def well(self) -> bool:
        return 200 <= self.status < 300


Call = Callable[[str, str, Mapping[str, str], bytes | None], Reply]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would take the token along to another host."""

    def redirect_request(self, *_: object) -> None:
        return None


def call(method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Reply:
    """One HTTP request, again where that can help. Redirects are not followed."""
    for pause in (*PAUSES, None):
        try:
            reply = _call_once(method, url, headers, body)
        except (OSError, HTTPException):
            if pause is None:
                raise
        else:
            if pause is None or reply.status not in AGAIN:
                return reply
        time.sleep(pause)
    raise AssertionError("unreachable")


def _call_once(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
    request = urllib.request.Request(url, body, dict(headers), method=method)  # noqa: S310 - callers check the scheme
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT_SECONDS) as response:
            return Reply(response.status, response.read(MAX_BYTES + 1))
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read(MAX_BYTES))


def is_storage(url: str) -> bool:
    """Whether the address is one of Azure's storage, which may get a token for it."""
    parts = urllib.parse.urlsplit(url)
    return parts.scheme == "https" and STORAGE_HOST.fullmatch(parts.netloc.lower()) is not None


class WorkloadIdentity:
    """Tokens for the identity that the webhook of AKS gives to the pod."""

    def __init__(self, environment: Mapping[str, str], call: Call = call) -> None:
        self._environment = environment
        self._call = call
        self._lock = threading.Lock()
        self._tokens: dict[str, tuple[str, float]] = {}

    @property
    def manager(self) -> str:
        """The host of the resource manager."""
        host = urllib.parse.urlsplit(self._setting("AZURE_AUTHORITY_HOST")).netloc
        found = MANAGERS.get(host)
        if found is None:
            raise FileMissing(f"The resource manager of the cloud of {host} is not known.", SIGN_IN)
        return found

    def storage_headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(STORAGE_SCOPE)}", "x-ms-version": STORAGE_VERSION}

    def token(self, scope: str) -> str:
        with self._lock:
            token, expires = self._tokens.get(scope, ("", 0.0))
            if time.monotonic() >= expires:
                token, seconds = self._sign_in(scope)
                self._tokens[scope] = (token, time.monotonic() + seconds - 300)
            return token

    def _sign_in(self, scope: str) -> tuple[str, float]:
        authority, tenant, client, file = (self._setting(name) for name in WEBHOOK)
        try:
            # The file is replaced now and then: read it each time.
            assertion = Path(file).read_text("utf-8").strip()
        except OSError as error:
            raise FileMissing("The token of the service account can't be read.", SIGN_IN) from error
        url = f"{authority.rstrip('/')}/{tenant}/oauth2/v2.0/token"
        if not url.startswith("https://"):
            raise FileMissing("AZURE_AUTHORITY_HOST is no https address.", SIGN_IN)
        form = urllib.parse.urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": client,
                "scope": scope,
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": assertion,
            }
        )
        try:
            reply = self._call("POST", url, {"Content-Type": "application/x-www-form-urlencoded"}, form.encode())
            content = json.loads(reply.content)
            if reply.well:
                return str(content["access_token"]), float(content["expires_in"])
            reason = str(content.get("error_description", content.get("error", ""))).splitlines()[0:1]
        except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError) as error:
            raise FileMissing(f"Sign-in to Entra failed: {type(error).__name__}.", SIGN_IN) from error
        raise FileMissing(f"Sign-in to Entra failed with status {reply.status}: {' '.join(reason)}", SIGN_IN)

    def _setting(self, name: str) -> str:
        value = self._environment.get(name)
        if not value:
            raise FileMissing(f"The pod has no workload identity: {name} is not set.", SIGN_IN)
        return value
