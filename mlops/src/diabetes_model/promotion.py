"""Compares a candidate with the registered model, and registers it if the gate lets it pass."""

import dataclasses
import tempfile
from pathlib import Path

from diabetes_model import data as data_module
from diabetes_model import decision as decisions
from diabetes_model import evaluation, gate, package
from diabetes_model.errors import DataVersionMismatch, DecisionInvalid, EvidenceMissing, ModelChanged, RegistryChanged
from diabetes_model.files import read_json
from diabetes_model.gate import Decision, Evidence, RegisteredEvidence
from diabetes_model.policy import Policy
from diabetes_model.registry import RegisteredModel, Registry
from diabetes_model.registry.interface import TAG_DIGEST, TAG_GATE


@dataclasses.dataclass(frozen=True)
class Inputs:
    """The files that a comparison reads."""

    model: Path
    data: Path
    evaluation: Path
    validation: Path | None
    drift: Path | None


def compare(registry: Registry, name: str, inputs: Inputs, policy: Policy, *, first_model: bool) -> Decision:
    """Decides about the candidate. Nothing is registered here."""
    candidate = package.load(inputs.model)
    prepared = data_module.load(inputs.data)
    recorded = read_json(inputs.evaluation)
    if recorded.get("digest") != candidate.digest:
        raise ModelChanged(f"{inputs.evaluation} is of another model than {inputs.model}.", "Run evaluate again.")
    if recorded.get("heldout_sha256") != prepared.hashes["heldout"]:
        raise DataVersionMismatch(f"{inputs.evaluation} was made on another held-out set than {inputs.data}.")
    if candidate.manifest.data_version != prepared.version:
        raise DataVersionMismatch(f"The candidate was trained on another data version than {inputs.data}.")
    metrics = recorded.get("metrics")
    registered = registry.champion(name)
    return gate.decide(
        Evidence(
            model=name,
            digest=candidate.digest,
            data_version=prepared.version,
            heldout_sha256=prepared.hashes["heldout"],
            metrics=metrics if isinstance(metrics, dict) else {},
            mse=evaluation.heldout_mse(candidate, prepared),
            registered=None if registered is None else _evaluate_registered(registry, registered, prepared),
            first_model=first_model,
            fairness=decisions.fairness(recorded.get("fairness")),
            validation=None if inputs.validation is None else decisions.validation(_evidence(inputs.validation)),
            drift=None if inputs.drift is None else decisions.drift(_evidence(inputs.drift)),
        ),
        policy,
    )


def register(registry: Registry, name: str, model: Path, decision_file: Path, policy: Policy) -> RegisteredModel:
    """Registers what passed: decided again from the evidence, for this very model, against the model still in force."""
    decision = decisions.read_again(decision_file, policy)
    decisions.require_passed(decision)
    evidence = decision.evidence
    manifest, digest = package.read_manifest(model)
    if evidence.model != name:
        raise DecisionInvalid(f"The decision is about {evidence.model}, not {name}.")
    if evidence.digest != digest:
        raise DecisionInvalid(f"The decision is about another model than the one in {model}.")
    current = registry.champion(name)
    in_force = None if current is None else current.version
    compared = None if evidence.registered is None else evidence.registered.version
    if in_force != compared:
        raise RegistryChanged(
            f"{name} was compared with version {compared or '-'}, but version {in_force or '-'} is in force now."
        )
    return registry.register(
        name,
        model,
        {
            TAG_GATE: "passed",
            TAG_DIGEST: digest,
            "commit": manifest.commit,
            "build_id": manifest.build_id,
            "run_id": manifest.run_id,
            "data_version": manifest.data_version,
            "heldout_sha256": evidence.heldout_sha256,
            "mse": f"{evidence.mse:.6f}",
            "compared_with": compared or "none",
        },
    )


def fetch(registry: Registry, model: RegisteredModel, into: Path) -> Path:
    """Fetches a registered model, if it is the one that passed the gate."""
    folder = registry.fetch(model, into)
    _, digest = package.read_manifest(folder)
    if model.tags.get(TAG_DIGEST) != digest:
        raise ModelChanged(f"Version {model.version} of {model.name} is not the model that passed the gate.")
    return folder


def _evidence(path: Path) -> object:
    found: object = read_json(path).get("evidence")
    if found is None:
        raise EvidenceMissing(f"{path} holds no evidence.")
    return found


def _evaluate_registered(
    registry: Registry, model: RegisteredModel, prepared: data_module.PreparedData
) -> RegisteredEvidence:
    with tempfile.TemporaryDirectory() as folder:
        loaded = package.load(fetch(registry, model, Path(folder)))
        return RegisteredEvidence(
            version=model.version,
            digest=loaded.digest,
            heldout_sha256=prepared.hashes["heldout"],
            mse=evaluation.heldout_mse(loaded, prepared),
        )
