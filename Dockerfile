FROM python:3.12-slim-bookworm

# curl answers the health checks; the CJK font is for charts with Chinese text.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends curl fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 50000 pmo \
    && install --directory --owner pmo /var/lib/pmo /opt/pmo

ENV AIRFLOW_HOME=/home/pmo/airflow PYTHONUNBUFFERED=1
WORKDIR /opt/pmo

COPY requirements.lock ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock

COPY --chown=pmo . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable .

USER pmo
