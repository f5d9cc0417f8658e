"""Every way to fail: a typed error, an exit code of its own, and what to do about it."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ends. Pipelines read these, so a number never changes its meaning."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    FILE_MISSING = 10
    BAD_SCHEMA = 11
    NULL_VALUES = 12
    OUT_OF_RANGE = 13
    DATA_VERSION_MISMATCH = 14
    TOO_FEW_ROWS = 15
    METRIC_MISSING = 20
    METRIC_NOT_FINITE = 21
    MODEL_MISSING = 22
    MODEL_CHANGED = 23
    REGISTRY_UNREACHABLE = 30
    REGISTRY_CHANGED = 31
    NO_REGISTERED_MODEL = 32
    ALREADY_REGISTERED = 33
    NOT_BETTER = 40
    EQUAL = 41
    UNFAIR = 42
    VALIDATION_FAILED = 43
    DRIFT = 44
    DECISION_INVALID = 45
    EVIDENCE_MISSING = 46
    WORSE_THAN_MEAN = 47
    POLICY_INVALID = 48
    ENDPOINT_UNREACHABLE = 50
    JOB_FAILED = 60
    JOB_TIMEOUT = 61
    AZURE_NOT_INSTALLED = 62
    GATE_DID_NOT_HOLD = 70


MEANINGS: dict[ExitCode, tuple[str, str]] = {
    ExitCode.OK: ("It is done.", "-"),
    ExitCode.UNEXPECTED: ("An error that nobody foresaw.", "Read the trace and report it."),
    ExitCode.USAGE: ("Wrong arguments.", "Read the command's --help."),
    ExitCode.FILE_MISSING: ("A file is missing or can't be read.", "Run the step that writes it."),
    ExitCode.BAD_SCHEMA: ("Columns or types are not as defined.", "Correct the data's source."),
    ExitCode.NULL_VALUES: ("Values are missing.", "Fill or drop those rows at the source."),
    ExitCode.OUT_OF_RANGE: ("Values are out of their range.", "Correct units or values at the source."),
    ExitCode.DATA_VERSION_MISMATCH: (
        "Not the data that the result was made on.",
        "Use one prepared folder throughout.",
    ),
    ExitCode.TOO_FEW_ROWS: ("Too few rows to tell anything.", "Collect more data."),
    ExitCode.METRIC_MISSING: ("A metric is missing.", "Run evaluate again; look at the run's log."),
    ExitCode.METRIC_NOT_FINITE: ("A metric is NaN or infinite.", "Look for bad inputs or a diverged training."),
    ExitCode.MODEL_MISSING: ("The model's folder has no model.", "Train it, or fetch it from the registry."),
    ExitCode.MODEL_CHANGED: ("The model is not the one that was packed.", "Train again, or fetch it again."),
    ExitCode.REGISTRY_UNREACHABLE: ("The registry does not answer.", "Check its address, network and sign-in."),
    ExitCode.REGISTRY_CHANGED: ("Another model was registered meanwhile.", "Compare again."),
    ExitCode.NO_REGISTERED_MODEL: ("No model to compare with.", "Check the name; for the first, --first-model."),
    ExitCode.ALREADY_REGISTERED: ("--first-model, but one is registered.", "Compare without --first-model."),
    ExitCode.NOT_BETTER: ("Worse than the registered model.", "Improve the model; nothing was changed."),
    ExitCode.EQUAL: ("As good as the registered model, not better.", "Keep the registered one."),
    ExitCode.UNFAIR: ("Groups are treated too differently.", "Look at the report's fairness part."),
    ExitCode.VALIDATION_FAILED: ("The validation set failed.", "Don't release; read the reasons."),
    ExitCode.DRIFT: ("Data has drifted.", "Look at the report; retrain on new data."),
    ExitCode.DECISION_INVALID: ("No valid decision to register by.", "Run compare, and register what passed."),
    ExitCode.EVIDENCE_MISSING: ("A gate has nothing to judge by.", "Run the step that writes the evidence."),
    ExitCode.WORSE_THAN_MEAN: ("No better than predicting the mean.", "Improve the model."),
    ExitCode.POLICY_INVALID: ("gate.toml is wrong.", "Correct the settings that the message names."),
    ExitCode.ENDPOINT_UNREACHABLE: ("The endpoint does not answer.", "Check its address and its log."),
    ExitCode.JOB_FAILED: ("The training job failed.", "Read the job's log in the workspace."),
    ExitCode.JOB_TIMEOUT: (
        "The training job took too long; it was cancelled.",
        "Look at the queue, or give it longer.",
    ),
    ExitCode.AZURE_NOT_INSTALLED: ("Azure's packages are not installed.", "Install azure/requirements-azure.txt."),
    ExitCode.GATE_DID_NOT_HOLD: ("A gate of the local run did not hold.", "Read which; don't release."),
}


class MlopsError(Exception):
    """Something that the person who runs the command can act upon."""

    code: ExitCode = ExitCode.UNEXPECTED

    def __init__(self, message: str, action: str | None = None) -> None:
        self.message = message
        self.action = action if action is not None else MEANINGS[self.code][1]
        super().__init__(f"{message} {self.action}")


class FileMissing(MlopsError):
    code = ExitCode.FILE_MISSING


class BadSchema(MlopsError):
    code = ExitCode.BAD_SCHEMA


class NullValues(MlopsError):
    code = ExitCode.NULL_VALUES


class OutOfRange(MlopsError):
    code = ExitCode.OUT_OF_RANGE


class DataVersionMismatch(MlopsError):
    code = ExitCode.DATA_VERSION_MISMATCH


class TooFewRows(MlopsError):
    code = ExitCode.TOO_FEW_ROWS


class MetricMissing(MlopsError):
    code = ExitCode.METRIC_MISSING


class MetricNotFinite(MlopsError):
    code = ExitCode.METRIC_NOT_FINITE


class ModelMissing(MlopsError):
    code = ExitCode.MODEL_MISSING


class ModelChanged(MlopsError):
    code = ExitCode.MODEL_CHANGED


class RegistryUnreachable(MlopsError):
    code = ExitCode.REGISTRY_UNREACHABLE


class RegistryChanged(MlopsError):
    code = ExitCode.REGISTRY_CHANGED


class NoRegisteredModel(MlopsError):
    code = ExitCode.NO_REGISTERED_MODEL


class DecisionInvalid(MlopsError):
    code = ExitCode.DECISION_INVALID


class EvidenceMissing(MlopsError):
    code = ExitCode.EVIDENCE_MISSING


class PolicyInvalid(MlopsError):
    code = ExitCode.POLICY_INVALID


class EndpointUnreachable(MlopsError):
    code = ExitCode.ENDPOINT_UNREACHABLE


class JobFailed(MlopsError):
    code = ExitCode.JOB_FAILED


class JobTimeout(MlopsError):
    code = ExitCode.JOB_TIMEOUT


class AzureNotInstalled(MlopsError):
    code = ExitCode.AZURE_NOT_INSTALLED
