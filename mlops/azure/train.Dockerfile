# The environment of the training job: the pinned packages, the MLflow plug-in for Azure, and this package.
FROM python:3.11-slim-bookworm@sha256:528257d48c1da0dcecc2e725d1ae34498d60c965f1241e39cd6a85a8859bdf84

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1
WORKDIR /app
COPY requirements.txt pyproject.toml README.md ./
COPY azure/requirements-train.txt azure/
RUN pip install --require-hashes --only-binary :all: -r requirements.txt -r azure/requirements-train.txt
COPY src src
RUN pip install --no-index --no-deps --no-build-isolation .
