"""The command `mlops`: a subcommand per step, with typed arguments, a JSON result, an exit code per kind of failure."""

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from diabetes_model import data, decision, evaluation, gate, package, policy, promotion, schema, score_test, training
from diabetes_model import drift as drift_module
from diabetes_model.errors import ExitCode, MlopsError, NoRegisteredModel
from diabetes_model.files import read_json, write_json, write_text
from diabetes_model.registry import open_registry
from diabetes_model.training import ALGORITHMS, Lineage, Parameters

Result = dict[str, Any]
DEFAULT_NAME = "diabetes-progression"


def run() -> None:
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    handler: Callable[[argparse.Namespace], Result] = options.handler
    result: Result = {}
    failure: MlopsError | None = None
    _drop_stale(options)
    try:
        result = handler(options)
        code = ExitCode(result.pop("exit_code", ExitCode.OK))
    except MlopsError as error:
        failure = error
        code = error.code
        say(f"mlops {options.command}: {code.name} ({int(code)}): {error.message}\n  {error.action}", file_error=True)
    except Exception as error:  # noqa: BLE001 - told with its trace and its own exit code
        code = ExitCode.UNEXPECTED
        failure = MlopsError(f"{type(error).__name__}: {error}")
        traceback.print_exc()
    if options.result is not None:
        told = {} if failure is None else {"message": failure.message, "action": failure.action}
        head = {"command": options.command, "exit_code": int(code), "kind": code.name}
        write_json(options.result, {**result, **told, **head})
    return int(code)


def say(text: str, *, file_error: bool = False) -> None:
    print(text, file=sys.stderr if file_error else sys.stdout, flush=True)


def build_parser() -> argparse.ArgumentParser:  # noqa: PLR0915 - a list, read from top to bottom
    parser = argparse.ArgumentParser(prog="mlops", description="From data to a served model, behind gates that hold.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, handler: Callable[[argparse.Namespace], Result], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(handler=handler)
        made.add_argument("--result", type=Path, metavar="FILE", help="write outcome, exit code and message as JSON")
        return made

    one = command("validate", validate, "Check a CSV file against the data's definition.")
    one.add_argument("--source", type=Path, required=True, metavar="CSV")

    one = command("prepare", prepare, "Check the data, split it, and give it a version.")
    one.add_argument("--source", type=Path, metavar="CSV", help="without it, the sample data")
    one.add_argument("--out", type=Path, required=True, metavar="DIR")

    one = command("init-registry", init_registry, "Make an embedded MLflow store.")
    one.add_argument("--registry", required=True, metavar="mlflow:sqlite:///FILE")

    one = command("train", train, "Train a model on the train set.")
    _data(one)
    _tracking(one)
    _lineage(one)
    one.add_argument("--experiment", default=DEFAULT_NAME)
    one.add_argument("--algorithm", choices=ALGORITHMS, default="ridge")
    one.add_argument("--alpha", type=_positive, default=1.0, help="strength of ridge's regularisation")
    one.add_argument("--features", type=_names, default=schema.FEATURE_NAMES, metavar="A,B,...")
    one.add_argument("--seed", type=int, default=7)
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help="the model's folder")

    one = command("evaluate", evaluate, "Measure a model on the held-out set: metrics, fairness, explanation.")
    _model(one)
    _data(one)
    _tracking(one)
    one.add_argument("--seed", type=int, default=7)
    _out(one)

    one = command("score-test", test_scoring, "Send the validation set through the scoring script or an endpoint.")
    target = one.add_mutually_exclusive_group(required=True)
    target.add_argument("--url", help="the scoring URL; SCORE_KEY in the environment is its bearer token")
    target.add_argument("--model", type=Path, metavar="DIR", help="the model's folder, scored in this process")
    one.add_argument("--expect-model", type=Path, metavar="DIR", help="the model that has to answer")
    one.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="wait for the endpoint")
    _data(one)
    _policy(one)
    _out(one)

    one = command("drift", drift, "Compare data that production saw with the train set.")
    _data(one)
    one.add_argument("--current", type=Path, required=True, metavar="PATH", help="CSV, or collected .jsonl files")
    _policy(one)
    _out(one)

    one = command("compare", compare, "Decide whether a candidate may be registered. Registers nothing.")
    _registry(one)
    _model(one)
    _data(one)
    one.add_argument("--evaluation", type=Path, required=True, metavar="FILE")
    one.add_argument("--validation", type=Path, metavar="FILE", help="score-test's result; without it the gate fails")
    one.add_argument("--drift", type=Path, metavar="FILE", help="drift's result, if it has to pass too")
    one.add_argument("--first-model", action="store_true", help="nothing is registered yet; refused if something is")
    _policy(one)
    _out(one)

    one = command("register", register, "Register the model that a decision let pass, with its lineage.")
    _registry(one)
    _model(one)
    one.add_argument("--decision", type=Path, required=True, metavar="FILE")
    _policy(one)

    one = command("fetch", fetch, "Fetch the registered model in force.")
    _registry(one)
    one.add_argument("--out", type=Path, required=True, metavar="DIR")

    one = command("report", report, "Write the HTML report.")
    _model(one)
    one.add_argument("--evaluation", type=Path, required=True, metavar="FILE")
    for name in ("decision", "validation", "drift"):
        one.add_argument(f"--{name}", type=Path, metavar="FILE")
    _policy(one)
    _out(one)

    one = command("serve", serve, "Serve a model over HTTP.")
    _model(one)
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=int, default=os.environ.get("PORT") or "8080")

    one = command("submit", submit, "Run the training on Azure Machine Learning; wait, and fetch the result.")
    one.add_argument("--workspace", required=True, metavar="azureml:SUBSCRIPTION/GROUP/WORKSPACE")
    one.add_argument("--spec", type=Path, default=Path("azure/train-job.yml"), metavar="FILE")
    one.add_argument("--compute", help="the compute target; without it, the one in the spec")
    one.add_argument("--data-asset", metavar="azureml:NAME@latest", help="without it, the sample data")
    one.add_argument("--timeout", type=_positive, default=7200.0, metavar="SECONDS")
    _lineage(one)
    one.add_argument("--out", type=Path, required=True, metavar="DIR")

    one = command("local", local, "Run every step and every gate on this machine.")
    one.add_argument("--out", type=Path, default=Path("outputs"), metavar="DIR", help="is emptied first")
    one.add_argument("--commit", default=os.environ.get("COMMIT", "local"))
    _policy(one)
    return parser


def validate(options: argparse.Namespace) -> Result:
    table = data.read_table(options.source)
    say(f"{options.source}: {len(table)} rows, as defined")
    return {"rows": len(table)}


def prepare(options: argparse.Namespace) -> Result:
    made = data.prepare(options.source, options.out)
    rows = {"train": len(made.train), "heldout": len(made.heldout), "validation": len(made.validation)}
    say(f"data version {made.version[:12]}: {', '.join(f'{count} {split}' for split, count in rows.items())}")
    return {"data_version": made.version, "rows": rows}


def init_registry(options: argparse.Namespace) -> Result:
    from diabetes_model.registry.mlflow_store import create_store  # noqa: PLC0415 - slow to import

    create_store(options.registry.removeprefix("mlflow:"))
    return {"registry": options.registry}


def train(options: argparse.Namespace) -> Result:
    from diabetes_model.registry.mlflow_store import MlflowRuns  # noqa: PLC0415 - slow to import

    prepared = data.load(options.data)
    parameters = Parameters(options.algorithm, options.alpha, options.features, options.seed)
    runs = MlflowRuns(options.tracking)
    tags = {"commit": options.commit, "build_id": options.build_id, "data_version": prepared.version}
    run_id = runs.start(options.experiment, tags)
    made = training.train(prepared, parameters, Lineage(options.commit, options.build_id, run_id), options.out)
    runs.log(run_id, made.manifest.parameters, {})
    say(f"trained {made.manifest.algorithm} {made.digest[:12]} in run {run_id}")
    return {"digest": made.digest, "run_id": run_id, "data_version": prepared.version}


def evaluate(options: argparse.Namespace) -> Result:
    from diabetes_model.registry.mlflow_store import MlflowRuns  # noqa: PLC0415 - slow to import

    model, prepared = package.load(options.model), data.load(options.data)
    found = evaluation.evaluate(model, prepared, options.seed)
    runs = MlflowRuns(options.tracking)
    runs.log(model.manifest.run_id, {}, found.metrics)
    runs.finish(model.manifest.run_id)
    evaluation.write(options.out, found)
    say(f"MSE {found.metrics['mse']:.2f} (mean: {found.metrics['baseline_mse']:.2f}), R2 {found.metrics['r2']:.3f}")
    return {"metrics": found.metrics, "digest": found.digest}


def test_scoring(options: argparse.Namespace) -> Result:
    rules, prepared = policy.load(options.policy), data.load(options.data)
    send = score_test.over_http(options.url) if options.url else score_test.in_process(options.model)
    if options.url:
        score_test.wait_until_ready(send, options.wait)
    digest = package.read_manifest(options.expect_model)[1] if options.expect_model else None
    found = score_test.measure(send, prepared)
    try:
        detail = gate.check_validation(found, rules, digest, prepared.version)
    except gate.GateFailure as failure:
        write_json(options.out, {"passed": False, "message": failure.message, "evidence": asdict(found)})
        raise
    write_json(options.out, {"passed": True, "message": detail, "evidence": asdict(found)})
    say(f"validation set: {detail}, 95 of 100 answers within {found.p95_ms:.0f} ms")
    return {"validation": asdict(found)}


def drift(options: argparse.Namespace) -> Result:
    rules, prepared = policy.load(options.policy), data.load(options.data)
    found = drift_module.measure(prepared.train.features, prepared.version, data.read_features(options.current))
    try:
        detail = gate.check_drift(found, rules)
    except gate.GateFailure as failure:
        write_json(options.out, {"passed": False, "message": failure.message, "evidence": asdict(found)})
        raise
    write_json(options.out, {"passed": True, "message": detail, "evidence": asdict(found)})
    say(f"no drift: {detail}")
    return {"drift": asdict(found)}


def compare(options: argparse.Namespace) -> Result:
    rules = policy.load(options.policy)
    inputs = promotion.Inputs(options.model, options.data, options.evaluation, options.validation, options.drift)
    registry = open_registry(options.registry)
    made = promotion.compare(registry, options.name, inputs, rules, first_model=options.first_model)
    decision.write(options.out, made)
    for check in made.checks:
        say(f"{'pass' if check.passed else 'FAIL'}  {check.name}: {check.detail}")
    if not made.passed:
        raise gate.GateFailure(made.code, made.failures[0].message)
    return {"decision": str(options.out)}


def register(options: argparse.Namespace) -> Result:
    rules = policy.load(options.policy)
    registry = open_registry(options.registry)
    made = promotion.register(registry, options.name, options.model, options.decision, rules)
    say(f"registered version {made.version} of {made.name}")
    return {"name": made.name, "version": made.version, "tags": dict(made.tags)}


def fetch(options: argparse.Namespace) -> Result:
    registry = open_registry(options.registry)
    found = registry.champion(options.name)
    if found is None:
        raise NoRegisteredModel(f"No model is registered as {options.name}.")
    folder = promotion.fetch(registry, found, options.out)
    say(f"version {found.version} of {found.name} is in {folder}")
    return {"name": found.name, "version": found.version, "tags": dict(found.tags), "folder": str(folder)}


def report(options: argparse.Namespace) -> Result:
    from diabetes_model import report as page  # noqa: PLC0415 - slow to import

    content = report_content(
        options.model,
        options.evaluation,
        policy.load(options.policy),
        options.decision,
        options.validation,
        options.drift,
    )
    write_text(options.out, page.render(content))
    say(f"report in {options.out}")
    return {"report": str(options.out)}


def serve(options: argparse.Namespace) -> Result:
    from diabetes_model.scoring import server  # noqa: PLC0415 - only here

    os.environ["AZUREML_MODEL_DIR"] = str(options.model)
    return {"exit_code": server.main(["--host", options.host, "--port", str(options.port)])}


def submit(options: argparse.Namespace) -> Result:
    from diabetes_model import azure_job  # noqa: PLC0415 - only here
    from diabetes_model.registry.azure_store import connect  # noqa: PLC0415
    from diabetes_model.registry.mlflow_store import MlflowRuns  # noqa: PLC0415

    request = azure_job.Request(
        options.spec, options.compute, options.data_asset, options.commit, options.build_id, options.timeout
    )
    client = connect(options.workspace)
    uri = client.workspaces.get(options.workspace.rsplit("/", 1)[-1]).mlflow_tracking_uri
    found = azure_job.submit(client, azure_job.load_spec(request), request, options.out, MlflowRuns(uri).metrics, say)
    return {"job": found.job, "url": found.url, "metrics": found.metrics, "folder": str(found.folder)}


def local(options: argparse.Namespace) -> Result:
    from diabetes_model.local import LocalRun  # noqa: PLC0415 - it runs this module's commands

    held = LocalRun(options.out, options.policy, options.commit).run()
    return {} if held else {"exit_code": ExitCode.GATE_DID_NOT_HOLD}


def report_content(
    model: Path,
    evaluated: Path,
    rules: policy.Policy,
    decided: Path | None,
    validated: Path | None,
    drifted: Path | None,
) -> Any:
    """What the report shows, from the files that the steps wrote."""
    from diabetes_model.report import Content  # noqa: PLC0415 - slow to import

    manifest, digest = package.read_manifest(model)
    content = read_json(evaluated)
    fairness = decision.fairness(content.get("fairness"))
    return Content(
        title=f"{DEFAULT_NAME}: model report",
        manifest=manifest,
        digest=digest,
        evaluation=content,
        fairness=fairness if fairness is not None else gate.FairnessEvidence(()),
        policy=rules,
        decision=None if decided is None else read_json(decided),
        validation=None if validated is None else decision.validation(read_json(validated).get("evidence")),
        drift=None if drifted is None else decision.drift(read_json(drifted).get("evidence")),
    )


def _drop_stale(options: argparse.Namespace) -> None:
    """Removes the files that this command writes, so that a failure leaves no older result to be taken for its own."""
    for path in (options.result, getattr(options, "out", None)):
        if isinstance(path, Path) and path.is_file():
            path.unlink()


def _model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, metavar="DIR", help="the model's folder")


def _data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder that prepare wrote")


def _policy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policy", type=Path, default=Path("gate.toml"), metavar="FILE", help="the gate's thresholds")


def _out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")


def _registry(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--registry",
        required=True,
        metavar="ADDRESS",
        help="mlflow:URI, azureml:SUBSCRIPTION/GROUP/WORKSPACE or azureml-registry:NAME",
    )
    parser.add_argument("--name", default=DEFAULT_NAME, help="the model's name in the registry")


def _tracking(parser: argparse.ArgumentParser) -> None:
    given = os.environ.get("MLFLOW_TRACKING_URI")
    parser.add_argument("--tracking", default=given, required=given is None, metavar="URI", help="where runs are kept")


def _lineage(parser: argparse.ArgumentParser) -> None:
    for name, text in (("COMMIT", "the commit of this code"), ("BUILD_ID", "the build that runs this")):
        given = os.environ.get(name)
        option = f"--{name.lower().replace('_', '-')}"
        parser.add_argument(option, default=given, required=given is None, help=f"{text}; or {name} in the environment")


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
    return number


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in schema.FEATURE_NAMES]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"choose from {', '.join(schema.FEATURE_NAMES)}")
    return names
