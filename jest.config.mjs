const shared = {
  testEnvironment: 'node',
  transform: { '\\.([cm]?[jt]s|tsx)$': '<rootDir>/tools/jest/transform.mjs' },
  // Packages are ES modules too; the transformer itself decides what to leave alone.
  transformIgnorePatterns: [],
  moduleFileExtensions: ['ts', 'tsx', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: {
    '^@contraflow/(contract|measure|store|capture)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/(apps|libs)/[^/]+/dist/', '<rootDir>/\\.contraflow/', '<rootDir>/\\.nx/'],
};
const realServers = {
  globalSetup: '<rootDir>/tools/jest/start-servers.ts',
  globalTeardown: '<rootDir>/tools/jest/stop-servers.ts',
  setupFilesAfterEnv: ['<rootDir>/tools/jest/patience.ts'],
};

export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs}/*/src/**/*.spec.{ts,tsx}', '<rootDir>/tools/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.(int|e2e)\\.spec\\.tsx?$'],
    },
    {
      ...shared,
      ...realServers,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs}/*/test/**/*.int.spec.ts', '<rootDir>/tools/**/*.int.spec.ts'],
    },
    {
      ...shared,
      ...realServers,
      displayName: 'browser',
      testMatch: ['<rootDir>/apps/dashboard/e2e/**/*.e2e.spec.ts'],
    },
  ],
};
