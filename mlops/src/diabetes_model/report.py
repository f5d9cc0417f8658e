"""One self-contained HTML page: lineage, the gate's checks, fairness, explanation, validation and drift, with plots."""

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from diabetes_model.gate import DriftEvidence, FairnessEvidence, ValidationEvidence
from diabetes_model.package import Manifest
from diabetes_model.policy import Policy

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1rem; color: #1b1f24; }
h1 { margin-bottom: 0; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #d0d7de; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem 1.2rem .3rem 0; border-bottom: 1px solid #e4e8ec; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
code { overflow-wrap: anywhere; } img { max-width: 100%; height: auto; }
.yes { color: #116329; font-weight: 600; } .no { color: #a40e26; font-weight: 600; }
"""
BLUE, ORANGE, GREY = "#1f5fa8", "#c2571a", "#8a939c"


@dataclass(frozen=True)
class Content:
    """What the page shows. Parts that are None are left out."""

    title: str
    manifest: Manifest
    digest: str
    evaluation: dict[str, Any]
    fairness: FairnessEvidence
    policy: Policy
    decision: dict[str, Any] | None = None
    validation: ValidationEvidence | None = None
    drift: DriftEvidence | None = None
    steps: Sequence[tuple[str, str, bool]] = ()


def render(content: Content) -> str:
    parts = [_head(content)]
    if content.steps:
        parts.append(
            _section(
                "Steps and gates of this run",
                _table(
                    ["Step", "Outcome", "As it should be"],
                    [[name, outcome, _verdict(held)] for name, outcome, held in content.steps],
                ),
            )
        )
    if content.decision is not None:
        parts.append(_decision(content.decision))
    parts += [_quality(content), _fairness(content), _explanation(content)]
    if content.validation is not None:
        parts.append(_validation(content.validation))
    if content.drift is not None:
        parts.append(_drift(content.drift, content.policy))
    parts.append(_lineage(content))
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(content.title)}</title><style>{STYLE}</style></head>\n"
        f"<body>\n{''.join(parts)}</body>\n</html>\n"
    )


def _head(content: Content) -> str:
    metrics = content.evaluation["metrics"]
    return (
        f"<h1>{html.escape(content.title)}</h1><p>{html.escape(content.manifest.algorithm)}: MSE "
        f"<strong>{metrics['mse']:.1f}</strong> on the held-out set, {metrics['baseline_mse']:.1f} when the mean is "
        f"predicted; R² {metrics['r2']:.2f}.</p>\n"
    )


def _decision(decision: dict[str, Any]) -> str:
    rows = [[check["name"], check["detail"], _verdict(bool(check["passed"]))] for check in decision["checks"]]
    outcome = "The model may be registered." if decision["passed"] else "The model was refused."
    return _section("Gate", f"<p>{outcome}</p>{_table(['Check', 'Detail', 'Passed'], rows)}")


def _quality(content: Content) -> str:
    actual, predicted = content.evaluation["actual"], content.evaluation["predicted"]
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.scatter(actual, predicted, s=14, color=BLUE)
    ends = [min([*actual, *predicted]), max([*actual, *predicted])]
    left.plot(ends, ends, color=GREY, linewidth=1)
    left.set(xlabel="actual", ylabel="predicted", title="Predicted and actual")
    right.hist([p - a for p, a in zip(predicted, actual, strict=True)], bins=20, color=BLUE)
    right.axvline(0, color=GREY, linewidth=1)
    right.set(xlabel="predicted - actual", ylabel="rows", title="Errors")
    metrics = _table(
        ["Metric", ">Value"], [[name, f"{value:.3f}"] for name, value in content.evaluation["metrics"].items()]
    )
    return _section(
        "Quality on the held-out set", metrics + _image(figure, "Predicted against actual values, and the errors")
    )


def _fairness(content: Content) -> str:
    groups = content.fairness.groups
    figure = Figure(figsize=(9, 2.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    names = [f"{group.feature} {group.name}" for group in groups]
    left.barh(names, [group.mae for group in groups], color=BLUE)
    left.set(title="Mean absolute error")
    right.barh(names, [group.bias for group in groups], color=ORANGE)
    right.axvline(0, color=GREY, linewidth=1)
    right.set(title="Mean error", yticks=[])
    rules = content.policy.fairness
    rows = [
        [group.feature, group.name, str(group.rows), f"{group.mae:.1f}", f"{group.mse:.1f}", f"{group.bias:+.1f}"]
        for group in groups
    ]
    return _section(
        "Fairness",
        f"<p>Allowed: errors {rules.max_error_ratio:g} times apart, mean errors {rules.max_bias_gap:g} apart.</p>"
        + _table(["By", "Group", ">Rows", ">MAE", ">MSE", ">Mean error"], rows)
        + _image(figure, "Mean absolute error and mean error of each group"),
    )


def _explanation(content: Content) -> str:
    found = content.evaluation["importances"]
    figure = Figure(figsize=(7, 3.4), layout="constrained")
    axes = figure.subplots()
    shown = list(reversed(found))
    axes.barh(
        [item["feature"] for item in shown],
        [item["mean"] for item in shown],
        xerr=[item["deviation"] for item in shown],
        color=BLUE,
        ecolor=GREY,
    )
    axes.set(xlabel="growth of the MSE when the feature is shuffled")
    return _section("What the model relies on", _image(figure, "Permutation importance of each feature"))


def _validation(found: ValidationEvidence) -> str:
    rows = [
        ["rows answered", f"{found.answered} of {found.rows}"],
        ["MSE", "-" if found.mse is None else f"{found.mse:.1f}"],
        ["MSE of predicting the mean", f"{found.baseline_mse:.1f}"],
        ["95 of 100 answers within", f"{found.p95_ms:.0f} ms"],
        ["bad input refused", _verdict(found.refused_bad_input)],
    ]
    return _section("Validation set", _table(["Finding", ">Result"], rows))


def _drift(drift: DriftEvidence, policy: Policy) -> str:
    drifted = {feature.feature for feature in drift.drifted(policy)}
    figure = Figure(figsize=(7, 3.2), layout="constrained")
    axes = figure.subplots()
    axes.bar(
        [feature.feature for feature in drift.features],
        [feature.psi for feature in drift.features],
        color=[ORANGE if feature.feature in drifted else BLUE for feature in drift.features],
    )
    axes.axhline(policy.drift.max_psi, color=GREY, linewidth=1)
    axes.set(ylabel="population stability index")
    rows = [
        [
            feature.feature,
            f"{feature.psi:.3f}",
            f"{feature.ks:.3f}",
            f"{feature.p_value:.2g}",
            _verdict(feature.feature not in drifted),
        ]
        for feature in drift.features
    ]
    return _section(
        "Drift",
        f"<p>{drift.current_rows} rows against {drift.reference_rows} of the train set.</p>"
        + _table(["Feature", ">PSI", ">KS", ">p", "Stable"], rows)
        + _image(figure, "Population stability index of each feature"),
    )


def _lineage(content: Content) -> str:
    manifest = content.manifest
    rows = [
        ["commit", manifest.commit],
        ["build", manifest.build_id],
        ["run", manifest.run_id],
        ["data version", manifest.data_version],
        ["model digest", content.digest],
        ["parameters", ", ".join(f"{key}={value}" for key, value in sorted(manifest.parameters.items()))],
        ["libraries", ", ".join(f"{key} {value}" for key, value in sorted(manifest.libraries.items()))],
    ]
    return _section("Lineage", _table(["Tag", "Value"], rows))


def _section(title: str, body: str) -> str:
    return f"<section><h2>{html.escape(title)}</h2>{body}</section>\n"


class _Verdict(str):
    """Markup that _table leaves as it is."""


def _verdict(passed: bool) -> _Verdict:
    return _Verdict(f'<span class="{"yes" if passed else "no"}">{"yes" if passed else "NO"}</span>')


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table. A head that starts with > is of a column of numbers."""
    numbers = [head.startswith(">") for head in heads]

    def cell(tag: str, text: str, number: bool) -> str:
        shown = text if isinstance(text, _Verdict) else html.escape(text)
        kind = ' class="number"' if number else ""
        return f"<{tag}{kind}>{shown}</{tag}>"

    def row(tag: str, cells: Sequence[str]) -> str:
        return f"<tr>{''.join(cell(tag, text, number) for text, number in zip(cells, numbers, strict=True))}</tr>"

    body = "".join(row("td", cells) for cells in rows)
    head = row("th", [head.removeprefix(">") for head in heads])
    return f'<div class="scroll"><table><thead>{head}</thead><tbody>{body}</tbody></table></div>'


def _image(figure: Figure, alternative: str) -> str:
    file = io.BytesIO()
    # The salt and the missing date make the same data give the same bytes.
    with mpl.rc_context({"svg.hashsalt": "report", "svg.fonttype": "path"}):
        figure.savefig(file, format="svg", metadata={"Date": None})
    encoded = base64.b64encode(file.getvalue()).decode()
    return f'<p><img alt="{html.escape(alternative)}" src="data:image/svg+xml;base64,{encoded}"></p>'
