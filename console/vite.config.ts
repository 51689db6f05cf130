import { defineConfig } from "vite";

const SERVER = process.env.PAYDRILL_URL ?? "http://127.0.0.1:8931";
const OWN = "(?!@|src/|node_modules/|index\\.html|$|~[a-z0-9-]+/?$|_control/console/?$)";

export default defineConfig({
  // Chunks find each other beside themselves: the console lies below any prefix and any sandbox.
  base: "./",
  resolve: { dedupe: ["preact"] },
  build: {
    outDir: "../paydrill/pages/static/console",
    emptyOutDir: true,
    assetsDir: "assets",
    target: "es2022",
    // light-dark() stays as it is written.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    manifest: "manifest.json",
    license: { fileName: "LICENSES.md" },
    modulePreload: { polyfill: false },
    // A style or a picture as a data: URL would need an exception of the policy.
    assetsInlineLimit: 0,
    rollupOptions: { input: "src/main.tsx" },
  },
  server: {
    port: 8932,
    strictPort: true,
    proxy: { [`^/${OWN}`]: { target: SERVER, ws: true } },
  },
});
