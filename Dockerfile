# An image that holds the program and nothing else: `docker run --rm -v "$PWD:/work" bitext check docs`.
FROM rust:1-alpine AS build
# Alpine links with musl, so the program is static; its allocator is in C.
RUN apk add --no-cache gcc musl-dev
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin bitext && cp target/release/bitext /bitext

FROM scratch
COPY --from=build /bitext /bitext
COPY --from=build /src/LICENSE-APACHE /src/LICENSE-MIT /
# Nobody. To write into mounted folders, run it as their owner: `--user "$(id -u):$(id -g)"`.
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/bitext"]
