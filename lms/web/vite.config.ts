import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The gateway serves what is built below /app; no part of it is inline, so that its policy needs no exception.
export default defineConfig({
  base: "/app/",
  plugins: [react()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rollupOptions: {
      output: {
        manualChunks(id) {
          if (id.includes("node_modules/react") || id.includes("node_modules/scheduler")) return "react";
          return undefined;
        },
      },
    },
  },
});
