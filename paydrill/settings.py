"""Hold all settings with which a server can be started."""

from dataclasses import dataclass
from pathlib import Path

from paydrill.openapi.resource_words import UnknownIds
from paydrill.openapi.sources import Source
from paydrill.sandbox.eviction import MAX_SANDBOXES
from paydrill.shipped import CONTRACTS, SCENARIOS
from paydrill.values.folders import YAML, files_in

LOG_LEVELS = ("debug", "info", "warning", "error")
SAMPLES = ("usual", "full")
DURABILITIES = ("process", "always", "interval")


@dataclass(frozen=True)
class Settings:
    """The settings of a server. The defaults are those of the command line."""

    host: str = "127.0.0.1"
    port: int = 8000
    store: str = "memory:"
    durability: str = DURABILITIES[0]
    scenario: str = "default"
    scenarios: tuple[Path, ...] = (SCENARIOS,)
    """The folders of scenarios; a file hides those of its name in later folders."""
    contracts: tuple[Path, ...] = (CONTRACTS,)
    """The folders to serve whole, hiding alike; without any, `sources` are served alone."""
    sources: tuple[Source, ...] = ()
    """Contracts to serve one by one."""
    overlay: tuple[str, ...] = ()
    """Files that put contracts right, besides those in `overlays/`."""
    handlers: Path | None = None
    """The folder of a team's own modules of handlers."""
    refresh: bool = False
    """Whether to read again what was read from an address before."""
    allow_remote_refs: bool = False
    """Whether references of contracts may lead to the network."""
    seed: int = 0
    samples: str = SAMPLES[0]
    """Which optional fields answers have that are made from a schema alone."""
    unknown_ids: str = UnknownIds.DOCUMENTED.value
    """The answer to a request for a thing that was never made."""
    check_references: bool = False
    """Whether things that bodies refer to by id have to be there."""
    workers: int = 1
    max_sandboxes: int = MAX_SANDBOXES
    control_token: str | None = None
    allow_host: tuple[str, ...] = ()
    cors_origin: tuple[str, ...] = ()
    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_self_signed: bool = False
    """Whether the certificate is one of the server's own authority."""
    tls_client_ca: Path | None = None
    """The certificates of authorities whose clients may use TLS; without it, all may."""
    tls_port: int = 8443
    request_log: int = 1000
    webhooks_to_public_hosts: bool = False
    webhook_ca: Path | None = None
    """The certificates of authorities, besides the system's, that receivers may have theirs of."""
    log_level: str = "warning"
    ready_file: Path | None = None
    """The file that is there for as long as the server answers."""
    stop_with_stdin: bool = False
    """Whether the end of standard input ends the server."""

    @property
    def scenario_file(self) -> Path:
        """The scenario's file: a path as it is, a name as a file in the folders of scenarios."""
        if self.scenario.endswith((".yaml", ".yml")):
            return Path(self.scenario)
        named = (each for each in files_in(self.scenarios, YAML) if each.stem == self.scenario)
        return next(named, self.scenarios[0] / f"{self.scenario}.yaml")

    @property
    def base_url(self) -> str:
        """The URL at which clients on this machine reach the server."""
        return self._url("http", self.port)

    @property
    def tls_url(self) -> str:
        """The URL of the same server by TLS."""
        return self._url("https", self.tls_port)

    def _url(self, scheme: str, port: int) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - not bound to
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
