# Seseragi in a container, built from a clone:
#
#   docker build -t seseragi .
#   docker run --rm -p 127.0.0.1:8000:8000 seseragi
#   docker run --rm -p 127.0.0.1:8000:8000 -v "$PWD/models:/data:ro" seseragi serve --model model.gguf
#
# docs/install.md has the rest.

FROM eclipse-temurin:25-jdk AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends maven \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# The tests have run before (.ci/run); here only the image is wanted.
RUN --mount=type=cache,target=/m2 \
    mvn -Dmaven.repo.local=/m2 -B -ntp -Pdist -Dmaven.test.skip=true -Dspotless.check.skip=true package \
    && mv dist/target/image/seseragi-* /opt/seseragi

FROM debian:13-slim
RUN useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin seseragi \
    && install -d -o seseragi -g seseragi /data
COPY --from=build /opt/seseragi /opt/seseragi
COPY packaging/docker/health /opt/seseragi/bin/health
ENV PATH=/opt/seseragi/bin:$PATH \
    LANG=C.UTF-8 \
    SESERAGI_HOST=0.0.0.0 \
    SESERAGI_PORT=8000
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# A large model takes its time; until it can answer the container is "starting", not "unhealthy".
HEALTHCHECK --interval=10s --timeout=5s --start-period=5m --start-interval=1s CMD ["health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["seseragi"]
CMD ["serve"]
