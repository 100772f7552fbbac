// "My Problem (2).zip" → "my-problem-2"
export const idOf = (file: string) =>
  file
    .toLowerCase()
    .replace(/\.(zip|tgz|tar(\.\w+)?)$/, "")
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|[-.]+$/g, "")
    .slice(0, 100);
