# One image with the server, the gateway and the sample shop; docker-compose.yml says which of them a container runs.

FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY apps/server/package.json apps/server/
COPY apps/gateway/package.json apps/gateway/
COPY apps/shop/package.json apps/shop/
COPY apps/dashboard/package.json apps/dashboard/
COPY libs/contract/package.json libs/contract/
COPY libs/measure/package.json libs/measure/
COPY libs/store/package.json libs/store/
COPY libs/capture/package.json libs/capture/

FROM manifests AS build
RUN npm ci --no-audit --no-fund
COPY . .
RUN npx nx run-many -t build

FROM manifests AS packages
# The image brings its own Node; the one from npm is for machines without it.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/node-linux-*

FROM node:24-bookworm-slim AS run
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app ./
COPY prisma prisma
COPY --from=build /app/libs/contract/dist libs/contract/dist
COPY --from=build /app/libs/measure/dist libs/measure/dist
COPY --from=build /app/libs/store/dist libs/store/dist
COPY --from=build /app/libs/capture/dist libs/capture/dist
COPY --from=build /app/apps/server/dist apps/server/dist
COPY --from=build /app/apps/gateway/dist apps/gateway/dist
COPY --from=build /app/apps/shop/dist apps/shop/dist
COPY --from=build /app/apps/dashboard/dist apps/dashboard/dist
RUN mkdir -p /data/spool /run/contraflow && chown node:node /data/spool /run/contraflow
USER node
CMD ["node", "--enable-source-maps", "apps/server/dist/main.js"]
