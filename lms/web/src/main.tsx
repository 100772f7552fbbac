import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/client";
import { App } from "./app";
import { Translated, loadMessages, preferredLanguage } from "./i18n";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server refused stays refused; what did not reach it is tried again.
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
    },
  },
});

const language = preferredLanguage();
document.documentElement.lang = language;
void loadMessages(language).then((messages) => {
  const root = document.getElementById("root");
  if (root === null) return;
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Translated language={language} messages={messages}>
          <App />
        </Translated>
      </QueryClientProvider>
    </StrictMode>,
  );
});
