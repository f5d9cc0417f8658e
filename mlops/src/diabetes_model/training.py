"""Trains one model on the train set, the same each time for the same data, parameters and seed."""

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal, Protocol, get_args

from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from diabetes_model import package
from diabetes_model.data import PreparedData
from diabetes_model.errors import BadSchema
from diabetes_model.package import Manifest, ModelPackage, Regressor
from diabetes_model.schema import FEATURE_NAMES

Algorithm = Literal["ridge", "boosting"]
ALGORITHMS: tuple[Algorithm, ...] = get_args(Algorithm)


@dataclass(frozen=True)
class Parameters:
    """What a training can be told."""

    algorithm: Algorithm = "ridge"
    alpha: float = 1.0
    features: tuple[str, ...] = FEATURE_NAMES
    seed: int = 7


@dataclass(frozen=True)
class Lineage:
    """What a model was made by: the code, the build, and the run that keeps its metrics."""

    commit: str
    build_id: str
    run_id: str


def train(data: PreparedData, parameters: Parameters, lineage: Lineage, out: Path) -> ModelPackage:
    unknown = [name for name in parameters.features if name not in FEATURE_NAMES]
    if unknown or not parameters.features:
        raise BadSchema(
            f"Can't train on {', '.join(unknown) or 'no columns'}.", f"Choose from {', '.join(FEATURE_NAMES)}."
        )
    regressor = _pipeline(parameters)
    regressor.fit(data.train.features, data.train.target)
    used: dict[str, float | int | str | list[str]] = {
        "algorithm": parameters.algorithm,
        "features": list(parameters.features),
        "seed": parameters.seed,
    }
    if parameters.algorithm == "ridge":
        used["alpha"] = parameters.alpha
    return package.save(
        out,
        regressor,
        Manifest(
            algorithm=parameters.algorithm,
            parameters=used,
            data_version=data.version,
            train_mean=data.train_mean,
            features=list(FEATURE_NAMES),
            commit=lineage.commit,
            build_id=lineage.build_id,
            run_id=lineage.run_id,
            libraries={name: version(name) for name in ("numpy", "scikit-learn", "joblib")},
            model_sha256="",
        ),
    )


class Trainable(Regressor, Protocol):
    """What scikit-learn's pipelines offer; they ship no types."""

    def fit(self, features: object, target: object) -> object: ...


def _pipeline(parameters: Parameters) -> Trainable:
    columns = [FEATURE_NAMES.index(name) for name in parameters.features]
    scale = ColumnTransformer([("used", StandardScaler(), columns)])
    if parameters.algorithm == "ridge":
        pipeline: Trainable = make_pipeline(scale, Ridge(alpha=parameters.alpha))
    else:
        boosting = GradientBoostingRegressor(
            n_estimators=80, max_depth=2, learning_rate=0.05, random_state=parameters.seed
        )
        pipeline = make_pipeline(scale, boosting)
    return pipeline
