import { createProjectGraphAsync } from '@nx/devkit';

/** The rule for module boundaries says nothing at all where Nx has no project graph yet; so it is made first. */
export async function ensureProjectGraph() {
  process.env.NX_DAEMON = 'false';
  await createProjectGraphAsync();
}
