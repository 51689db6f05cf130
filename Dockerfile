# An image of Paydrill: docker build -t paydrill . && docker run --rm -p 127.0.0.1:8000:8000 paydrill
# DIGEST pins the base: --build-arg DIGEST=sha256:…
ARG TAG=trixie-slim
ARG DIGEST=

FROM debian:${TAG}${DIGEST:+@${DIGEST}} AS build
# No version is pinned: the base image decides which Debian this is, and so which Python.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends python3-venv
WORKDIR /src
COPY . .
RUN python3 -m venv /opt/paydrill \
    && /opt/paydrill/bin/pip install --no-cache-dir -r requirements.txt \
    && /opt/paydrill/bin/pip install --no-cache-dir --no-deps . \
    && /opt/paydrill/bin/python -m compileall -q /opt/paydrill

FROM debian:${TAG}${DIGEST:+@${DIGEST}}
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /work --create-home paydrill \
    && install -d -o paydrill -g paydrill /data /work/scenarios
COPY --from=build /opt/paydrill /opt/paydrill
ENV PATH=/opt/paydrill/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PAYDRILL_HOST=0.0.0.0 \
    PAYDRILL_STORE=tinydb:/data/paydrill.tinydb
# Scenarios, contracts (openapi/), handlers and paydrill.toml of a team go below /work, records are kept in /data.
WORKDIR /work
VOLUME ["/data"]
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=2s --start-period=20s --retries=3 \
    CMD ["python3", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/ready', timeout=2)"]
ENTRYPOINT ["paydrill"]
CMD ["serve"]
