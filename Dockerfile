# The API, its workers and its command line, in one image without a shell. Any base with glibc, libstdc++ and certificates will do.
ARG BUILD_BASE=docker.io/library/node:26.10.0-trixie
ARG BASE=gcr.io/distroless/cc-debian13:nonroot

FROM ${BUILD_BASE} AS tools
WORKDIR /source
ENV CI=true TURBO_TELEMETRY_DISABLED=1 pnpm_config_store_dir=/pnpm/store
COPY package.json pnpm-workspace.yaml ./
RUN command -v pnpm || npm install --global "$(node --print 'require("./package.json").packageManager')"

# What the API depends on: a change elsewhere changes no layer below.
FROM tools AS pruned
COPY . .
RUN pnpm dlx turbo@catalog: prune @plinth/api --docker

FROM tools AS built
COPY --from=pruned /source/out/json/ ./
RUN --mount=type=cache,id=pnpm,target=/pnpm/store pnpm install --frozen-lockfile
COPY tsconfig.base.json ./
COPY --from=pruned /source/out/full/ ./
# Not by turbo, which without a .gitignore hashes all of node_modules; nothing of it could be taken from a cache here.
RUN pnpm --filter '@plinth/api...' run build --no-dts
RUN --mount=type=cache,id=pnpm,target=/pnpm/store pnpm --filter @plinth/api --prod --legacy deploy /app
# What no process opens: sources, types and maps, what packages were published with, and the fonts that no document is printed in.
RUN rm -r /app/src /app/test /app/deploy && \
  find /app -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -iname '*.md' -o -path '*/.yarn/*' -o -path '*/@plinth/*/dist/testing/*' \) -delete && \
  find /app -type f -path '*/dejavu-fonts-ttf/*' ! -name DejaVuSans.ttf ! -name DejaVuSans-Bold.ttf ! -name package.json ! -iname 'license*' -delete
# Node.js reads what drizzle-orm exports, four hundred files for every database there is, anew for each module of it: half of a start.
RUN node --eval 'const { globSync, readFileSync, writeFileSync } = require("node:fs"); \
  for (const file of globSync("/app/node_modules/.pnpm/drizzle-orm@*/node_modules/drizzle-orm/package.json")) { \
    const manifest = JSON.parse(readFileSync(file, "utf8")); \
    const used = [".", "./pg-core", "./postgres-js"].map((name) => [name, manifest.exports[name]]); \
    writeFileSync(file, JSON.stringify({ ...manifest, exports: Object.fromEntries(used) })); \
  }'
# Node.js without its symbol table, and the one library of it that small bases lack.
RUN mkdir -p /runtime/usr/local/bin /runtime/usr/local/lib && \
  strip -o /runtime/usr/local/bin/node "$(node --print process.execPath)" && \
  cp "$(ldd /runtime/usr/local/bin/node | sed -n 's/.*libatomic.* => \(.*\) (.*/\1/p')" /runtime/usr/local/lib/

FROM ${BASE}
COPY --from=built /runtime/ /
COPY --from=built /app/ /app/
WORKDIR /app
USER 10001:10001
ENV NODE_ENV=production HOST=0.0.0.0 LD_LIBRARY_PATH=/usr/local/lib
EXPOSE 3000
ENTRYPOINT ["/usr/local/bin/node"]
# What Node.js gives itself in the 1 GiB of the manifests. With more, or nobody who says how much, it would let garbage lie up to four
# times what is in use.
CMD ["--max-old-space-size=512", "--import", "@plinth/observability/register", "dist/main.js"]
