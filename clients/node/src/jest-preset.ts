export default {
  globalSetup: require.resolve("./jest-setup.js"),
  globalTeardown: require.resolve("./jest-teardown.js"),
  testEnvironment: require.resolve("./jest-environment.js"),
};
