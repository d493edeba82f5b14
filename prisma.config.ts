import { defineConfig } from 'prisma/config';

// Only the command-line tool reads this file; the server gets its connection from its own configuration.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost/contraflow' },
});
